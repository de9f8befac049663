/* SPDX-License-Identifier: Apache-2.0 */
/*
 * group: one row a group: aggregates.
 *
 * Audience: data/dsplan. The operand is sorted by the group, so there is one state of each aggregate at a time. Only a
 * median keeps values: those of one group, within the share of the memory.
 */
#ifndef EC_DATA_GROUP_H
#define EC_DATA_GROUP_H

#include "data/rel.h"
#include "data/viral.h"
#include "stat/agg.h"

struct group_item {
    struct comp comp;   /* of the result */
    enum agg_kind kind;
    bool combined;      /* instead of kind: a viral attribute, combined by viral */
    const struct viral *viral;
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
