/* SPDX-License-Identifier: Apache-2.0 */
/* Unit tests of pack/: SHA-256, the ordered pool, gzip output. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/buf.h"
#include "base/pool.h"
#include "base/sha256.h"
#include "pack/block.h"
#include "pack/gzout.h"
#include "unit.h"

/* The hash of a text repeated, added in pieces of `piece` bytes. */
static const char *hash_of(const char *text, int times, size_t piece, bool plain)
{
    static char hex[SHA256_HEX + 1];
    struct buf b = {0};
    for (int i = 0; i < times; i++)
        buf_puts(&b, text);
    struct sha256 s;
    if (plain)
        sha256_start_plain(&s);
    else
        sha256_start(&s);
    for (size_t at = 0; at < b.n; at += piece)
        sha256_add(&s, b.p + at, b.n - at < piece ? b.n - at : piece);
    sha256_hex(&s, hex);
    buf_free(&b);
    return hex;
}

/* FIPS 180-2 appendix B and the NIST example values. */
START_TEST(sha256_gives_the_published_values)
{
    static const struct {
        const char *text;
        int times;
        const char *hex;
    } known[] = {
        {"", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
        {"abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrs"
         "tnopqrstu",
         1, "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"},
        {"a", 1000000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"},
    };
    static const size_t pieces[] = {1, 3, 55, 56, 63, 64, 65, 1000, 1000000};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        for (size_t k = 0; k < sizeof pieces / sizeof *pieces; k++) {
            ck_assert_str_eq(hash_of(known[i].text, known[i].times, pieces[k], false), known[i].hex);
            ck_assert_str_eq(hash_of(known[i].text, known[i].times, pieces[k], true), known[i].hex);
        }
}
END_TEST

struct square {
    int x, y;
};

static void square(void *job)
{
    struct square *s = job;
    volatile int spin = (s->x * 7919) % 5000; /* jobs take different times, so that order is not given by chance */
    while (spin)
        spin--;
    s->y = s->x * s->x;
}

START_TEST(pool_returns_results_in_order)
{
    static const int threads[] = {0, 1, 2, 3, 8};
    enum { JOBS = 500 };
    static struct square jobs[JOBS];
    for (size_t k = 0; k < sizeof threads / sizeof *threads; k++)
        for (size_t depth = 1; depth < 10; depth += 4) {
            struct pool *p = pool_start(threads[k], depth, square);
            int taken = 0;
            for (int i = 0; i < JOBS; i++) {
                if (pool_full(p))
                    ck_assert_ptr_eq(pool_take(p), &jobs[taken++]);
                jobs[i] = (struct square){i, -1};
                pool_give(p, &jobs[i]);
                ck_assert_int_le(i + 1 - taken, (int)depth);
            }
            for (void *job; (job = pool_take(p));)
                ck_assert_ptr_eq(job, &jobs[taken++]);
            ck_assert_int_eq(taken, JOBS);
            for (int i = 0; i < JOBS; i++)
                ck_assert_int_eq(jobs[i].y, i * i);
            pool_stop(p);
        }
}
END_TEST

/* Text like that of a census, or bytes that do not compress. */
static void fill(struct buf *b, size_t n, bool noise)
{
    uint32_t x = 12345;
    buf_reset(b);
    char *p = buf_room(b, n + 64);
    while (b->n < n) {
        x = x * 1664525 + 1013904223;
        if (noise)
            p[b->n++] = (char)(x >> 24);
        else
            b->n += (size_t)sprintf(p + b->n, "91500%u,2025Q3,重庆,%u,,0\n", x >> 9, x % 977);
    }
    b->n = n;
}

static bool to_buf(void *to, const void *p, size_t n)
{
    buf_add(to, p, n);
    return true;
}

static struct gzout_totals pack(struct buf *out, struct str in, enum gz_mode mode, int level, int threads, size_t piece)
{
    struct gzout_totals totals;
    buf_reset(out);
    struct gzout *g = gzout_open(&(struct gzout_options){.mode = mode, .level = level, .threads = threads}, to_buf, out);
    for (size_t at = 0; at < in.n; at += piece)
        ck_assert(gzout_add(g, (struct str){in.p + at, in.n - at < piece ? in.n - at : piece}));
    ck_assert(gzout_close(g, &totals));
    ck_assert_uint_eq(totals.in, in.n);
    ck_assert_uint_eq(totals.out, out->n);
    return totals;
}

/* Inflates all members with zlib, which checks CRC and length; returns their number. */
static int unpack(struct buf *to, struct str gz)
{
    z_stream z = {0};
    int members = 0;
    buf_reset(to);
    z.next_in = (unsigned char *)(uintptr_t)gz.p;
    z.avail_in = (uInt)gz.n;
    ck_assert_int_eq(inflateInit2(&z, 15 + 16), Z_OK);
    while (z.avail_in) {
        int status;
        do {
            z.next_out = (unsigned char *)buf_room(to, 1 << 20);
            z.avail_out = 1 << 20;
            status = inflate(&z, Z_NO_FLUSH);
            to->n += (1 << 20) - z.avail_out;
        } while (status == Z_OK);
        ck_assert_int_eq(status, Z_STREAM_END);
        members++;
        inflateReset(&z);
    }
    inflateEnd(&z);
    return members;
}

static const size_t sizes[] = {
    0, 1, 2, 3, 100, BLOCK_DICT - 1, BLOCK_DICT, 65279, 65280, 65281, 65536, BLOCK_BYTES - 1, BLOCK_BYTES,
    BLOCK_BYTES + 1, 2 * BLOCK_BYTES - 1, 2 * BLOCK_BYTES, 2 * BLOCK_BYTES + 1, 9 * BLOCK_BYTES + 77,
};

START_TEST(gzip_comes_back_and_is_one_member)
{
    struct buf in = {0}, gz = {0}, back = {0};
    for (int level = BLOCK_LEVEL_MIN; level <= BLOCK_LEVEL_MAX; level++)
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
            for (int noise = 0; noise < 2; noise++) {
                fill(&in, sizes[i], noise);
                pack(&gz, buf_slice(&in), GZ_SINGLE, level, 1, 100000);
                ck_assert_int_eq(unpack(&back, buf_slice(&gz)), 1);
                ck_assert(str_eq(buf_slice(&back), buf_slice(&in)));
                /* No time, no name, nothing that differs from day to day: RFC 1952, 2.3. */
                ck_assert_mem_eq(gz.p, "\x1f\x8b\x08\0\0\0\0\0\0\xff", 10);
            }
    buf_free(&in);
    buf_free(&gz);
    buf_free(&back);
}
END_TEST

START_TEST(gzip_bytes_do_not_depend_on_threads)
{
    struct buf in = {0}, one = {0}, more = {0};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        for (int mode = GZ_SINGLE; mode <= GZ_NONE; mode++) {
            fill(&in, sizes[i], false);
            pack(&one, buf_slice(&in), mode, BLOCK_LEVEL_DEFAULT, 1, 1000);
            for (int threads = 2; threads <= 4; threads++) {
                pack(&more, buf_slice(&in), mode, BLOCK_LEVEL_DEFAULT, threads, 1000);
                ck_assert(str_eq(buf_slice(&one), buf_slice(&more)));
            }
            /* One member: not on the sizes of the pieces either. */
            pack(&more, buf_slice(&in), mode, BLOCK_LEVEL_DEFAULT, 3, 777);
            ck_assert(mode == GZ_BLOCKED || str_eq(buf_slice(&one), buf_slice(&more)));
        }
    buf_free(&in);
    buf_free(&one);
    buf_free(&more);
}
END_TEST

enum { RECORD = 1234, RECORDS = 300 };

static void check_blocked(int level, bool noise)
{
    struct buf in = {0}, gz = {0}, back = {0};
    fill(&in, RECORD * RECORDS, noise);
    struct gzout_totals totals = pack(&gz, buf_slice(&in), GZ_BLOCKED, level, 2, RECORD);
    ck_assert_int_eq(unpack(&back, buf_slice(&gz)), (int)totals.parts + 1);
    ck_assert(str_eq(buf_slice(&back), buf_slice(&in)));
    size_t at = 0, members = 0;
    for (const unsigned char *p = (unsigned char *)gz.p; at < gz.n; p = (unsigned char *)gz.p + at, members++) {
        ck_assert_mem_eq(p, "\x1f\x8b\x08\x04\0\0\0\0\0\xff\x06\0BC\x02\0", 16);
        size_t size = (size_t)(p[16] | p[17] << 8) + 1;
        ck_assert_uint_le(at + size, gz.n);
        const unsigned char *length = p + size - 4;
        ck_assert_uint_eq((length[0] | length[1] << 8 | length[2] << 16) % RECORD, 0);
        at += size;
    }
    ck_assert_uint_eq(at, gz.n);
    ck_assert_uint_eq(members, totals.parts + 1);
    /* The end mark, byte for byte as in the SAM specification, 4.1.2. */
    ck_assert_mem_eq(gz.p + gz.n - 28,
                     "\x1f\x8b\x08\x04\0\0\0\0\0\xff\x06\0\x42\x43\x02\0\x1b\0\x03\0\0\0\0\0\0\0\0\0", 28);
    buf_free(&in);
    buf_free(&gz);
    buf_free(&back);
}

START_TEST(blocked_members_begin_at_records)
{
    for (int level = BLOCK_LEVEL_MIN; level <= BLOCK_LEVEL_MAX; level++)
        for (int noise = 0; noise < 2; noise++)
            check_blocked(level, noise);
}
END_TEST

struct limited {
    size_t left;
};

static bool to_limited(void *to, const void *p, size_t n)
{
    struct limited *l = to;
    (void)p;
    if (n > l->left)
        return false;
    l->left -= n;
    return true;
}

START_TEST(gzip_reports_a_failed_write)
{
    struct buf in = {0};
    fill(&in, 3 * BLOCK_BYTES, true);
    for (int threads = 1; threads < 4; threads++) {
        struct limited l = {200000};
        struct gzout *g =
            gzout_open(&(struct gzout_options){.mode = GZ_SINGLE, .level = 1, .threads = threads}, to_limited, &l);
        gzout_add(g, buf_slice(&in));
        ck_assert(!gzout_close(g, NULL));
    }
    buf_free(&in);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("pack");
    TCase *t = tcase_create("all");
    tcase_set_timeout(t, 120);
    tcase_add_test(t, sha256_gives_the_published_values);
    tcase_add_test(t, pool_returns_results_in_order);
    tcase_add_test(t, gzip_comes_back_and_is_one_member);
    tcase_add_test(t, gzip_bytes_do_not_depend_on_threads);
    tcase_add_test(t, blocked_members_begin_at_records);
    tcase_add_test(t, gzip_reports_a_failed_write);
    suite_add_tcase(s, t);
    return unit_run(s);
}
