/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hier: hierarchical rules on a group of data points.
 *
 * Audience: ruleset, data/. A group has a state for each item (code) of a ruleset: missing, a null, or a number. In record mode
 * the items are columns of one record; on long data they are rows. Where the states come from is the caller's business.
 * Source of the six modes: check_hierarchy in the VTL reference manual.
 */
#ifndef EC_VTL_HIER_H
#define EC_VTL_HIER_H

#include "base/intern.h"
#include "vtl/ast.h"
#include "vtl/func.h"

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

/* How the conditions of rules are asked. */
struct hier_ask {
    int (*f)(void *ctx, const void *condition); /* TRI_FALSE .. TRI_ERROR; then *error says why */
    void *ctx;
    enum vtl_error *error;
};

struct hier_item {
    int item;                      /* number in the hierarchy's names */
    bool minus;
    const void *condition;         /* what the caller's f understands; NULL: always in */
};

struct hier_rule {
    const struct hr_rule *ast;
    const void *when;              /* NULL: always */
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
    int *order;              /* [norder] the `=` rules, each behind those that compute its items; set by hier_link */
    int norder;
};

struct hier_result {
    int tri;            /* TRI_FALSE .. TRI_ERROR */
    bool failed;        /* TRI_ERROR */
    bool row;           /* false: the mode makes no row; nothing else is set then */
    bool unclear;       /* an item that counts is bad or came twice: nothing else is set */
    bool has_sides;     /* left, right and imbalance are numbers */
    bool left_null, right_null;
    struct dec left, right, imbalance;
};

/* Where the items on the right of a rule that are left of another one come from. */
enum hier_input { HIER_RULE, HIER_DATASET, HIER_RULE_PRIORITY };

/* Where an item on the right came from, instead of the number of a rule. */
enum { HIER_DATA = -1, HIER_OFF = -2 };

/* What a rule makes of a group. */
struct hier_made {
    bool asked;          /* its condition holds; nothing else is set where not */
    bool row;            /* the mode makes a data point of it */
    enum item_kind kind; /* ITEM_NULL or ITEM_VALUE */
    struct dec value;
    enum vtl_error error; /* why it is null, or ERR_NONE */
};

/* Puts the rules and items of a ruleset into h, without conditions; ast is NULL until the caller sets it. */
void hier_start(struct hierarchy *h, const struct statement *st, struct arena *a);

/* Fills computed_by, next and order once all rules are there; they define no item by itself. */
void hier_link(struct hierarchy *h, struct arena *a);

/* Checks one rule on the states [h->items.n]; *ask->error says why tri is TRI_ERROR. */
void hier_eval(const struct hierarchy *h, int rule, const struct item_state *states, const struct hier_ask *ask,
               struct hier_result *out);

/* Makes of one group what the `=` rules say, in h->order. made [h->n] and by [h->items.n] are overwritten: by tells the rule that
 * made an item, or -1. After each rule whose condition holds told(ctx, rule, from) is called: from tells where its items on the
 * right came from. It must have room for all items on the right of any rule. Returns -1, or the number of a rule that makes a
 * data point which *other makes as well. */
int hier_compute(const struct hierarchy *h, enum hier_input input, const struct item_state *states, const struct hier_ask *ask,
                 struct hier_made *made, int *by, int *from, void (*told)(void *ctx, int rule, const int *from), void *ctx,
                 int *other);

/* Do the `=` rules of a ruleset define an item by itself, over one or more steps? Returns the number of a rule on the
 * circle, or -1. Rules `X = X` do not count. */
int hier_circle(const struct statement *st);

#endif
