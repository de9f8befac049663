/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hierarchy: hierarchy and check_hierarchy on the rows of a data set.
 *
 * Audience: data/dsplan_hierarchy. A group is the rows that agree in all identifiers but the one of the items. The operand is
 * sorted by them; of one group memory holds the rows of items that rules name. vtl/hier judges and computes.
 */
#ifndef EC_DATA_HIERARCHY_H
#define EC_DATA_HIERARCHY_H

#include "data/map.h"
#include "data/viral.h"
#include "vtl/hier.h"

/* A condition of a rule, over the rows of the operand; it is asked once a group. */
struct hierarchy_condition {
    struct cellexpr *expr;
    uint64_t group; /* for which tri is known */
    int tri;
};

struct hierarchy_options {
    struct hierarchy *h;       /* linked; conditions are struct hierarchy_condition; in the arena, but for h->items */
    int item, measure;         /* components of the operand */
    const int *conditions;     /* [nconditions] components that must be the same in all rows of a group */
    int nconditions;
    const struct value *codes; /* [h->items.n] the items as values of the identifier */
    const struct viral *const *viral; /* [components of the operand] */
    bool *made;                /* [h->items.n] is it left of an `=` rule? */
    struct loc loc;

    bool check;                /* check_hierarchy, else hierarchy */
    enum check_output output;
    enum vtype code_type, level_type;
    enum hier_input input;     /* hierarchy */
    bool everything;           /* hierarchy: all instead of computed */
};

/* hierarchy: identifiers, measure, viral attributes. check_hierarchy: identifiers, ruleid, then as the output says: measure,
 * bool_var, imbalance, errorcode, errorlevel, viral attributes. In no order but that of the groups. */
struct rel *hierarchy_new(struct rel *r, const struct hierarchy_options *o);

#endif
