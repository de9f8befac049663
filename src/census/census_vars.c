/* SPDX-License-Identifier: Apache-2.0 */
#include "census/census_vars.h"

static const char *const table_names[CENSUS_TABLES] = {"enterprise", "product", "output_class", "energy",
                                                       "supplier",   "project", "honour",       "explanation"};

static const struct {
    enum census_table table;
    const char *name;
} vars[CENSUS_VARS] = {
#define VAR(table, name) {CT_##table, #name},
#include "census/census_vars.def"
#undef VAR
};

/* A figure of last year is given as often as this year's that it stands beside, whatever the form asks: rules ask for it. */
static bool stands_beside_asked(const struct form_table *t, const struct form_var *v)
{
    struct str lyr = STR("_lyr");
    if (!str_ends(v->name, lyr))
        return false;
    const struct form_var *now = form_var_find(t, (struct str){v->name.p, v->name.n - lyr.n});
    return now && now->required != REQUIRED_NO;
}

bool census_bind(struct census *c, const struct form *form)
{
    c->form = form;
    for (int i = 0; i < CENSUS_TABLES; i++) {
        const struct form_table *t = form_table_find(form, str_of(table_names[i]));
        c->table[i] = t && !t->derived ? (int)(t - form->tables) : -1;
    }
    for (int i = 0; i < CENSUS_VARS; i++) {
        int table = c->table[vars[i].table];
        const struct form_var *v = table < 0 ? NULL : form_var_find(&form->tables[table], str_of(vars[i].name));
        c->slot[i] = v ? v->index : -1;
        c->optional[i] = v && v->required == REQUIRED_NO && !stands_beside_asked(&form->tables[table], v);
    }
    return c->table[CT_enterprise] == 0 && c->slot[V_enterprise_uscc] >= 0 && c->slot[V_enterprise_period] >= 0 &&
           c->slot[V_enterprise_gross_output] >= 0 && c->slot[V_enterprise_op_revenue] >= 0;
}
