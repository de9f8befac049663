/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ruleclauses: whole VTL rules as edits for error localisation.
 *
 * Audience: suggest_localise.
 *
 * Idea: a rule `when P then Q` is "not P, or Q", brought to a conjunction of clauses; each clause is a disjunction of
 * literals. A literal is
 *     a linear comparison of numeric columns (ruleterms.h says what a sum may be), also abs(sum) against a sum,
 *     a coded column that has one of some codes: = <> in not_in with constants, a boolean column,
 *     isnull of a column, or its opposite,
 *     or opaque: what is neither of these (text functions, products of columns, other code lists).
 * and, or, xor, not, if, case, between, nvl(condition, ...) and user-defined operators are taken apart. Hierarchical rules of
 * a record give one clause. A clause of nothing but opaque literals says nothing about which cell is wrong and is left out.
 * A rule of more than 64 clauses, or 32 literals in one of them, is left out and counted.
 *
 * Codes: a coded column's domain is the constants that the rules name, and one more code, the empty text, for any other.
 */
#ifndef EC_SUGGEST_RULECLAUSES_H
#define EC_SUGGEST_RULECLAUSES_H

#include "edits/editset.h"
#include "vtl/ruleset.h"

struct ruleclause {
    int rule;               /* number of the rule; -1: a bound of the form */
    struct atom *atoms;     /* [n] linear and coded */
    int n;
    int *absent;            /* [n_absent] columns; true where one has no value */
    int *present;           /* [n_present] columns; true where one has a value */
    int n_absent, n_present;
    bool opaque;            /* something else might make it true */
    struct vset vars;       /* of the atoms */
};

struct ruleclauses {
    struct editset set;     /* variables are columns by name, domains of the coded ones; its list stays empty */
    struct vset zero;       /* variables whose missing value counts 0: nvl(x, 0) */
    struct ruleclause *list; /* [n] */
    int n;
    size_t cap;
    int left_out;           /* rules that are too large */
};

/* All members zero is empty. Adds the clauses of rule number `rule`; the rules must be linked and bound (types). */
void ruleclauses_add(struct ruleclauses *c, const struct rules *rules, int rule, const struct schema *schema);

/* Adds a bound of the form: column >= bound, or <= bound when upper. A column of a name that finds no room is left out. */
void ruleclauses_bound(struct ruleclauses *c, struct str column, struct dec bound, bool upper);

/* After the last rule: the code "any other" is added to a coded variable's domain. */
void ruleclauses_other(struct ruleclauses *c, int var);

/* Gives everything back; c is empty and usable again. */
void ruleclauses_free(struct ruleclauses *c);

#endif
