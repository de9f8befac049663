/* SPDX-License-Identifier: Apache-2.0 */
#include "sum/unitnames.h"

#include "base/diag.h"
#include "rec/cell.h"

bool unitnames_init(struct unitnames *u, const struct form *form, const struct intern *columns)
{
    const struct form_table *t = &form->tables[0];
    *u = (struct unitnames){.period = -1, .in_stream = true};
    for (int i = 0; i < t->n && u->n < UNITNAMES_MOST; i++) {
        const struct form_var *v = &t->vars[i];
        if (v->role != ROLE_IDENTIFIER || str_is(v->name, "revision"))
            continue;
        if (i == t->period)
            u->period = u->n;
        u->column[u->n] = intern_find(columns, v->name);
        u->in_stream = u->in_stream && (i == t->period || u->column[u->n] >= 0);
        u->var[u->n++] = v;
    }
    if (u->n > (u->period >= 0) && u->n < UNITNAMES_MOST)
        return true;
    diag(D_UNIT_IDENTIFIERS, (struct loc){0}, diag_str(t->name), diag_num(UNITNAMES_MOST - 2));
    return false;
}

static int find_bound(const struct layout *l, struct str name, const char *ending)
{
    struct buf b = {0};
    buf_str(&b, name);
    buf_puts(&b, ending);
    int slot = layout_find(l, buf_slice(&b));
    buf_free(&b);
    return slot;
}

void unitnames_find(const struct unitnames *u, const struct layout *l, struct unitnames_row *x)
{
    bool low = true, high = true;
    *x = (struct unitnames_row){.own = true};
    for (int i = 0; i < u->n; i++) {
        int slot = layout_find(l, u->var[i]->name);
        x->low[i] = x->high[i] = slot;
        if (slot >= 0 || i == u->period)
            continue;
        x->own = false;
        x->low[i] = find_bound(l, u->var[i]->name, "_low");
        x->high[i] = find_bound(l, u->var[i]->name, "_high");
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

void unitnames_of_row(const struct unitnames *u, const int slots[], const struct value *row, struct str part[], struct arena *a)
{
    for (int i = 0; i < u->n; i++)
        part[i] = slots[i] < 0 ? (struct str){0} : unitnames_text(&row[slots[i]], a);
}

void unitnames_of_record(const struct unitnames *u, const struct rec *r, struct str part[], struct arena *a)
{
    for (int i = 0; i < u->n; i++) {
        struct str cell = u->column[i] < 0 ? (struct str){0} : r->cell[u->column[i]];
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
        buf_puts(&b, b.n ? ";" : "");
        buf_str(&b, u->var[i]->name);
        buf_char(&b, '=');
        buf_str(&b, part[i]);
    }
    struct str text = arena_str(a, buf_slice(&b));
    buf_free(&b);
    return text;
}
