/* SPDX-License-Identifier: Apache-2.0 */
/*
 * keyset: has this key come before?
 *
 * Audience: the search for duplicate keys in a stream or a dataset.
 *
 * Only a fingerprint of each key is kept: 128 bits of SipHash-2-4 with a random secret, so that nobody can write keys that
 * collide, and the ordinal of the record. Two different keys of n have the same fingerprint with a probability of about
 * n^2 / 2^129: for a thousand million keys 10^-21. Memory is bounded: when it is used up, further keys are not taken.
 * Source of the hash: Aumasson and Bernstein, "SipHash: a fast short-input PRF", 2012.
 */
#ifndef EC_REC_KEYSET_H
#define EC_REC_KEYSET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct keyset;

enum keyset_result {
    KEYSET_NEW,
    KEYSET_BEFORE,
    KEYSET_FULL /* not among those that were taken, and not taken */
};

/* memory: bytes that the set may take at most, while it grows as well. */
struct keyset *keyset_new(uint64_t memory);

/* Looks a key up and takes it when it is new. ordinal (from 1, kept modulo 2^32) says which record it is; for KEYSET_BEFORE
 * *first is the ordinal of the record that had it first. */
enum keyset_result keyset_add(struct keyset *k, struct str key, uint64_t ordinal, uint64_t *first);

/* Was the key taken? */
bool keyset_has(const struct keyset *k, struct str key);

/* k may be NULL. */
void keyset_free(struct keyset *k);

#endif
