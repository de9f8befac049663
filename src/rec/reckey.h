/* SPDX-License-Identifier: Apache-2.0 */
/*
 * reckey: which columns are the key of a record, and this key as bytes.
 *
 * Audience: all that merge, join, group or pack records, or look for keys that came before. Two records have the same
 * key if, and only if, these bytes are the same: cells are compared as values of their types (value/keytext.h). Which
 * type a column has is known to the form (form_column_type).
 */
#ifndef EC_REC_RECKEY_H
#define EC_REC_RECKEY_H

#include <stdbool.h>

#include "rec/recin.h"
#include "rec/sortkey.h"

struct reckey {
    int *columns;      /* [n] positions in the stream */
    enum vtype *types; /* [n] */
    int n;
    size_t cap_columns, cap_types;
};

/* What is among the cells of a key: a set of these. */
enum { RECKEY_NULL = 1 << CELL_NULL, RECKEY_EMPTY = 1 << CELL_EMPTY, RECKEY_BAD = 1 << CELL_BAD | 1 << CELL_LARGE };

/* Adds a column. */
void reckey_add(struct reckey *k, int column, enum vtype type);

/* Is the column part of the key? */
bool reckey_has(const struct reckey *k, int column);

/* Appends the key of a record (rec/sortkey.h). Returns what is among its cells, RECKEY_ bits; others mean nothing. */
unsigned reckey_put(struct buf *to, const struct reckey *k, const struct rec *rec);

/* Gives the arrays back. */
void reckey_free(struct reckey *k);

#endif
