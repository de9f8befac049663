/* SPDX-License-Identifier: Apache-2.0 */
/*
 * block: a run of bytes becomes a run of deflate data that can be put behind another one.
 *
 * Audience: pack/gzout. A block is the job of one worker: it owns its input, its output and the state of the
 * compressor, and block_work reads and writes nothing else. The compressed bytes depend on the members marked "in"
 * alone, not on what the compressor did before.
 *
 * RFC 1951 lets a deflate stream be cut anywhere into deflate blocks. A run that is not the last ends with an empty
 * stored block (00 00 FF FF after filling up the byte), so that the next run begins at a byte; matches may reach back
 * 32 KiB into the run before, whose last bytes are therefore given as dictionary.
 *
 * Levels: 0 stores, 1 is the fastest, up to 9 the search for matches takes longer and longer. Levels 1 to 3 are done by
 * ISA-L where configure found it (pack/igzip), all others by zlib; see there and block.c for what they cost. Which one it was
 * decides the bytes.
 */
#ifndef EC_PACK_BLOCK_H
#define EC_PACK_BLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct deflater;

enum {
    BLOCK_DICT = 32768,    /* bytes that a match may reach back */
    BLOCK_BYTES = 131072,  /* bytes of input of one run: part of the format of our output, see gzout.c */
    BLOCK_LEVEL_MIN = 0,
    BLOCK_LEVEL_MAX = 9,
    BLOCK_LEVEL_DEFAULT = 2,
};

/* The owner fills the members marked "in" before the block is given to a worker, and reads those marked "out" after
 * it has been taken back; while the worker has it nobody else touches it. */
struct block {
    unsigned char *base;  /* in: BLOCK_DICT + BLOCK_BYTES bytes; the dictionary ends, and the input begins, at BLOCK_DICT */
    size_t dict;          /* in: bytes of dictionary, 0..BLOCK_DICT */
    size_t n;             /* in: bytes of input, 0..BLOCK_BYTES */
    bool last;            /* in: does the deflate stream end with this run? */
    unsigned char *out;   /* out: the compressed bytes */
    size_t out_n;         /* out: how many */
    uint32_t crc;         /* out: CRC-32 of the input */
    const struct deflater *deflater; /* constant */
    void *state;          /* worker: of the deflater */
};

/* What compresses at a level: "zlib 1.2.13", "ISA-L 2.30.0". */
const char *block_compressor(int level);

/* A block for a level of BLOCK_LEVEL_MIN (store) .. BLOCK_LEVEL_MAX. Never NULL. */
struct block *block_new(int level);

/* Where the input begins: n bytes of it are in use, BLOCK_BYTES fit. */
static inline unsigned char *block_input(const struct block *b)
{
    return b->base + BLOCK_DICT;
}

/* Compresses: fills out, out_n, crc. The pool_work of a block; cannot fail. */
void block_work(void *block);

/* Gives all memory back; NULL is allowed. */
void block_free(struct block *b);

#endif
