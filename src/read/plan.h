/* SPDX-License-Identifier: Apache-2.0 */
/*
 * plan: a form compiled for reading XML: a tree of the elements that its paths name.
 *
 * Audience: read/submit and read/chunk. Shared by all threads; only plan_child may add to it.
 *
 * Every path of the form is made absolute (plan_paths). Elements with the same names from the root down are one node; a step
 * `*` is resolved while the tree is made (the paths that go through `*` are also laid into its named siblings), so that a
 * document walks down the tree along one line of nodes. Below a step `//` the tree has no end: there a node is made when the
 * first document comes to it (plan_tree), up to PLAN_NODES of them.
 *
 * Where values go: the element that a value belongs to (the record, or an ancestor that several records share) has a
 * frame, an array of slots. A row of a table is the frame of its record element and the frames around it; a column says
 * how many frames up, and which slot. A column that is put together of several values has a slot of its own, which is filled
 * when the record ends.
 */
#ifndef EC_READ_PLAN_H
#define EC_READ_PLAN_H

#include "read/plan_node.h"

/* Compiles a form. Returns NULL after complaining (file and line of the variable). */
struct plan *plan_new(const struct form *form);

/* The child of a lazy node; made if it is not there yet. Any thread may call it. */
int plan_grow(const struct plan *p, int node, int name);

/* The child of a node for an element name, or PLAN_UNKNOWN, PLAN_TOO_MANY. */
static inline int plan_child(const struct plan *p, int node, int name)
{
    if (p->nodes[node].lazy)
        return plan_grow(p, node, name);
    for (int c = name >= 0 ? p->nodes[node].first : -1; c >= 0; c = p->nodes[c].next)
        if (p->nodes[c].name == name)
            return c;
    return p->nodes[node].any;
}

/* Is the local part of this name, as written, that of an outermost record element? */
bool plan_is_record(const struct plan *p, struct str raw);

/* The outermost record element among the children of a node that is called so, as written, prefixes aside; -1: none. */
int plan_record_child(const struct plan *p, int node, struct str raw);

/* "/submissions/submission/identity" */
void plan_path(const struct plan *p, int node, struct buf *b);

/* p may be NULL. */
void plan_free(struct plan *p);

#endif
