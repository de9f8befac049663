/* SPDX-License-Identifier: Apache-2.0 */
/*
 * line: the line of a record with some cells replaced, or with columns taken out and others put after them.
 *
 * Audience: the cleaner, the steps of a program, replay. Only bytes are moved, so that every way back is exact; what is not
 * replaced stays as it was read (the pass-through law). Cells that travel together are joined by TAB, as in a line.
 */
#ifndef EC_FIX_LINE_H
#define EC_FIX_LINE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"

/* Appends the line to b; cell i is replaced where with[i].p is not NULL, i < n. The new cell \N is written as null.
 * n: number of cells of the line. */
void line_replace(struct buf *b, struct str line, const struct str *with, int n, const char *null);

/* How lines change their columns. */
struct line_shape {
    int before;          /* columns in front */
    const bool *dropped; /* [before] is the column taken out? */
    int n_dropped;
    int added;           /* columns put after the others */
};

/* Do lines keep their columns? */
static inline bool line_shape_is_plain(const struct line_shape *s)
{
    return s->n_dropped == 0 && s->added == 0;
}

/* Appends to out the line with columns taken out and the cells `added` put after it; appends to taken the cells that were
 * taken out. The line has s->before cells. */
void line_reshape(const struct line_shape *s, struct str line, struct str added, struct buf *out, struct buf *taken);

/* The way back: appends to out the line with the cells `taken` put in again, and to added the cells that stood after it. The
 * line has as many cells as line_reshape makes. Returns false, with nothing said, when `taken` has not n_dropped cells. */
bool line_reshape_back(const struct line_shape *s, struct str line, struct str taken, struct buf *out, struct buf *added);

#endif
