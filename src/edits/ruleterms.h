/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ruleterms: the sums in the trees of VTL rules, as linear expressions over columns.
 *
 * Audience: suggest/ (balances and bounds, whole rules as clauses), lint/ (rule sets as a whole). All read the same trees and
 * differ in what they make of a condition; how a sum is read stands here once.
 *
 * A sum is made of numeric columns, constants, + and -, products and quotients with constants, nvl(column, 0), rounding
 * functions of constants, and user-defined operators, which are put in where they are called.
 */
#ifndef EC_EDITS_RULETERMS_H
#define EC_EDITS_RULETERMS_H

#include "edits/editset.h"
#include "vtl/ruleset.h"

/* What is being read: a rule's trees against the columns of a stream. The variables of the sums are columns by name. */
struct ruleterms {
    struct editset *set;
    const struct rules *rules;
    const struct rule *rule;
    const struct schema *schema;
    struct vset zero; /* set by reading: a missing value counts 0, nvl(x, 0) */
    struct vset bare; /* set by reading: a missing value makes the sum null, x itself (a variable may be in both) */
    bool too_many;    /* set by reading: variables for the set, terms for one sum, or nodes (operators that call operators) */
    long read;        /* nodes, since the caller last set it to 0 */
};

/* Inside a user-defined operator: its parameters mean args, which are read in the scope `outer`. NULL: in the rule itself. */
struct ruleterms_scope {
    const struct statement *st;
    struct node *const *args;
    uint32_t n;
    const struct ruleterms_scope *outer;
    int depth;
};

/* Does the sum have no variables? */
bool ruleterms_constant(const struct linexpr *e);

/* Adds an expression to *out. Returns false when it is no sum of this kind; *out is then worth nothing. */
bool ruleterms_sum(struct ruleterms *t, const struct node *n, const struct ruleterms_scope *s, struct linexpr *out);

/* The call of a user-defined operator: *inner is the scope of its body, inner->st->body. Returns false when the node is no such
 * call, or calls are nested too deep. */
bool ruleterms_enter(const struct ruleterms *t, const struct node *n, const struct ruleterms_scope *s,
                     struct ruleterms_scope *inner);

/* What a name stands for in the end: a parameter's argument, with *s set to the scope that it is read in. Any other node is
 * returned as it is; NULL for a name that means nothing there. */
const struct node *ruleterms_resolve(const struct node *n, const struct ruleterms_scope **s);

/* A hierarchical rule of a record: its item on the left, the signed sum of those on the right. Returns false when it is none,
 * has a condition, or names what is no numeric column. */
bool ruleterms_items(struct ruleterms *t, struct linexpr *left, struct linexpr *right);

/* The column that a name of the rule's signature stands for. */
struct str ruleterms_column(const struct ruleterms *t, struct str name);

#endif
