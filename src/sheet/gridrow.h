/* SPDX-License-Identifier: Apache-2.0 */
/*
 * gridrow: a row of a sheet and its cells, as a person sees them.
 *
 * Audience: sheet/grid, the readers behind it and who reads rows by it.
 */
#ifndef EC_SHEET_GRIDROW_H
#define EC_SHEET_GRIDROW_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

enum grid_type {
    GRID_BLANK,   /* nothing stands there */
    GRID_TEXT,
    GRID_NUMBER,  /* a plain decimal of at most 15 digits */
    GRID_DATE,    /* YYYY-MM-DD, with Thh:mm:ss where it has a time; YYYY-MM; hh:mm:ss */
    GRID_BOOLEAN, /* true, false */
    GRID_ERROR,   /* the sheet shows an error: #DIV/0!, #REF! ... */
    GRID_UNKNOWN  /* a formula whose value was not stored */
};

struct grid_cell {
    struct str text;
    struct str padded; /* a number as it is shown with zeros in front; p == NULL: it is not */
    uint8_t type;      /* enum grid_type */
    bool percent;      /* a number shown as percent: text is 0.125 of 12.5% */
    bool longer;       /* a number that had more than 15 digits: the others are lost */
    bool merged;       /* a part of a merged area but its first cell: the text is that of the first */
    bool below;        /* a merged area that goes on in the next row */
};

struct grid_row {
    struct grid_cell *cells; /* [n] from the first column on; valid until the next call */
    int n;
    long line;       /* number of the row, from 1; of delimited text the line in which it begins */
    bool hidden;
    struct str raw;  /* delimited text: the record as UTF-8, with its line end; else p == NULL */
};

enum grid_got {
    GRID_SHEET,   /* a sheet begins: grid_name, grid_hidden; its rows follow */
    GRID_ROW,
    GRID_BAD_ROW, /* a record that cannot be read: line, raw, and grid_why; reading goes on behind it */
    GRID_END,
    GRID_FAULT    /* grid_why; nothing follows */
};

#endif
