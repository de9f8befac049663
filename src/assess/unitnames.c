/* SPDX-License-Identifier: Apache-2.0 */
#include "assess/unitnames.h"

#include "base/diag.h"
#include "rec/cell.h"
#include "value/keyparts.h"

bool unitnames_init(struct unitnames *u, const struct form *form)
{
    const struct form_table *t = &form->tables[0];
    *u = (struct unitnames){.period = -1};
    for (int i = 0; i < t->n && u->n < UNITNAMES_MOST; i++) {
        const struct form_var *v = &t->vars[i];
        if (v->role != ROLE_IDENTIFIER || str_is(v->name, "revision"))
            continue;
        if (i == t->period)
            u->period = u->n;
        u->var[u->n++] = v;
    }
    if (u->n > (u->period >= 0) && u->n < UNITNAMES_MOST)
        return true;
    diag(D_UNIT_IDENTIFIERS, (struct loc){0}, diag_str(t->name), diag_num(UNITNAMES_MOST - 2));
    return false;
}

void unitnames_place(const struct unitnames *u, const struct structure *stream, struct unitnames_columns *x)
{
    x->all = true;
    for (int i = 0; i < u->n; i++) {
        x->at[i] = structure_find(stream, u->var[i]->name);
        x->all = x->all && (i == u->period || x->at[i] >= 0);
    }
}

static int find_bound(const struct structure *s, struct str name, const char *ending)
{
    struct buf b = {0};
    buf_str(&b, name);
    buf_puts(&b, ending);
    int at = structure_find(s, buf_slice(&b));
    buf_free(&b);
    return at;
}

void unitnames_find(const struct unitnames *u, const struct structure *s, struct unitnames_row *x)
{
    bool low = true, high = true;
    *x = (struct unitnames_row){.own = true};
    for (int i = 0; i < u->n; i++) {
        int at = structure_find(s, u->var[i]->name);
        x->low[i] = x->high[i] = at;
        if (at >= 0 || i == u->period)
            continue;
        x->own = false;
        x->low[i] = find_bound(s, u->var[i]->name, "_low");
        x->high[i] = find_bound(s, u->var[i]->name, "_high");
        low = low && x->low[i] >= 0;
        high = high && x->high[i] >= 0;
    }
    x->names = low || high;
    x->two = low && high && !x->own;
    for (int i = 0; i < u->n && !low; i++)
        x->low[i] = x->high[i];
}

bool unitnames_is(const struct unitnames *u, const struct form_table *t, struct str column)
{
    const struct form_var *v = form_column(t, column, NULL);
    for (int i = 0; v && i < u->n; i++)
        if (i != u->period && str_eq(u->var[i]->name, v->name))
            return true;
    return false;
}

bool unitnames_is_bound(const struct unitnames *u, const struct form_table *t, struct str column)
{
    struct str name = column;
    if (str_ends(column, STR("_low")))
        name.n -= strlen("_low");
    else if (str_ends(column, STR("_high")))
        name.n -= strlen("_high");
    else
        return false;
    for (int i = 0; i < u->n; i++)
        if (str_eq(u->var[i]->name, name))
            return i != u->period;
    const struct form_var *v = form_var_find(t, name);
    return v && v->role == ROLE_IDENTIFIER && v->index != t->period;
}

struct str unitnames_text(const struct value *v, struct arena *a)
{
    if (v->null)
        return STR("");
    struct buf b = {0};
    value_put_text(&b, v);
    struct str text = arena_str(a, buf_slice(&b));
    buf_free(&b);
    return text;
}

void unitnames_of_row(const struct unitnames *u, const int comps[], const struct value *row, struct str part[], struct arena *a)
{
    for (int i = 0; i < u->n; i++)
        part[i] = comps[i] < 0 ? (struct str){0} : unitnames_text(&row[comps[i]], a);
}

void unitnames_of_record(const struct unitnames *u, const struct unitnames_columns *x, const struct rec *r, struct str part[],
                         struct arena *a)
{
    for (int i = 0; i < u->n; i++) {
        struct str cell = x->at[i] < 0 ? (struct str){0} : r->cell[x->at[i]];
        part[i] = cell.p && cell_is_null(cell) ? STR("") : cell_text(cell, a);
        if (cell.p)
            part[i] = arena_str(a, part[i]);
    }
}

struct str unitnames_join(const struct unitnames *u, const struct str part[], bool all, struct arena *a)
{
    struct buf b = {0};
    for (int i = 0; i < u->n; i++) {
        if (!part[i].p || (i == u->period && !all))
            continue;
        keyparts_add(&b, u->var[i]->name, part[i]);
    }
    struct str text = arena_str(a, buf_slice(&b));
    buf_free(&b);
    return text;
}
