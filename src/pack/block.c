/* SPDX-License-Identifier: Apache-2.0 */
#include "pack/block.h"

#include "base/mem.h"
#ifdef HAVE_ISAL
#include "pack/igzip.h"
#endif
#include "pack/zlibrun.h"

static const struct deflater *deflater_of(int level)
{
#ifdef HAVE_ISAL
    if (level >= IGZIP_LEVEL_MIN && level <= IGZIP_LEVEL_MAX)
        return &igzip;
#else
    (void)level;
#endif
    return &zlibrun;
}

const char *block_compressor(int level)
{
    return deflater_of(level)->name();
}

struct block *block_new(int level)
{
    struct block *b = mem_alloc(sizeof *b);
    b->base = mem_alloc(BLOCK_DICT + BLOCK_BYTES);
    b->deflater = deflater_of(level);
    b->state = b->deflater->start(level);
    b->out = mem_alloc(b->deflater->bound(b->state, BLOCK_BYTES));
    return b;
}

void block_work(void *block)
{
    struct block *b = block;
    b->out_n = b->deflater->run(b->state, block_input(b), b->n, b->dict, b->last, b->out);
    b->crc = b->deflater->crc(block_input(b), b->n);
}

void block_free(struct block *b)
{
    if (!b)
        return;
    b->deflater->end(b->state);
    mem_free(b->base);
    mem_free(b->out);
    mem_free(b);
}
