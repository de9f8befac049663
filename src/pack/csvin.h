/* SPDX-License-Identifier: Apache-2.0 */
/*
 * csvin: reads rows of the CSV that pack/csv writes.
 *
 * Audience: pack/verify. Strict: LF ends a row, a quote stands only around a whole cell or doubled inside one, the last
 * row has its LF.
 */
#ifndef EC_PACK_CSVIN_H
#define EC_PACK_CSVIN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/str.h"
#include "pack/gzin.h"

/* All members zero but in. */
struct csvin {
    struct gzin *in;
    struct buf b;        /* bytes read; [at, b.n) are not handed out yet */
    size_t at;
    bool eof;
    long line;           /* of the row handed out last, from 1 */
    long next_line;      /* lines seen before the next row */
    struct str *cells;   /* [n] of the row; valid until the next one */
    int n;
    size_t cap;
    const char *why[2];  /* of -2: English, Chinese */
};

enum { CSVIN_MAX_ROW = 64 << 20 };

/* The next row. Returns 1; 0 at the end; -1 when the bytes cannot be read (gzin_fault tells); -2 when they are no such
 * CSV (line and why tell). */
int csvin_next(struct csvin *c);

/* Gives back memory, not in. */
void csvin_free(struct csvin *c);

#endif
