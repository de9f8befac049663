/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cell: one field of the record stream (PostgreSQL COPY text dialect).
 *
 * Audience: everything that looks into records. A cell is a slice of the line as it was read, still escaped. Null is
 * the two bytes \N, recognised before unescaping; the empty cell is empty text.
 */
#ifndef EC_REC_CELL_H
#define EC_REC_CELL_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "value/escape.h"

/* Is the cell null? */
static inline bool cell_is_null(struct str c)
{
    return c.n == 2 && c.p[0] == '\\' && c.p[1] == 'N';
}

/* The text of a cell that is not null. Returns the cell itself when it holds no escape, else an unescaped copy in a. A cell
 * with a bad escape is not one that recin lets through; it comes back as it is. */
struct str cell_text(struct str c, struct arena *a);

/* Appends text as a cell: backslash, TAB, LF and CR are escaped. Text may hold any other byte. */
static inline void cell_put(struct buf *b, struct str text)
{
    escape_put(b, text);
}

/* Appends the null cell. */
static inline void cell_put_null(struct buf *b)
{
    buf_add(b, "\\N", 2);
}

#endif
