/* SPDX-License-Identifier: Apache-2.0 */
/*
 * host: what the rules ask of the program that runs them.
 *
 * Audience: tools (through ruleset.h), vtl/.
 */
#ifndef EC_VTL_HOST_H
#define EC_VTL_HOST_H

#include "value/value.h"

struct rule;

/* What the rules need from outside. Members may be zero. */
struct rules_host {
    void *ctx; /* given back to the functions */
    /* A named value domain (code list): returns its handle and sets *type, or NULL where there is none. */
    const void *(*domain)(void *ctx, struct str name, enum vtype *type);
    /* Is the value (never null) in the domain? Called for each record; ctx may know the record's period. */
    bool (*member)(void *ctx, const void *domain, const struct value *v);
    /* Shall this rule be bound at all? NULL: all. */
    bool (*selected)(void *ctx, const struct rule *rule);
    struct date today;    /* the value of current_date() */
    /* Expressions on data sets: the component of that name, of the row that is about to be judged, which stays until the next
     * call; NULL: the rows have none. at NULL: nobody asks. */
    struct str period;
    void (*at)(void *ctx, const struct value *v);
    struct str dataset;   /* where not empty: check statements on another data set are left out */
    bool groups;          /* this program gathers rows: a hierarchical ruleset whose rule component is a column of the
                           * schema is about groups of rows (vm_group_...), not about one record */
};

#endif
