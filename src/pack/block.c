#include "pack/block.h"

#include <assert.h>
#include <zlib.h>

#include "base/mem.h"

/* zlib's own estimate of the worst case, and room for the empty stored block at the end. */
enum { OUT_EXTRA = 1024 };

/* What a level means to zlib: arguments of deflateTune. From level 2 on matches are looked for lazily and those of up
 * to five bytes are dropped (Z_FILTERED): a digit of such data costs about four bits as it is, so short matches from
 * afar save nothing. Measured on 19 MB of census CSV (MB/s a core, size): zlib 1 94, 0.484; level 2 here 84, 0.434;
 * level 4 50, 0.431; zlib 6 as it comes 11, 0.434. Level 1 is zlib's own. */
static const struct tuning {
    int good, lazy, nice, chain;
} tunings[BLOCK_LEVEL_MAX + 1] = {
    [2] = {4, 6, 16, 1},    [3] = {4, 6, 16, 2},     [4] = {4, 6, 16, 4},      [5] = {8, 16, 32, 8},
    [6] = {8, 16, 128, 32}, [7] = {8, 32, 128, 128}, [8] = {32, 128, 258, 512}, [9] = {32, 258, 258, 4096},
};

/* The level of zlib whose way of matching the tuning is for. */
enum { LAZY_LEVEL = 4 };

struct block *block_new(int level)
{
    struct block *b = mem_alloc(sizeof *b);
    b->base = mem_alloc(BLOCK_DICT + BLOCK_BYTES);
    b->level = level;
    z_stream *z = mem_alloc(sizeof *z);
    b->state = z;
    /* Raw deflate. It fails only for lack of memory or wrong arguments: */
    if (deflateInit2(z, level < 2 ? level : LAZY_LEVEL, Z_DEFLATED, -15, 8, level < 2 ? Z_DEFAULT_STRATEGY : Z_FILTERED) !=
        Z_OK)
        mem_alloc((size_t)-1); /* reports and exits */
    b->out_cap = deflateBound(z, BLOCK_BYTES) + OUT_EXTRA;
    b->out = mem_alloc(b->out_cap);
    return b;
}

void block_work(void *block)
{
    struct block *b = block;
    z_stream *z = b->state;
    const struct tuning *t = &tunings[b->level];
    deflateReset(z); /* also undoes the tuning */
    if (t->chain)
        deflateTune(z, t->good, t->lazy, t->nice, t->chain);
    if (b->dict)
        deflateSetDictionary(z, block_input(b) - b->dict, (uInt)b->dict);
    z->next_in = block_input(b);
    z->avail_in = (uInt)b->n;
    z->next_out = b->out;
    z->avail_out = (uInt)b->out_cap;
    int status = deflate(z, b->last ? Z_FINISH : Z_SYNC_FLUSH);
    assert(z->avail_in == 0 && (b->last ? status == Z_STREAM_END : status == Z_OK && z->avail_out > 0));
    (void)status;
    b->out_n = b->out_cap - z->avail_out;
    b->crc = (uint32_t)crc32(0, block_input(b), (uInt)b->n);
}

void block_free(struct block *b)
{
    if (!b)
        return;
    deflateEnd(b->state);
    mem_free(b->state);
    mem_free(b->base);
    mem_free(b->out);
    mem_free(b);
}
