/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ostree: decimals in order that come and go, and the one at any place of the order.
 *
 * Audience: data/window, medians of windows that slide. A treap: a tree ordered by the decimals whose nodes also lie, by random
 * numbers, as in a heap, so that its depth is the logarithm of its size for any data. Equal numbers are in the order of their
 * decimals. Source: Seidel and Aragon, "Randomized Search Trees", 1996.
 */
#ifndef EC_DATA_OSTREE_H
#define EC_DATA_OSTREE_H

#include <stddef.h>
#include <stdint.h>

#include "value/dec.h"

struct ostree_node;

/* All members zero is an empty tree. */
struct ostree {
    struct ostree_node *nodes; /* [used], number 0 is none */
    size_t used, cap;
    uint32_t root, spare;      /* spare: a list of nodes that are free */
    uint64_t random;
};

/* How many decimals there are. */
uint64_t ostree_count(const struct ostree *t);

/* Bytes that it takes. */
size_t ostree_bytes(const struct ostree *t);

/* Adds one. Returns false when there are more different ones than it has numbers for (2^32). */
bool ostree_add(struct ostree *t, const struct dec *d);

/* Takes one away that was added. */
void ostree_remove(struct ostree *t, const struct dec *d);

/* The one at place i of the order, from 0; i < ostree_count. */
struct dec ostree_at(const struct ostree *t, uint64_t i);

/* Takes all away. */
void ostree_clear(struct ostree *t);

/* Gives its memory back. */
void ostree_free(struct ostree *t);

#endif
