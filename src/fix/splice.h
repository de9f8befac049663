/*
 * splice: a line with some of its cells replaced, all other bytes as they were.
 *
 * Audience: whatever changes cells of a record stream (the pass-through law).
 */
#ifndef EC_FIX_SPLICE_H
#define EC_FIX_SPLICE_H

#include "base/buf.h"
#include "base/str.h"

/* Appends the line to b; cell i is replaced where with[i].p is not NULL, i < n. The new cell \N is written as null.
 * n: number of cells of the line. */
void splice(struct buf *b, struct str line, const struct str *with, int n, const char *null);

#endif
