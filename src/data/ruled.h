/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ruled: the rules of a datapoint ruleset on every row.
 *
 * Audience: data/dsplan_check. One row may give a row a rule. Order: that of the operand, then of the rules.
 */
#ifndef EC_DATA_RULED_H
#define EC_DATA_RULED_H

#include "data/map.h"
#include "vtl/ast.h"

struct ruled_rule {
    struct str name;
    struct cellexpr *expr;        /* boolean */
    const struct value *code, *level; /* or NULL */
};

struct ruled_options {
    enum check_output output;
    enum vtype code_type, level_type;
    const struct ruled_rule *rules; /* [n], in the arena */
    int n;
};

/* Identifiers, ruleid, then as the output says: measures, bool_var, errorcode, errorlevel, viral attributes. */
struct rel *ruled_new(struct rel *r, const struct ruled_options *o);

#endif
