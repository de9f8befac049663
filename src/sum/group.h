/* SPDX-License-Identifier: Apache-2.0 */
/*
 * group: the groups of one aggr clause, while values come in.
 *
 * Audience: sum/tally.
 *
 * A group is its key: the cells of the group-by components, joined by TAB, as the stream writes them. Each group has one
 * aggregate state an item (stat/agg.h). Groups are read out in the byte order of their keys, column by column, so the
 * order of the records never shows. The states of parts of the data, written as text, merge into those of the whole.
 */
#ifndef EC_SUM_GROUP_H
#define EC_SUM_GROUP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/intern.h"
#include "base/str.h"
#include "stat/agg.h"

struct group_item {
    enum agg_kind kind;
    enum vtype type; /* of the values; of count() any */
};

struct groups {
    const struct group_item *items; /* [n_items] the caller's */
    int n_items;
    struct intern keys;
    struct agg *states;             /* [keys.n][n_items] */
    size_t cap;
    struct arena arena;
    struct agg_budget *budget;      /* memory of medians; shared, the caller's */
    int *order;                     /* [keys.n] after groups_sort */
};

/* Begins without groups; items and budget are kept, not copied. */
void groups_start(struct groups *g, const struct group_item *items, int n_items, struct agg_budget *budget);

/* The number of a group, made when it is new. */
int groups_find(struct groups *g, struct str key);

/* The state of an item of a group; valid until the next groups_find. */
static inline struct agg *groups_state(const struct groups *g, int group, int item)
{
    return &g->states[(size_t)group * (size_t)g->n_items + (size_t)item];
}

/* Bytes that the table itself takes, without medians. */
size_t groups_bytes(const struct groups *g);

/* Fills order. */
void groups_sort(struct groups *g);

/* Appends the states of a group as text: joined by TAB. */
void groups_put(struct buf *b, const struct groups *g, int group);

/* Merges states written by groups_put into the group of a key. Returns AGG_OK, AGG_SYNTAX, AGG_MEMORY. */
enum agg_status groups_merge(struct groups *g, struct str key, struct str states);

/* Gives everything back. */
void groups_free(struct groups *g);

#endif
