/* SPDX-License-Identifier: Apache-2.0 */
/*
 * twins: rows that have the same key as another row.
 *
 * Audience: what must not let a duplicate key pass: ecpack, and its --verify.
 *
 * Fingerprints of the keys are kept within half of the memory given (rec/keyset.h); keys beyond them go to a sort on disk
 * (rec/extsort.h) and meet each other there. A key among the fingerprints is found at once, one that is not is in the sort with
 * all its rows: so no pair is missed, and the answer is the same for any memory. It comes at the end, in the order of the rows.
 */
#ifndef EC_REC_TWINS_H
#define EC_REC_TWINS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

struct twins;

struct twin {
    uint64_t row, first; /* its number, and that of the first row of its key; the same for that row itself */
    struct str data;     /* as given to twins_add; valid until the next call */
};

/* memory: bytes for keys. firsts: the first row of a key is a twin, too, once another one has come; then the data of all rows
 * are kept, in a temporary file where they are many. Free with twins_free. */
struct twins *twins_new(uint64_t memory, bool firsts);

/* Takes a row (key and data are copied); row: its number from 1, greater than those before. Not after twins_next. */
void twins_add(struct twins *t, struct str key, uint64_t row, struct str data);

/* The next twin in the order of rows. Returns 1, or 0 at the end. The first call ends the input. */
int twins_next(struct twins *t, struct twin *twin);

/* t may be NULL. */
void twins_free(struct twins *t);

#endif
