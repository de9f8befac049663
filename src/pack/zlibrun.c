/* SPDX-License-Identifier: Apache-2.0 */
#include "pack/zlibrun.h"

#include <assert.h>
#include <zlib.h>

#include "base/mem.h"
#include "io/zmem.h"

/* zlib's own estimate of the worst case, and room for the empty stored block at the end. */
enum { OUT_EXTRA = 1024 };

/* What a level means to zlib: arguments of deflateTune. From level 2 on matches are looked for lazily and those of up
 * to five bytes are dropped (Z_FILTERED): a digit of such data costs about four bits as it is, so short matches from
 * afar save nothing. Measured on 19 MB of census CSV (MB/s a core, size): zlib 1 94, 0.484; level 2 here 84, 0.434;
 * level 4 50, 0.431; zlib 6 as it comes 11, 0.434. Level 1 is zlib's own. */
static const struct tuning {
    int good, lazy, nice, chain;
} tunings[ZLIBRUN_LEVEL_MAX + 1] = {
    [2] = {4, 6, 16, 1},    [3] = {4, 6, 16, 2},     [4] = {4, 6, 16, 4},      [5] = {8, 16, 32, 8},
    [6] = {8, 16, 128, 32}, [7] = {8, 32, 128, 128}, [8] = {32, 128, 258, 512}, [9] = {32, 258, 258, 4096},
};

/* The level of zlib whose way of matching the tuning is for. */
enum { LAZY_LEVEL = 4 };

struct zlib_state {
    z_stream z;
    const struct tuning *tuning;
};

static const char *zlib_name(void)
{
    return "zlib " ZLIB_VERSION;
}

static void *zlib_start(int level)
{
    struct zlib_state *s = mem_alloc(sizeof *s);
    s->tuning = &tunings[level];
    zmem_use(&s->z);
    /* Raw deflate. */
    zmem_good(deflateInit2(&s->z, level < 2 ? level : LAZY_LEVEL, Z_DEFLATED, -15, 8,
                     level < 2 ? Z_DEFAULT_STRATEGY : Z_FILTERED));
    return s;
}

static size_t zlib_bound(void *state, size_t n)
{
    struct zlib_state *s = state;
    return deflateBound(&s->z, (uLong)n) + OUT_EXTRA;
}

static size_t zlib_run(void *state, const unsigned char *in, size_t n, size_t dict, bool last, unsigned char *out)
{
    struct zlib_state *s = state;
    const struct tuning *t = s->tuning;
    size_t room = zlib_bound(s, n);
    deflateReset(&s->z); /* also undoes the tuning */
    if (t->chain)
        deflateTune(&s->z, t->good, t->lazy, t->nice, t->chain);
    if (dict)
        deflateSetDictionary(&s->z, in - dict, (uInt)dict);
    s->z.next_in = (unsigned char *)(uintptr_t)in; /* not written to */
    s->z.avail_in = (uInt)n;
    s->z.next_out = out;
    s->z.avail_out = (uInt)room;
    int status = deflate(&s->z, last ? Z_FINISH : Z_SYNC_FLUSH);
    assert(s->z.avail_in == 0 && (last ? status == Z_STREAM_END : status == Z_OK && s->z.avail_out > 0));
    (void)status;
    return room - s->z.avail_out;
}

static uint32_t zlib_crc(const unsigned char *p, size_t n)
{
    return (uint32_t)crc32(0, p, (uInt)n);
}

static void zlib_end(void *state)
{
    struct zlib_state *s = state;
    deflateEnd(&s->z);
    mem_free(s);
}

const struct deflater zlibrun = {zlib_name, zlib_start, zlib_bound, zlib_run, zlib_crc, zlib_end};
