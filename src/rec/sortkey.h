/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sortkey: cells of a record as one string of bytes whose byte order is the order of the record.
 *
 * Audience: extsort and what sorts, merges, joins or groups records, or looks for keys that came before. Each part ends itself,
 * so that no two lists of values give the same bytes, and ("a", "bc") does not meet ("ab", "c").
 */
#ifndef EC_REC_SORTKEY_H
#define EC_REC_SORTKEY_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"
#include "value/keytext.h"

/* Appends a cell by its value (value/keytext.h), in the byte order of the normal spellings: for a stream that is written in
 * them, that of sort(1) with LC_ALL=C on the cells; \N is these two bytes. down: the reverse order. Returns what the
 * cell is. */
enum cell sortkey_cell(struct buf *b, enum vtype type, struct str cell, bool down);

/* The same for a value: the bytes that its cell (value_put_cell) has. */
void sortkey_value(struct buf *b, const struct value *v);

/* Appends a cell as its bytes, whatever its type. */
void sortkey_text(struct buf *b, struct str cell);

/* Appends a cell as a number, in the order of the values (1.0 and 1 give the same bytes). What is not a number comes
 * before all numbers in the order of its bytes. */
void sortkey_number(struct buf *b, struct str cell, bool down);

/* Appends the texts of a key that sortkey_cell made (not down), joined by ';': for messages. */
void sortkey_show(struct buf *b, struct str key);

#endif
