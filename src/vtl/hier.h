/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hier: hierarchical rules on a group of data points.
 *
 * Audience: ruleset. A group has a state for each item (code) of a ruleset: missing, a null, or a number. In record mode
 * the items are columns of one record; on long data they are rows. Where the states come from is the caller's business.
 * Source of the six modes: check_hierarchy in the VTL reference manual.
 */
#ifndef EC_VTL_HIER_H
#define EC_VTL_HIER_H

#include "base/intern.h"
#include "vtl/eval.h"

enum item_kind {
    ITEM_MISSING,
    ITEM_NULL,
    ITEM_VALUE,
    ITEM_BAD,   /* rows: its cell is bad, which has its own finding */
    ITEM_TWICE  /* rows: the code came more than once in the group */
};

struct item_state {
    enum item_kind kind;
    struct dec value;
    uint64_t row; /* rows: the caller's number of the (first) row that has it; 0 without one */
};

struct hier_item {
    int item;                      /* number in the hierarchy's names */
    bool minus;
    const struct code *condition;  /* NULL: always in */
};

struct hier_rule {
    const struct hr_rule *ast;
    const struct code *when;       /* NULL: always */
    struct hier_item left;
    struct hier_item *right;       /* [n] */
    int n;
    int next;                      /* the next `=` rule with the same left item, or -1; set by hier_link */
};

/* The compiled rules of one ruleset under one check. */
struct hierarchy {
    enum hr_mode mode;
    bool dataset_priority;
    struct intern items;
    struct hier_rule *rules; /* [n] as in the ruleset; ast is NULL where a rule was not compiled */
    int n;
    int *computed_by;        /* [items.n] the first `=` rule whose right side computes the item, or -1 */
};

struct hier_result {
    int tri;            /* TRI_FALSE .. TRI_ERROR */
    bool row;           /* false: the mode makes no row; nothing else is set then */
    bool unclear;       /* an item that counts is bad or came twice: nothing else is set */
    bool has_sides;     /* left, right and imbalance are numbers */
    bool left_null, right_null;
    struct dec left, right, imbalance;
};

/* Fills h->computed_by once all rules are there. */
void hier_link(struct hierarchy *h, struct arena *a);

/* Checks one rule on the states [h->items.n]; conditions are evaluated with r, whose error says why tri is TRI_ERROR. */
void hier_eval(const struct hierarchy *h, int rule, const struct item_state *states, struct run *r,
               struct hier_result *out);

/* Do the `=` rules of a ruleset define an item by itself, over one or more steps? Returns the number of a rule on the
 * circle, or -1. Rules `X = X` do not count. */
int hier_circle(const struct statement *st);

#endif
