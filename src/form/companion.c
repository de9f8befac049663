/* SPDX-License-Identifier: Apache-2.0 */
#include "form/companion.h"

#include "base/mem.h"

/* What follows `_state` in a name; empty: it is no such column. */
static struct str suffix_of(struct str name)
{
    struct str head = STR(COMPANION_STATE);
    return str_starts(name, head) ? (struct str){name.p + head.n, name.n - head.n} : (struct str){"", 0};
}

void companions_init(struct companions *c, const struct form_table *t, const struct intern *columns)
{
    *c = (struct companions){.columns = columns->n};
    c->state = mem_array((size_t)columns->n + 1, sizeof *c->state);
    c->of = mem_array((size_t)columns->n + 1, sizeof *c->of);
    c->cell = mem_array((size_t)columns->n + 1, sizeof *c->cell);
    for (int i = 0; i < columns->n; i++) {
        c->of[i] = -1;
        if (suffix_of(intern_name(columns, i)).n && !form_var_find(t, intern_name(columns, i)))
            c->state[c->n++] = i;
    }
    for (int k = 0; k < c->n; k++)
        for (int i = 0; i < columns->n; i++) {
            struct str name = intern_name(columns, i);
            if (str_ends(name, suffix_of(intern_name(columns, c->state[k]))) && !form_var_find(t, name))
                c->of[i] = k;
        }
}

bool companions_strict(struct companions *c, const struct rec *r, struct rec *strict)
{
    bool any = false;
    for (int k = 0; k < c->n; k++)
        any = any || str_is(r->cell[c->state[k]], COMPANION_SUBMITTED);
    if (!any)
        return false;
    for (int i = 0; i < c->columns; i++) {
        bool gone = c->of[i] >= 0 && str_is(r->cell[c->state[c->of[i]]], COMPANION_SUBMITTED);
        c->cell[i] = gone ? STR("\\N") : r->cell[i];
    }
    *strict = *r;
    strict->cell = c->cell;
    return true;
}

void companions_free(struct companions *c)
{
    mem_free(c->state);
    mem_free(c->of);
    mem_free(c->cell);
    *c = (struct companions){0};
}
