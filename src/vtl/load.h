/* SPDX-License-Identifier: Apache-2.0 */
/*
 * load: the inside of struct rules.
 *
 * Audience: vtl/ only; tools use ruleset.h, whose loading half load.c implements.
 */
#ifndef EC_VTL_LOAD_H
#define EC_VTL_LOAD_H

#include "vtl/check.h"
#include "vtl/parse.h"
#include "vtl/ruleset.h"

struct rules {
    struct arena a;
    struct parsed statements;
    struct operators operators;
    bool datasets;  /* programs on data sets: any errorlevel, rulesets are applied where they are named */
    struct rule *v; /* [n] */
    size_t n, cap;
};

/* The column that a signature name stands for: the component that the check gives, or the variable itself.
 * i is the index in st->sig. */
struct str sig_column(const struct statement *st, const struct statement *check, int i);

#endif
