/* SPDX-License-Identifier: Apache-2.0 */
/*
 * decide: what constants, ranges and code lists show about a condition, without data.
 *
 * Audience: lint. A condition is decided when it has one outcome (or null) for every record that fits the form: the bounds
 * of its variables, and what is assumed of them (the `when` of the rule, the left side of an `and`), leave no other. All
 * else stays open; nothing is claimed that does not hold.
 */
#ifndef EC_LINT_DECIDE_H
#define EC_LINT_DECIDE_H

#include "form/form.h"
#include "vtl/ast.h"

/* Where the names of a condition come from. */
struct reach {
    const struct statement *st;     /* the ruleset: its signature */
    const struct form_table *table; /* NULL: not known */
};

/* TRI_TRUE or TRI_FALSE when the condition is so (or null) for every record for which `when` (NULL: any) is true; else
 * TRI_NULL. */
enum tri decide_decide(const struct reach *r, const struct node *when, const struct node *condition);

/* The variable of the form that a node names, perhaps with a suffix that a tool adds; NULL if it is none. */
const struct form_var *decide_variable(const struct reach *r, const struct node *n);

/* Is a node no constant text, or a code of the variable's list? */
bool decide_known_code(const struct form_var *v, const struct node *constant);

#endif
