/* SPDX-License-Identifier: Apache-2.0 */
/*
 * csv: rows of CSV (RFC 4180), with the difference between an empty cell and an empty text in quotes.
 *
 * Audience: data/input. Lines end in LF or CR LF, the last one may lack its end; a quote stands round a whole cell, doubled
 * inside it. A BOM at the beginning is passed over. pack/csvin, which is for what we wrote ourselves, knows no such difference.
 */
#ifndef EC_DATA_CSV_H
#define EC_DATA_CSV_H

#include <stdbool.h>

#include "base/buf.h"
#include "io/in.h"

struct csv_cell {
    struct str text;
    bool quoted;
};

/* All members zero but in and name. */
struct csv {
    struct in *in;
    const char *name;       /* for messages */
    struct buf b;           /* bytes read; [at, b.n) are not handed out yet */
    size_t at;
    bool eof;
    long line;              /* where the row handed out last begins, from 1 */
    long lines;             /* ends of lines seen */
    struct buf text;        /* cells without their quotes */
    struct csv_cell *cells; /* [n] of the row; valid until the next one */
    int n;
    size_t cap;
};

enum { CSV_ROW_MAX = 64 << 20 };

/* The next row; empty lines are passed over. Returns 1, 0 at the end, -1 after complaining. */
int csv_next(struct csv *c);

/* Gives everything back, in too. */
void csv_end(struct csv *c);

#endif
