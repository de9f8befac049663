#include "pack/block.h"

#include <zlib.h>

#include "base/mem.h"
#include "pack/deflate.h"

struct block *block_new(int level)
{
    struct block *b = mem_alloc(sizeof *b);
    b->base = mem_alloc(BLOCK_DICT + BLOCK_BYTES);
    b->level = level;
    b->state = deflate_new();
    b->out = mem_alloc(deflate_bound(BLOCK_BYTES));
    return b;
}

static enum deflate_effort effort_of(int level)
{
    return level == 0 ? DEFLATE_STORE : level <= 3 ? DEFLATE_FAST : level <= 6 ? DEFLATE_NORMAL : DEFLATE_BEST;
}

void block_work(void *block)
{
    struct block *b = block;
    b->out_n = deflate_run(b->state, effort_of(b->level), block_input(b), b->dict, b->n, b->last, b->out);
    b->crc = (uint32_t)crc32(0, block_input(b), (uInt)b->n);
}

void block_free(struct block *b)
{
    if (!b)
        return;
    deflate_free(b->state);
    mem_free(b->base);
    mem_free(b->out);
    mem_free(b);
}
