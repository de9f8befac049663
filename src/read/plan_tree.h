/* SPDX-License-Identifier: Apache-2.0 */
/*
 * plan_tree: the nodes of a plan.
 *
 * Audience: read/plan.
 *
 * A node is made from the paths that are alive at its element. A path is alive where its next step may be met: it has just
 * arrived there, or it waits, because a step `//` lets it. How a path came (which element met which of its steps) goes along
 * with it, since that says whose the value is; two ways that lead to the same owner without a condition are one.
 *
 * Predicates of a step become tests of its node. What a test looks at is a path as well, which starts at the node.
 */
#ifndef EC_READ_PLAN_TREE_H
#define EC_READ_PLAN_TREE_H

#include <pthread.h>

#include "read/plan_node.h"
#include "read/plan_paths.h"

/* What makes nodes; the plan owns it. */
struct plan_maker {
    struct plan *plan;
    struct plan_paths paths;
    struct arena arena;
    int *record_kinds; /* [records] its kind, where that does not hang on a node; else -1 */
    size_t cap_kinds;
    size_t n_items;    /* kept in lazy nodes */
    bool growing;      /* documents are being read: the array of nodes stays where it is */
    bool failed;
    pthread_mutex_t lock; /* of all that plan_grow changes */
};

/* Makes the tree of all paths, as far as it has an end. Sets failed after complaining. */
void plan_tree_make(struct plan_maker *m);

/* The child of a lazy node for a name. Call under the lock. */
int plan_tree_grow(struct plan_maker *m, int node, int name);

#endif
