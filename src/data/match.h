/* SPDX-License-Identifier: Apache-2.0 */
/*
 * match: rows of two data sets that agree in a key, side by side; and set operators.
 *
 * Audience: data/dsplan. Merges of operands that are sorted by the key: in memory there is a row of each side, and where several
 * rows of both sides have one key, those of the right in a spool.
 */
#ifndef EC_DATA_MATCH_H
#define EC_DATA_MATCH_H

#include "data/rel.h"

enum match_kind { MATCH_INNER, MATCH_LEFT, MATCH_FULL };

struct match_side {
    struct rel *r;      /* any order: it is sorted by the key where needed */
    const int *key;     /* [n] components */
    const char *prefix; /* of the names of its components in the result */
};

/* The components of the left side, those of the right side, and two booleans named as the prefixes: is there a row of that
 * side? The keys of both sides are those of the row there is; other components of a missing side are null. Rows are sorted by
 * the key of the left side. n may be 0: every row of one with every row of the other. */
struct rel *match_new(struct match_side left, struct match_side right, int n, enum match_kind kind);

enum set_kind { SET_UNION, SET_INTERSECT, SET_SETDIFF, SET_SYMDIFF };

/* The operands, all with the components of s in the same order; of rows with one key that of the leftmost operand is taken.
 * Sorted by key. */
struct rel *setop_new(enum set_kind kind, struct rel *const *operands, int n, const struct structure *s);

#endif
