/* SPDX-License-Identifier: Apache-2.0 */
/*
 * group_work: what the files of group share.
 *
 * Audience: group.c and group_parts.c, which include data/group.h before.
 */
#ifndef EC_DATA_GROUP_WORK_H
#define EC_DATA_GROUP_WORK_H

#include "data/rel.h"
#include "data/rows.h"
#include "data/state.h"
#include "rec/extsort.h"

/* A group in the table: the sizes, the states, its key, its values. */
struct entry {
    uint32_t key_n, values_n;
    uint64_t hash;
};

struct group {
    struct rel rel;
    struct rel *from;
    int *by;
    int nby;
    bool ordered;                 /* rows come by the group */
    struct group_item *items;
    struct state_kind *kinds;     /* [n] */
    size_t *places;               /* [n + 1] of the states, one after the other; the last is the bytes of all */
    struct trouble **troubles;
    int n;
    bool heavy;                   /* states have something on the heap */

    struct str name;              /* of the statement, and which of its groups it is */
    int nth, owner;
    struct group *older;          /* of the session */
    int (*fill)(void *ctx);       /* or NULL: it pulls its rows itself */
    void *fill_ctx;
    bool merged;                  /* its states come from parts */

    struct entry **table;         /* [slots], a power of two */
    size_t slots, entries;
    struct entry **all;           /* [entries] in the order in which they came */
    size_t all_cap;
    struct entry *last;           /* of the row before, or NULL */
    struct arena arena;           /* of the entries */
    uint64_t used, heap;          /* bytes of theirs, and what their states have on the heap */
    struct extsort *parts;        /* key -> values, states: what has left the table */

    char *states;                 /* of the group at hand */
    struct buf key, next_key, scratch, bytes, values;
    const struct value *row;      /* ordered: the row in front, or NULL */
    struct str part, data;        /* else the part in front; p NULL: none */
    struct value *out;
    bool started;
};

/* State number i of those of a group. */
static inline struct state *group_state(const struct group *g, char *states, int i)
{
    return (struct state *)(void *)(states + g->places[i]);
}

/* Brings the next group to hand: its values into out, its states into states. Returns 1, 0 at the end, -1 after complaining. */
int group_advance(struct group *g);

#endif
