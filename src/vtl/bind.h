/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bind: the inside of struct program.
 *
 * Audience: vtl/ only; tools use ruleset.h, whose binding half bind.c implements.
 */
#ifndef EC_VTL_BIND_H
#define EC_VTL_BIND_H

#include "vtl/compile.h"
#include "vtl/hier.h"
#include "vtl/load.h"

/* A hierarchical ruleset under one check, bound. */
struct bound_hierarchy {
    struct hierarchy h;
    const struct statement *st, *check;
    int *slot; /* [h.items.n] record mode: number of the used slot, or -1 where the column is missing */
    int code;  /* rows: slot of the schema with the rule component, whose values are the items; -1: record mode */
    int measure; /* rows: slot of the schema with the one measure; -1 when that is not clear */
    int index; /* of this in program.hiers */
};

struct bound_rule {
    enum rule_state state;
    struct str missing, nearest;
    const struct code *when, *then;        /* datapoint rules */
    const struct code *found, *expected;   /* sides of a comparison, or NULL */
    struct bound_hierarchy *hier;          /* hierarchical rules */
    int *used;                             /* [nused] numbers of used slots that the rule reads */
    int *slots;                            /* [nused] the same as slots of the schema */
    int nused;
    bool plain;                            /* READY, and not hierarchical */
    int subject;                           /* slot of the schema that a finding is about, or -1 */
};

struct program {
    struct arena a;
    const struct rules *rules;
    const struct schema *schema;
    struct rules_host host;
    struct compiler c;
    struct bound_rule *v;            /* [rules->n] */
    struct bound_hierarchy **hiers;  /* [nhiers] */
    int nhiers;
    size_t cap_hiers;
    struct str *names;               /* of the used slots */
};

/* Checks an expression against a ruleset's scope again, so that its tree can be compiled (explanations). */
bool bind_scope(struct program *p, const struct statement *st, const struct statement *check, struct scope *scope);

#endif
