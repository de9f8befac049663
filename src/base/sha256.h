/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sha256: the hash of FIPS 180-4, for the descriptor of a dataset and for lineage.
 *
 * Audience: pack/ and whoever writes a manifest line. Not for secrets: nothing is wiped, time is not constant.
 *
 *     struct sha256 h;
 *     sha256_start(&h);
 *     sha256_add(&h, p, n);            any number of times
 *     char hex[SHA256_HEX + 1];
 *     sha256_hex(&h, hex);
 */
#ifndef EC_BASE_SHA256_H
#define EC_BASE_SHA256_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

enum { SHA256_BYTES = 32, SHA256_HEX = 64, SHA256_BLOCK = 64 };

struct sha256 {
    uint32_t h[8];                     /* the state after all whole blocks */
    uint64_t n;                        /* bytes added so far */
    unsigned char tail[SHA256_BLOCK];  /* the n % 64 bytes of the block that is not whole yet */
    bool fast;                         /* with the processor's own instructions, where it has them */
};

/* Begins a hash; also reuses one. */
void sha256_start(struct sha256 *s);

/* The same, but without the processor's own instructions: for the test that both agree. */
void sha256_start_plain(struct sha256 *s);

/* Adds n bytes; p may be NULL when n is 0. */
void sha256_add(struct sha256 *s, const void *p, size_t n);

/* Ends the hash and writes its 32 bytes. Nothing may be added after it until sha256_start. */
void sha256_end(struct sha256 *s, unsigned char out[SHA256_BYTES]);

/* Ends the hash and writes it as 64 lower-case hexadecimal digits and a zero byte. */
void sha256_hex(struct sha256 *s, char out[SHA256_HEX + 1]);

#endif
