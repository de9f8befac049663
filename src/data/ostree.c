/* SPDX-License-Identifier: Apache-2.0 */
#include "data/ostree.h"

#include "base/mem.h"
#include "base/seeded.h"

struct ostree_node {
    struct dec d;
    uint64_t count, size; /* equal ones of d; all below, these included */
    uint32_t kid[2];
    uint32_t rank;        /* of the heap */
};

static struct ostree_node *node(const struct ostree *t, uint32_t i)
{
    return &t->nodes[i];
}

static uint64_t size(const struct ostree *t, uint32_t i)
{
    return i ? t->nodes[i].size : 0;
}

static void sum_up(struct ostree *t, uint32_t i)
{
    struct ostree_node *n = node(t, i);
    n->size = n->count + size(t, n->kid[0]) + size(t, n->kid[1]);
}

static int compare(const struct dec *a, const struct dec *b)
{
    int c = dec_cmp(a, b);
    if (c)
        return c;
    return a->scale != b->scale ? (a->scale > b->scale) - (a->scale < b->scale) : a->rounded - b->rounded;
}

static uint32_t next_random(struct ostree *t)
{
    if (!t->random)
        t->random = seeded_key()[0] | 1;
    t->random ^= t->random << 13;
    t->random ^= t->random >> 7;
    t->random ^= t->random << 17;
    return (uint32_t)(t->random >> 32);
}

/* A node of its own; 0 when there is no number for it. */
static uint32_t node_new(struct ostree *t, const struct dec *d)
{
    uint32_t i = t->spare;
    if (i) {
        t->spare = node(t, i)->kid[0];
    } else {
        if (!t->used)
            t->used = 1;
        if (t->used > UINT32_MAX)
            return 0;
        t->nodes = mem_grow(t->nodes, &t->cap, t->used + 1, sizeof *t->nodes);
        i = (uint32_t)t->used++;
    }
    *node(t, i) = (struct ostree_node){.d = *d, .count = 1, .size = 1, .rank = next_random(t)};
    return i;
}

/* Divides the tree i at d into what is before it and what is behind it; d itself is in neither. */
static void split(struct ostree *t, uint32_t i, const struct dec *d, uint32_t *before, uint32_t *behind)
{
    if (!i) {
        *before = *behind = 0;
        return;
    }
    uint32_t part;
    if (compare(&node(t, i)->d, d) < 0) {
        split(t, node(t, i)->kid[1], d, &part, behind);
        node(t, i)->kid[1] = part;
        *before = i;
    } else {
        split(t, node(t, i)->kid[0], d, before, &part);
        node(t, i)->kid[0] = part;
        *behind = i;
    }
    sum_up(t, i);
}

/* One tree of two, all of the first before all of the second. */
static uint32_t join(struct ostree *t, uint32_t a, uint32_t b)
{
    if (!a || !b)
        return a ? a : b;
    uint32_t top = node(t, a)->rank > node(t, b)->rank ? a : b;
    if (top == a)
        node(t, a)->kid[1] = join(t, node(t, a)->kid[1], b);
    else
        node(t, b)->kid[0] = join(t, a, node(t, b)->kid[0]);
    sum_up(t, top);
    return top;
}

static uint32_t find(const struct ostree *t, const struct dec *d)
{
    uint32_t i = t->root;
    for (int c; i && (c = compare(d, &node(t, i)->d)) != 0;)
        i = node(t, i)->kid[c > 0];
    return i;
}

/* Changes the count of node i, which holds d. */
static void change(struct ostree *t, uint32_t i, const struct dec *d, int by)
{
    node(t, i)->count += (uint64_t)(int64_t)by;
    for (uint32_t k = t->root;; k = node(t, k)->kid[compare(d, &node(t, k)->d) > 0]) {
        node(t, k)->size += (uint64_t)(int64_t)by;
        if (k == i)
            return;
    }
}

uint64_t ostree_count(const struct ostree *t)
{
    return size(t, t->root);
}

size_t ostree_bytes(const struct ostree *t)
{
    return t->cap * sizeof *t->nodes;
}

bool ostree_add(struct ostree *t, const struct dec *d)
{
    uint32_t before, behind, i = find(t, d);
    if (i) {
        change(t, i, d, 1);
        return true;
    }
    i = node_new(t, d);
    if (!i)
        return false;
    split(t, t->root, d, &before, &behind);
    t->root = join(t, join(t, before, i), behind);
    return true;
}

/* Puts the tree of both kids in the place of the only d. */
static uint32_t without(struct ostree *t, uint32_t i, uint32_t gone, const struct dec *d)
{
    if (i == gone)
        return join(t, node(t, i)->kid[0], node(t, i)->kid[1]);
    int side = compare(d, &node(t, i)->d) > 0;
    uint32_t kid = without(t, node(t, i)->kid[side], gone, d);
    node(t, i)->kid[side] = kid;
    sum_up(t, i);
    return i;
}

void ostree_remove(struct ostree *t, const struct dec *d)
{
    uint32_t i = find(t, d);
    if (!i)
        return;
    if (node(t, i)->count > 1) {
        change(t, i, d, -1);
        return;
    }
    t->root = without(t, t->root, i, d);
    node(t, i)->kid[0] = t->spare;
    t->spare = i;
}

struct dec ostree_at(const struct ostree *t, uint64_t i)
{
    for (uint32_t k = t->root;;) {
        const struct ostree_node *n = node(t, k);
        uint64_t before = size(t, n->kid[0]);
        if (i < before) {
            k = n->kid[0];
        } else if (i < before + n->count) {
            return n->d;
        } else {
            i -= before + n->count;
            k = n->kid[1];
        }
    }
}

void ostree_clear(struct ostree *t)
{
    t->used = 0;
    t->root = t->spare = 0;
}

void ostree_free(struct ostree *t)
{
    mem_free(t->nodes);
    *t = (struct ostree){0};
}
