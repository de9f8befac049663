/* SPDX-License-Identifier: Apache-2.0 */
/*
 * keytext: the one spelling of a cell that stands in a key.
 *
 * Audience: all that ask whether two records have the same key: what merges, joins, groups and packs records, and what
 * looks for duplicates. Two cells of one type are the same key if, and only if, their key texts have the same bytes.
 *
 * A key is a value, not a spelling: 2025-07, 2025M7 and 2025M07 are one month, 007 and +7 one integer, 1.50 and 1.5 one
 * number, P3M and Q one duration. The key text is the value in its normal spelling: 2025M07, 7, 1.5, Q; dates and booleans
 * have one spelling anyway. A string is its text, with the escapes of the stream.
 *
 * What cannot be read as its type keeps its bytes. It cannot meet a good value by accident: the normal spelling of a value can
 * be read as the type, these bytes cannot. So nothing needs a mark, and a stream whose cells are in the normal spelling has
 * the keys, and the order of keys, that its bytes have.
 */
#ifndef EC_VALUE_KEYTEXT_H
#define EC_VALUE_KEYTEXT_H

#include "value/value.h"

/* A value as the one that stands for all its equals: 1.50 is 1.5, P3M is Q. A null stays as it is. */
struct value keytext_value(struct value v);

/* Slow path of keytext_put. */
enum cell keytext_put_other(struct buf *to, enum vtype type, struct str cell);

/* Is the cell surely in the normal spelling of its type? A whole number without sign or leading zero; a quarter, a month. */
static inline bool keytext_plain(enum vtype type, struct str cell)
{
    const char *p = cell.p;
    if (type == T_PERIOD) {
        bool quarter = cell.n == 6 && p[4] == 'Q' && p[5] >= '1' && p[5] <= '4';
        bool month = cell.n == 7 && p[4] == 'M' && digits_only(p + 5, 2) &&
                     (p[5] == '0' ? p[6] > '0' : p[5] == '1' && p[6] < '3');
        return (quarter || month) && p[0] >= '1' && digits_only(p, 4);
    }
    return vtype_is_numeric(type) && cell.n <= DIGITS_MOST && (p[0] != '0' || cell.n == 1) &&
           digits_only(p, cell.n);
}

/* Appends the key text of a cell of the stream, or of plain text: no type but string has escapes. Returns CELL_OK; CELL_NULL and
 * CELL_EMPTY (of any type, a string too), whose text is the cell; CELL_BAD and CELL_LARGE for what keeps its bytes. */
static inline enum cell keytext_put(struct buf *to, enum vtype type, struct str cell)
{
    if (cell.n == 0)
        return CELL_EMPTY;
    if (type == T_STRING || !keytext_plain(type, cell))
        return keytext_put_other(to, type, cell);
    buf_str(to, cell);
    return CELL_OK;
}

/* Are two cells of one type the same key? */
bool keytext_equal(enum vtype type, struct str a, struct str b);

#endif
