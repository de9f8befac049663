/* SPDX-License-Identifier: Apache-2.0 */
/*
 * census_vars: where a form has the variables of the census.
 *
 * Audience: the files census*.c. The names stand in census_vars.def.
 */
#ifndef EC_CENSUS_CENSUS_VARS_H
#define EC_CENSUS_CENSUS_VARS_H

#include "form/form.h"

enum census_table {
    CT_enterprise, CT_product, CT_output_class, CT_energy, CT_supplier, CT_project, CT_honour, CT_explanation,
    CENSUS_TABLES
};

enum census_var {
#define VAR(table, name) V_##table##_##name,
#include "census/census_vars.def"
#undef VAR
    CENSUS_VARS
};

struct census {
    const struct form *form;
    int table[CENSUS_TABLES];   /* index of the form's table, or -1 */
    int slot[CENSUS_VARS];      /* index in its table, or -1 */
    bool optional[CENSUS_VARS]; /* not required: small enterprises leave it out */
};

/* Finds the variables. Returns false when the form is none of the census: its first table lacks the credit code, the
 * period, output or revenue. The form must outlive it. */
bool census_bind(struct census *c, const struct form *form);

#endif
