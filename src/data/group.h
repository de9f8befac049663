/* SPDX-License-Identifier: Apache-2.0 */
/*
 * group: one row a group: aggregates.
 *
 * Audience: data/dsplan. Where rows come by the group, one state of each aggregate is in memory at a time. Else groups stand in
 * a hash table; when that is as large as it may be, its groups are sorted on disk by their keys as partial states, which at the
 * end are merged. The values of a median that are too many go to disk (data/state).
 */
#ifndef EC_DATA_GROUP_H
#define EC_DATA_GROUP_H

#include "data/rel.h"
#include "stat/agg.h"

struct group_item {
    struct comp comp;   /* of the result */
    enum agg_kind kind;
    bool least;         /* instead of kind: the least value, null before all (viral attributes) */
    int arg;            /* component of the operand; AGG_ROWS: not read */
    struct loc loc;
};

struct group_maker {
    struct group_item *v;
    int n;
    size_t cap;
};

/* Appends an item. */
void group_add(struct group_maker *m, struct group_item item);

/* The components by[nby] of r, as identifiers, then the items. Without a group there is one row, of no row too. The maker is
 * empty again. */
struct rel *group_new(struct rel *r, const int *by, int nby, struct group_maker *m);

#endif
