/* SPDX-License-Identifier: Apache-2.0 */
/* Unit tests of base/: slices, buffers, arenas, names, UTF-8, complaints. */
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/hmac.h"
#include "base/intern.h"
#include "base/seeded.h"
#include "base/siphash.h"
#include "base/str.h"
#include "base/utf8.h"
#include "unit.h"

START_TEST(str_cut_splits_at_first)
{
    struct str rest;
    ck_assert(str_is(str_cut(STR("a\tb\tc"), '\t', &rest), "a"));
    ck_assert(str_is(rest, "b\tc"));
    ck_assert(str_is(str_cut(STR("abc"), '\t', &rest), "abc"));
    ck_assert_ptr_null(rest.p);
}
END_TEST

/* The empty slice may have no bytes at all (p NULL): no comparison may look at them. */
START_TEST(str_compares_empty_slices)
{
    struct str none = {0};
    ck_assert(str_eq(none, STR("")) && str_is(none, "") && str_is(none, NULL) && str_cmp(none, STR("")) == 0);
    ck_assert(str_starts(none, none) && str_ends(none, STR("")) && str_starts(STR("ab"), none) && str_ends(STR("ab"), none));
    ck_assert(!str_starts(none, STR("a")) && !str_ends(none, STR("a")) && !str_eq(none, STR("a")));
    ck_assert(str_starts(STR("ab"), STR("a")) && !str_starts(STR("ab"), STR("b")));
    ck_assert(str_ends(STR("ab"), STR("b")) && !str_ends(STR("ab"), STR("a")));
}
END_TEST

START_TEST(str_nearest_finds_the_typo)
{
    const struct str names[] = {STR("op_revenue"), STR("op_cost"), STR("gross_output")};
    ck_assert_int_eq(str_nearest(STR("op_reveune"), names, 3), 0);
    ck_assert_int_eq(str_nearest(STR("opcost"), names, 3), 1);
    ck_assert_int_eq(str_nearest(STR("zzzzzz"), names, 3), -1);
}
END_TEST

START_TEST(buf_formats_integers)
{
    struct buf b = {0};
    buf_int(&b, 0);
    buf_char(&b, ' ');
    buf_int(&b, -9223372036854775807LL - 1);
    ck_assert_str_eq(buf_text(&b), "0 -9223372036854775808");
    buf_drop(&b, 2);
    ck_assert_str_eq(buf_text(&b), "-9223372036854775808");
    buf_free(&b);
}
END_TEST

START_TEST(arena_keeps_its_largest_block)
{
    struct arena a = {0};
    for (int i = 0; i < 1000; i++)
        arena_alloc(&a, 1000);
    size_t total = a.total;
    arena_reset(&a);
    ck_assert_uint_lt(a.total, total);
    size_t kept = a.total;
    for (int i = 0; i < 400; i++)
        arena_alloc(&a, 1000);
    ck_assert_uint_eq(a.total, kept);
    arena_free(&a);
    ck_assert_uint_eq(a.total, 0);
}
END_TEST

START_TEST(intern_numbers_in_order)
{
    struct intern t = {0};
    char name[16];
    for (int i = 0; i < 1000; i++) {
        snprintf(name, sizeof name, "n%d", i);
        ck_assert_int_eq(intern_add(&t, str_of(name)), i);
    }
    ck_assert_int_eq(intern_add(&t, STR("n7")), 7);
    ck_assert_int_eq(intern_find(&t, STR("n999")), 999);
    ck_assert_int_eq(intern_find(&t, STR("n1000")), -1);
    ck_assert(str_is(intern_name(&t, 41), "n41"));
    intern_free(&t);
}
END_TEST

