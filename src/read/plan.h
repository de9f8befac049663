/* SPDX-License-Identifier: Apache-2.0 */
/*
 * plan: a form compiled for reading XML: a tree of the elements that its paths name.
 *
 * Audience: read/submit and read/chunk. A plan is read-only once made and shared by all threads.
 *
 * Every path of the form is made absolute. Elements with the same names from the root down are one node; a step `*` is
 * resolved here (the paths that go through `*` are also laid into its named siblings), so that a document walks down
 * the tree along one line of nodes.
 *
 * Where values go: the element that a value belongs to (the record, or an ancestor that several records share) has a
 * frame, an array of slots. A row of a table is the frame of its record element and the frames around it; a column says
 * how many frames up, and which slot.
 */
#ifndef EC_READ_PLAN_H
#define EC_READ_PLAN_H

#include "base/arena.h"
#include "form/form.h"
#include "io/xmlev.h"
#include "read/path.h"

/* A condition that a predicate puts on a value or a row. */
struct plan_cond {
    int depth; /* of the element that carries the predicate; the root has 1 */
    int test;  /* index in the tests of its node */
    bool late; /* [name='v']: known only when that element ends */
};

/* What happens with a text, an attribute or (count) an element. */
struct plan_target {
    enum path_function function;
    int level;  /* depth of the element that has the frame */
    int slot;
    struct plan_cond *conds; /* [n_conds] */
    int n_conds;
    int late;   /* depth of the outermost late condition; 0: none */
    const struct form_var *var; /* the first variable that takes the value */
};

struct plan_targets {
    struct plan_target *v;
    int n, cap;
};

struct plan_test {
    enum path_test kind;
    int name;
    struct str value;
};

/* An attribute that the form knows. */
struct plan_attr {
    int name;
    struct plan_targets targets;
};

struct plan_column {
    int up;   /* frames up from the row's own */
    int slot; /* -1: nothing can stand there */
    enum path_function function;
};

struct plan_row {
    int table;
    struct plan_column *columns; /* [n] as the table has variables */
    struct plan_cond *conds;
    int n_conds;
    int *ids;                    /* [n_ids] columns of identifiers that are text, but for those that the outermost record has */
    int n_ids;
};

struct plan_node {
    /* What each element asks for stands first, in one line of the cache. */
    int name;      /* of the vocabulary; PATH_ANY */
    int depth;
    int inside;    /* depth of the outermost record element at or above this node; 0: none */
    int n_slots;   /* of its frame */
    int n_tests, n_rows;
    bool has_frame;
    bool outermost;  /* a record element with no record around it */
    bool late_tests; /* one of the tests is [name='v'] */
    bool asked;      /* the parent has a test on this element's text */
    bool leaf;       /* inside a record, with a text for some slots, and nothing else to be done */
    int plain;       /* a leaf whose text goes as it is into one slot: level of its frame; 0: there is more to it */
    int plain_slot;
    struct plan_targets text;    /* of the element's text */
    struct plan_targets element; /* count(): of the element itself */
    int parent;      /* -1: the root of the tree, which is no element */
    int first, next; /* children and siblings, -1: none */
    int last;        /* the last child, where there is one, for compiling */
    int any;         /* the child for `*`, or -1 */
    int kind;        /* outermost: its number among the outermost, for counting */
    int n_attrs;
    struct plan_attr *attrs;
    struct plan_test *tests; /* predicates on this element */
    struct plan_row *rows;   /* tables of which this is the record element */
    int *values;             /* slots of the frame: which value, for compiling */
    size_t cap_attrs, cap_tests, cap_rows, cap_values;
};

struct plan {
    const struct form *form;
    struct vocab vocab;
    struct plan_node *nodes; /* [n]; 0 is the root of the tree */
    int n;
    size_t cap;
    int n_kinds;             /* number of outermost record elements */
    int *kinds;              /* [n_kinds] their nodes */
    struct str roots;        /* "<submissions> or <submission>", for messages */
    struct arena text;
};

/* Compiles a form. Returns NULL after complaining (file and line of the variable). */
struct plan *plan_new(const struct form *form);

/* The child of a node for an element name, or -1: unknown to the form. */
static inline int plan_child(const struct plan *p, int node, int name)
{
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
