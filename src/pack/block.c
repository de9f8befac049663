#include "pack/block.h"

#include <assert.h>
#include <zlib.h>

#include "base/mem.h"

/* zlib's own estimate of the worst case, and room for the empty stored block at the end. */
enum { OUT_EXTRA = 1024 };

struct block *block_new(int level)
{
    struct block *b = mem_alloc(sizeof *b);
    b->base = mem_alloc(BLOCK_DICT + BLOCK_BYTES);
    b->level = level;
    z_stream *z = mem_alloc(sizeof *z);
    b->state = z;
    /* Raw deflate. It fails only for lack of memory or wrong arguments: */
    if (deflateInit2(z, level, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        mem_alloc((size_t)-1); /* reports and exits */
    b->out_cap = deflateBound(z, BLOCK_BYTES) + OUT_EXTRA;
    b->out = mem_alloc(b->out_cap);
    return b;
}

void block_work(void *block)
{
    struct block *b = block;
    z_stream *z = b->state;
    deflateReset(z);
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