START_TEST(utf8_refuses_what_rfc3629_refuses)
{
    static const struct {
        const char *bytes;
        size_t n, valid;
    } cases[] = {{"abc", 3, 3}, {"\xe7\xbb\x88", 3, 3}, {"a\xc0\x80", 3, 1}, {"\xed\xa0\x80", 3, 0},
        {"\xf4\x90\x80\x80", 4, 0}, {"\xf0\x9f\x98\x80", 4, 4}, {"ab\xe7\xbb", 4, 2}, {"12345678\xff", 9, 8}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        ck_assert_uint_eq(utf8_valid((struct str){cases[i].bytes, cases[i].n}), cases[i].valid);
    ck_assert_uint_eq(utf8_length(STR("终端ab")), 4);
    ck_assert_uint_eq(utf8_width(STR("终端ab")), 6);
}
END_TEST

static void keep(void *to, enum diag_id id, enum diag_level level, struct loc loc, struct str text)
{
    (void)id;
    (void)level;
    (void)loc;
    struct buf *b = to;
    buf_str(b, text);
}

static const char *hmac(struct str key, struct str text)
{
    static char hex[SHA256_HEX + 1];
    unsigned char out[SHA256_BYTES];
    hmac_sha256(out, key, text);
    for (int i = 0; i < SHA256_BYTES; i++)
        snprintf(hex + 2 * i, 3, "%02x", out[i]);
    return hex;
}

/* n times a byte; the last two results stay valid. */
static struct str times(int c, size_t n)
{
    static char room[2][160];
    static int at;
    at = !at;
    memset(room[at], c, n);
    return (struct str){room[at], n};
}

START_TEST(hmac_gives_the_values_of_rfc4231)
{
    char count[25];
    for (int i = 0; i < 25; i++)
        count[i] = (char)(i + 1);
    ck_assert_str_eq(hmac(times(0x0b, 20), STR("Hi There")), "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    ck_assert_str_eq(hmac(STR("Jefe"), STR("what do ya want for nothing?")),
                     "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    ck_assert_str_eq(hmac(times(0xaa, 20), times(0xdd, 50)), "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
    ck_assert_str_eq(hmac((struct str){count, 25}, times(0xcd, 50)),
                     "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b");
    ck_assert_str_eq(hmac(times(0xaa, 131), STR("Test Using Larger Than Block-Size Key - Hash Key First")),
                     "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
    ck_assert_str_eq(hmac(times(0xaa, 131), STR("This is a test using a larger than block-size key and a larger than "
                     "block-size data. The key needs to be hashed before being used by the HMAC algorithm.")),
                     "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2");
}
END_TEST

/* SipHash-1-3 under the key 0, as CPython 3.11 hashes bytes with PYTHONHASHSEED=0. */
START_TEST(siphash13_gives_the_values_of_others)
{
    static const struct {
        size_t n;
        uint64_t h;
    } cases[] = {
        {1, 0x407448d2b89b1813u},
        {2, 0x555508cbc6add439u},
        {3, 0xc03bc3a0042630f2u},
        {4, 0xe3d1d5fdd52aae89u},
        {5, 0x251f3c725bd784a2u},
        {6, 0x62207e654289df28u},
        {7, 0x6db12aae9070f506u},
        {8, 0x3f7b849c0b8e35eau},
        {9, 0xf89b34a3d11eb6e5u},
        {15, 0x1fd27a29b0e9dc7au},
        {16, 0x94f60d3d29e6a312u},
        {21, 0x44ece035d1e476fau},
    };
    static const uint64_t key[2] = {0, 0};
    const uint16_t one = 1;
    for (size_t i = 0; i < sizeof cases / sizeof *cases && *(const char *)&one == 1; i++)
        ck_assert(siphash13(key, (struct str){"abcdefghijklmnopqrstuvwxyz", cases[i].n}) == cases[i].h);
    ck_assert(seeded_hash(STR("a")) == siphash13(seeded_key(), STR("a")));
    ck_assert(seeded_key()[0] != 0 || seeded_key()[1] != 0);
}
END_TEST

START_TEST(diag_fills_arguments_in_both_languages)
{
    struct buf b = {0};
    diag_to(keep, &b);
    diag_start("test", LANG_EN, false, false);
    diag(D_OPTION_VALUE, (struct loc){0}, "--level", "x", "1..9");
    ck_assert_str_eq(buf_text(&b), "option --level: \"x\" is not valid; expected 1..9");
    buf_reset(&b);
    diag_start("test", LANG_ZH, false, false);
    diag(D_OPTION_NO_ARG, (struct loc){0}, "-q");
    ck_assert_str_eq(buf_text(&b), "选项 -q 不带参数");
    ck_assert_int_eq(diag_status(), 2);
    diag_to(NULL, NULL);
    buf_free(&b);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("base");
    TCase *t = tcase_create("base");
    suite_add_tcase(s, t);
    tcase_add_test(t, str_cut_splits_at_first);
    tcase_add_test(t, str_compares_empty_slices);
    tcase_add_test(t, str_nearest_finds_the_typo);
    tcase_add_test(t, buf_formats_integers);
    tcase_add_test(t, arena_keeps_its_largest_block);
    tcase_add_test(t, intern_numbers_in_order);
    tcase_add_test(t, utf8_refuses_what_rfc3629_refuses);
    tcase_add_test(t, hmac_gives_the_values_of_rfc4231);
    tcase_add_test(t, siphash13_gives_the_values_of_others);
    tcase_add_test(t, diag_fills_arguments_in_both_languages);
    return unit_run(s);
}
