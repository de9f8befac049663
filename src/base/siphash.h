/* SPDX-License-Identifier: Apache-2.0 */
/*
 * siphash: a keyed hash of 128 bits for tables and marks.
 *
 * Audience: whoever keeps text as a number. With a secret key nobody can write texts that collide; with a known key it is a
 * checksum that chance does not fool. No proof against who knows the key: that is sha256's work.
 *
 * Source: Aumasson and Bernstein, "SipHash: a fast short-input PRF", 2012 (SipHash-2-4 with 128 bits of output, SipHash-1-3 with
 * 64: fewer rounds, for tables whose hashes nobody sees).
 */
#ifndef EC_BASE_SIPHASH_H
#define EC_BASE_SIPHASH_H

#include <stdint.h>

#include "base/str.h"

struct siphash {
    uint64_t a, b;
};

/* The hash of a text under a key; the same on every machine. */
struct siphash siphash(const uint64_t key[2], struct str s);

/* SipHash-1-3, 64 bits; for tables alone: where the bytes of a number stand the other way round it is another hash. */
uint64_t siphash13(const uint64_t key[2], struct str s);

#endif
