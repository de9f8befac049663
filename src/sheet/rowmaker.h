/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rowmaker: a row of a sheet while its cells come, with what merged areas put into it.
 *
 * Audience: sheet/ooxml, sheet/ods, sheet/ssml.
 *
 * Texts are gathered in one buffer and handed out when the row is whole. A merged area holds one value, that of its first cell;
 * the others are filled with it and marked, here and in the rows below, and the caller decides what it is worth there.
 */
#ifndef EC_SHEET_ROWMAKER_H
#define EC_SHEET_ROWMAKER_H

#include <stddef.h>

#include "base/buf.h"
#include "sheet/gridrow.h"

enum { ROWMAKER_COLUMNS = 16384 }; /* of a sheet */

/* A merged area that goes on below its first row. */
struct rowmaker_area {
    int column, width; /* from 0 */
    long first, last;  /* rows */
    struct buf text;
    uint8_t type;
};

/* All members zero at the beginning. */
struct rowmaker {
    struct buf text;
    struct grid_cell *cells; /* [n]; where `held`, the text is an offset in text */
    size_t *from, *padded;   /* [n] offset + 1 in text; 0: none */
    int n;
    size_t cap, cap_from, cap_padded;
    struct rowmaker_area *areas; /* [n_areas] */
    int n_areas;
    size_t cap_areas;
};

/* An empty row. */
void rowmaker_begin(struct rowmaker *r);

/* Puts a cell into a column (from 0, below ROWMAKER_COLUMNS); columns before it that have none become blank. cell->text and
 * cell->padded are copied. */
void rowmaker_put(struct rowmaker *r, int column, const struct grid_cell *cell);

/* The cell in that column is the first of a merged area of this many columns and rows. row: its own. Areas beyond 1000 that go on
 * below at a time are not filled, nor columns beyond the 256th of an area. */
void rowmaker_merge(struct rowmaker *r, int column, int width, long row, long height);

/* The row is whole: fills what merged areas from above cover, and hands the cells out, valid until rowmaker_begin. */
void rowmaker_end(struct rowmaker *r, long row, struct grid_row *to);

/* A sheet ends: forgets the areas. */
void rowmaker_clear(struct rowmaker *r);

/* Gives everything back. */
void rowmaker_free(struct rowmaker *r);

#endif
