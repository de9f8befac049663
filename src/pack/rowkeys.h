/*
 * rowkeys: the keys seen so far, to find one that comes twice.
 *
 * Audience: pack/verify. A key is kept as 16 bytes of its SHA-256, so that nobody can make two keys look the same, with
 * the line where it stood. The memory is fixed: 24 bytes a place. When a file has more keys than fit, its caller reads
 * it several times and keeps a part of the keys each time (rowkeys_part).
 */
#ifndef EC_PACK_ROWKEYS_H
#define EC_PACK_ROWKEYS_H

#include <stdint.h>

#include "base/sha256.h"
#include "base/str.h"

struct rowkeys;

/* The hash of a key. */
struct key {
    uint64_t half[2];
};

/* Hashes the n cells of a key. */
struct key key_of(const struct str *cells, int n);

/* How many parts the keys of `rows` rows must be divided into so that one fits in `memory` bytes; at least 1. */
uint64_t rowkeys_parts(uint64_t rows, uint64_t memory);

/* The part (0..parts-1) that a key belongs to. */
static inline uint64_t rowkeys_part(struct key k, uint64_t parts)
{
    return k.half[1] % parts;
}

/* Makes a set for the keys of one part of `rows` rows. */
struct rowkeys *rowkeys_new(uint64_t rows, uint64_t parts);

/* Adds the key of a line. Returns 0 when it is new, else the line where it stood. */
uint64_t rowkeys_add(struct rowkeys *s, struct key k, uint64_t line);

/* s may be NULL. */
void rowkeys_free(struct rowkeys *s);

#endif
