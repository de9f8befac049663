/*
 * reshape: how the lines of a stream change when columns are taken out of it and others are put behind.
 *
 * Audience: ecfix, forwards when a program runs or a log is replayed, backwards when it is undone. Only bytes are moved, so
 * that both ways are exact. Cells that travel together are joined by TAB, as in a line.
 */
#ifndef EC_FIX_RESHAPE_H
#define EC_FIX_RESHAPE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"

struct reshape {
    int before;          /* columns in front */
    const bool *dropped; /* [before] is the column taken out? */
    int n_dropped;
    int added;           /* columns put behind the others */
};

/* Do lines keep their columns? */
static inline bool reshape_is_plain(const struct reshape *s)
{
    return s->n_dropped == 0 && s->added == 0;
}

/* Appends to out the line with columns taken out and the cells `added` put behind it; appends to taken the cells that were
 * taken out. The line has s->before cells. */
void reshape_forward(const struct reshape *s, struct str line, struct str added, struct buf *out, struct buf *taken);

/* The way back: appends to out the line with the cells `taken` put in again, and to added the cells that stood behind. The
 * line has as many cells as reshape_forward makes. Returns false, with nothing said, when `taken` has not n_dropped cells. */
bool reshape_back(const struct reshape *s, struct str line, struct str taken, struct buf *out, struct buf *added);

#endif
