/* SPDX-License-Identifier: Apache-2.0 */
/*
 * deflater: what a compressor of runs can do; pack/zlibrun and, where configure found it, pack/igzip are such.
 *
 * Audience: pack/block, which chooses one by level.
 */
#ifndef EC_PACK_DEFLATER_H
#define EC_PACK_DEFLATER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct deflater {
    /* "zlib 1.2.13" */
    const char *(*name)(void);
    /* The state of one worker, for a level that it takes. Never NULL. */
    void *(*start)(int level);
    /* Bytes of output that a run of up to n bytes may take. */
    size_t (*bound)(void *state, size_t n);
    /* Compresses n bytes at in as one run (see block.h); the dict bytes before them may be referred to. out has room for what
     * bound says. Returns the bytes written, which depend on the arguments and the level alone. */
    size_t (*run)(void *state, const unsigned char *in, size_t n, size_t dict, bool last, unsigned char *out);
    /* CRC-32 as gzip has it. */
    uint32_t (*crc)(const unsigned char *p, size_t n);
    void (*end)(void *state);
};

#endif
