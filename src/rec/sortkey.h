/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sortkey: cells of a record as one string of bytes whose byte order is the order of the record.
 *
 * Audience: extsort and what sorts, merges or joins records. Each part ends itself, so that no two lists of cells give the
 * same bytes, and ("a", "bc") does not meet ("ab", "c").
 */
#ifndef EC_REC_SORTKEY_H
#define EC_REC_SORTKEY_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"

/* Appends a cell as text, in the byte order of the cells as they stand in the stream (that of sort(1) with
 * LC_ALL=C; \N is these two bytes). down: the reverse order. */
void sortkey_text(struct buf *b, struct str cell, bool down);

/* Appends a cell as a number, in the order of the values (1.0 and 1 give the same bytes). What is not a number comes
 * before all numbers in the order of its bytes. */
void sortkey_number(struct buf *b, struct str cell, bool down);

/* Appends the texts of a key that sortkey_text made (not down), joined by ';': for messages. */
void sortkey_show(struct buf *b, struct str key);

#endif
