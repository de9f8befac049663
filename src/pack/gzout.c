/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What it does. GZ_SINGLE writes one gzip member:
 *
 *     header 10 bytes | run 0 | run 1 | ... | last run | CRC-32 of all input | length of all input mod 2^32
 *
 * Each run is the deflate data of BLOCK_BYTES bytes of input (the last one of fewer), made by pack/block in any thread.
 *
 * Why the format permits it. Deflate data is a row of deflate blocks, each with its own Huffman codes. Only two things
 * cross the border between blocks: the bit position, which a run brings back to a whole byte by ending in an empty
 * stored block, and the window of 32 KiB that matches may reach back to. The window consists of input, which we have
 * in full: a run needs the last 32 KiB of the input before it, not the output before it. So runs can be made in any
 * order and at the same time. The CRC of the whole follows from the CRCs and lengths of the parts (crc32_combine).
 * The price is five bytes a run and a compressor that starts with cold statistics: well under 1 % for runs of 128 KiB.
 *
 * Why one member. Many members in one file are legal too, and simpler to make; but readers that stop after the first
 * one exist, and take the rest for absent without a word. One member is read by all, and since its checksum stands at
 * its end, all notice a file that was cut.
 *
 * Why the same bytes. The borders between runs depend on the position in the input only; a run's bytes depend on its
 * input, its dictionary and the level only; runs are written in order. Threads decide when, never what. The header
 * holds no time and no name. (Another version of zlib may give other bytes of the same content.)
 *
 * The life of a block. The owner's thread copies input into the block at hand. When it is full and another byte comes,
 * the block goes to the pool, and the next one starts with the 32 KiB before as its dictionary. Whenever all places of
 * the pool are taken the owner waits for the oldest block and writes it. So at most depth + 1 blocks exist (about 0.5
 * MB each), whatever the length of the file: that is the back-pressure. A full block is held back until more input
 * comes because the last run has to be marked as such, and an extra empty run would cost its bytes in each file.
 *
 * GZ_BLOCKED. A member holds at most 65,280 bytes of input so that its own size fits in 16 bits; it has that size in
 * an extra field "BC" of its header, and no dictionary. The file ends with an empty member of 28 fixed bytes: without
 * it a file that was cut at a border between members could not be told from a whole one. Members begin at records, so
 * that each is text of whole lines.
 */
#include "pack/gzout.h"

#include <string.h>
#include <zlib.h>

#include "base/mem.h"
#include "base/pool.h"
#include "pack/block.h"

enum {
    MEMBER_BYTES = 0xff00, /* input of a BGZF member, as htslib has it: worst case of deflate stays under 64 KiB */
    HEADER_BYTES = 18,     /* a header with the extra field */
    TRAILER_BYTES = 8,
};

/* Touched by the owner's thread only; the blocks change hands through the pool. */
struct gzout {
    struct gzout_options options;
    gzout_write *write;
    void *to;
    bool failed;
    struct gzout_totals totals;
    uint32_t crc;         /* GZ_SINGLE: of all blocks written so far */
    struct pool *pool;
    struct block *filling; /* NULL for GZ_NONE */
    struct block **spare; /* [n_spare] blocks that are neither filling nor in the pool */
    int n_spare;
    size_t limit;         /* bytes of input of one block */
};

static const unsigned char end_mark[28] = {
    0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 0xff, 6, 0, 'B', 'C', 2, 0, 0x1b, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0,
};

static void put(struct gzout *g, const void *p, size_t n)
{
    if (!g->failed && n && !g->write(g->to, p, n))
        g->failed = true;
    g->totals.out += n;
}

static void put_trailer(struct gzout *g, uint32_t crc, uint64_t length)
{
    unsigned char b[TRAILER_BYTES];
    for (int i = 0; i < 4; i++) {
        b[i] = (unsigned char)(crc >> (8 * i));
        b[4 + i] = (unsigned char)(length >> (8 * i));
    }
    put(g, b, sizeof b);
}

