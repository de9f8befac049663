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

/* ---- for data/pass and data/group_parts: all groups of a session, from session.groups on ---- */

/* Says whose group it is: the name of its statement, and any number that the planner gives. */
void group_own(struct rel *r, struct str name, int owner);
int group_owner(const struct group *g);

/* The group made before it, or NULL; what it groups. */
struct group *group_older(const struct group *g);
struct rel *group_from(const struct group *g);

/* Sets need[i] for the components of what it groups that it reads. */
void group_need(const struct group *g, bool *need);

/* The first pull calls callback, which shows it all rows (group_take_rows) and returns 0, or -1 after complaining; called again,
 * the same. */
void group_fill_by(struct group *g, int (*callback)(void *ctx), void *ctx);

/* Takes all rows that are there now. Returns false after complaining. */
bool group_take_rows(struct group *g);

#endif
