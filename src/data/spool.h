/* SPDX-License-Identifier: Apache-2.0 */
/*
 * spool: rows that are read more than once.
 *
 * Audience: data/. Rows are written once, then any number of readers go over them, each at its own place, again and again. They
 * stand in memory, beyond the bytes given in a temporary file.
 */
#ifndef EC_DATA_SPOOL_H
#define EC_DATA_SPOOL_H

#include <stdint.h>

#include "base/buf.h"
#include "io/temp.h"
#include "value/value.h"

/* All members zero but limit is an empty spool. */
struct spool {
    uint64_t limit;    /* bytes in memory */
    struct buf bytes;  /* records: length, row; those that are not in the file yet */
    struct temp file;
    uint64_t in_file;  /* bytes in the file */
    uint64_t rows;
    bool reading;
};

/* Where a reader is. All members zero is at the beginning. */
struct spool_place {
    uint64_t at;
    struct buf block;  /* bytes of the file from block_at */
    uint64_t block_at;
    size_t used;       /* bytes of block that are valid */
};

/* Appends a row of n values. Not after spool_read. */
void spool_add(struct spool *s, const struct value *row, int n);

/* The next row for a reader. Returns false at the end. Texts are valid until the next call for the same place. */
bool spool_read(struct spool *s, struct spool_place *p, struct value *row, int n);

/* Forgets all rows; it may be written again. Places must be set to zero (spool_place_end). */
void spool_clear(struct spool *s);

/* Give memory back. */
void spool_end(struct spool *s);
void spool_place_end(struct spool_place *p);

#endif