struct gzout *gzout_open(const struct gzout_options *options, gzout_write *write, void *to)
{
    static const unsigned char header[10] = {0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff};
    struct gzout *g = mem_alloc(sizeof *g);
    g->options = *options;
    g->write = write;
    g->to = to;
    if (options->mode == GZ_NONE)
        return g;
    /* Two blocks a thread keep the workers busy while the owner fills the next one. */
    int depth = options->threads > 1 ? 2 * options->threads : 1;
    g->pool = pool_start(options->threads, (size_t)depth, block_work);
    g->spare = mem_array((size_t)depth, sizeof(struct block *));
    for (; g->n_spare < depth; g->n_spare++)
        g->spare[g->n_spare] = block_new(options->level);
    g->filling = block_new(options->level);
    g->limit = options->mode == GZ_SINGLE ? BLOCK_BYTES : MEMBER_BYTES;
    if (options->mode == GZ_SINGLE)
        put(g, header, sizeof header);
    return g;
}

static void put_member_header(struct gzout *g, const struct block *b)
{
    size_t size = HEADER_BYTES + b->out_n + TRAILER_BYTES - 1;
    const unsigned char header[HEADER_BYTES] = {
        0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 0xff, 6, 0, 'B', 'C', 2, 0, (unsigned char)size, (unsigned char)(size >> 8),
    };
    put(g, header, sizeof header);
}

/* Writes a block that came out of the pool. */
static void put_block(struct gzout *g, const struct block *b)
{
    if (g->options.mode == GZ_SINGLE) {
        put(g, b->out, b->out_n);
        g->crc = (uint32_t)crc32_combine(g->crc, b->crc, (z_off_t)b->n);
        return;
    }
    put_member_header(g, b);
    put(g, b->out, b->out_n);
    put_trailer(g, b->crc, b->n);
    g->totals.parts++;
}

static void take_one(struct gzout *g)
{
    struct block *b = pool_take(g->pool);
    put_block(g, b);
    g->spare[g->n_spare++] = b;
}

/* Gives the block at hand to the pool and begins another one. */
static void turn(struct gzout *g, bool last)
{
    struct block *b = g->filling;
    b->last = last || g->options.mode == GZ_BLOCKED;
    if (pool_full(g->pool))
        take_one(g);
    struct block *next = g->spare[--g->n_spare];
    next->n = next->dict = 0;
    if (g->options.mode == GZ_SINGLE && !last) {
        /* Only a full block is followed by another, so the dictionary lies within its input. */
        memcpy(next->base, block_input(b) + b->n - BLOCK_DICT, BLOCK_DICT);
        next->dict = BLOCK_DICT;
    }
    g->filling = next;
    pool_give(g->pool, b);
}

bool gzout_add(struct gzout *g, struct str bytes)
{
    g->totals.in += bytes.n;
    if (g->options.mode == GZ_NONE) {
        put(g, bytes.p, bytes.n);
        return !g->failed;
    }
    if (g->options.mode == GZ_BLOCKED && g->filling->n && g->filling->n + bytes.n > g->limit)
        turn(g, false);
    while (bytes.n && !g->failed) {
        if (g->filling->n == g->limit)
            turn(g, false);
        size_t room = g->limit - g->filling->n;
        size_t take = bytes.n < room ? bytes.n : room;
        memcpy(block_input(g->filling) + g->filling->n, bytes.p, take);
        g->filling->n += take;
        bytes.p += take;
        bytes.n -= take;
    }
    return !g->failed;
}

static void free_blocks(struct gzout *g)
{
    for (int i = 0; i < g->n_spare; i++)
        block_free(g->spare[i]);
    block_free(g->filling);
    mem_free(g->spare);
    pool_stop(g->pool);
}

bool gzout_close(struct gzout *g, struct gzout_totals *totals)
{
    if (g->pool) {
        if (g->options.mode == GZ_SINGLE || g->filling->n)
            turn(g, true);
        for (struct block *b; (b = pool_take(g->pool)); g->spare[g->n_spare++] = b)
            put_block(g, b);
        if (g->options.mode == GZ_SINGLE) {
            put_trailer(g, g->crc, g->totals.in);
            g->totals.parts = 1;
        } else {
            put(g, end_mark, sizeof end_mark);
        }
        free_blocks(g);
    }
    if (totals)
        *totals = g->totals;
    bool ok = !g->failed;
    mem_free(g);
    return ok;
}
