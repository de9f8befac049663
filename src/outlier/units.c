/* SPDX-License-Identifier: Apache-2.0 */
#include "outlier/units.h"

#include <string.h>

#include "base/diag.h"
#include "base/mem.h"
#include "form/form.h"
#include "stat/real.h"
#include "value/value.h"

/* --- columns ----------------------------------------------------------------------------------------------------- */

/* A numeric variable of the form, in the stream with that suffix: its column, or NO_COLUMN after complaining. */
static int find_number(const struct units *u, struct str name, const char *suffix)
{
    const struct form_var *v = form_column(u->table, name, NULL);
    struct str near = form_var_nearest(u->table, name);
    if (!v && near.n)
        diag(D_NO_VARIABLE_NEAR, (struct loc){0}, diag_str(u->table->name), diag_str(name), diag_str(near));
    else if (!v)
        diag(D_NO_VARIABLE, (struct loc){0}, diag_str(u->table->name), diag_str(name));
    else if (!vtype_is_numeric(v->type))
        diag(D_NOT_NUMERIC, (struct loc){0}, diag_str(name), vtype_name(v->type));
    if (!v || !vtype_is_numeric(v->type))
        return NO_COLUMN;
    struct buf b = {0};
    buf_str(&b, name);
    buf_puts(&b, suffix);
    int column = intern_find(recin_columns(u->in), buf_slice(&b));
    if (column < 0)
        diag(D_NO_COLUMN, loc_file(recin_name(u->in)), diag_str(buf_slice(&b)));
    buf_free(&b);
    return column < 0 ? NO_COLUMN : column;
}

int units_number(const struct units *u, struct str name)
{
    return find_number(u, name, "");
}

static bool find_operand(const struct units *u, struct operand *o, const char *text, const char *suffix)
{
    struct str under, over = str_cut(str_of(text), '/', &under);
    *o = (struct operand){find_number(u, over, suffix), NO_COLUMN};
    if (o->column == NO_COLUMN || !under.p)
        return o->column != NO_COLUMN;
    o->under = find_number(u, under, suffix);
    return o->under != NO_COLUMN;
}

bool units_test(struct units *u, const char *text, const struct outlier_params *params, const char *prior)
{
    struct test *t = &u->tests[u->n_tests++];
    *t = (struct test){.text = text, .params = *params, .prev = {NO_COLUMN, NO_COLUMN}};
    return find_operand(u, &t->cur, text, "") && (!params->hb || find_operand(u, &t->prev, text, prior));
}

static bool find_ids(struct units *u)
{
    u->ids = mem_array((size_t)u->table->n, sizeof *u->ids);
    for (int v = 0; v < u->table->n; v++) {
        if (u->table->vars[v].role != ROLE_IDENTIFIER)
            continue;
        int column = intern_find(recin_columns(u->in), u->table->vars[v].name);
        if (column >= 0)
            u->ids[u->n_ids++] = column;
    }
    if (!u->n_ids)
        diag(D_NO_IDENTIFIER, loc_file(recin_name(u->in)), diag_str(u->table->name));
    return u->n_ids > 0;
}

bool units_open(struct units *u, const struct form_table *table, struct recin *in, int tests, const char *by,
                const char *weight)
{
    *u = (struct units){.table = table, .in = in, .weight_column = NO_COLUMN};
    u->tests = mem_array((size_t)tests + 1, sizeof *u->tests);
    if (!levels_parse(&u->levels, by, table, in) || !find_ids(u))
        return false;
    if (weight)
        u->weight_column = find_number(u, str_of(weight), "");
    return !weight || u->weight_column != NO_COLUMN;
}

/* --- reading ----------------------------------------------------------------------------------------------------- */

/* The only place where what a respondent wrote becomes a double (stat/real.h says how exactly). */
static enum outlier_state read_value(struct str cell, double *x)
{
    struct value v;
    switch (value_parse(&v, T_NUMBER, cell, NULL)) {
    case CELL_OK: *x = real_of_dec(&v.dec); return VALUE_PRESENT;
    case CELL_NULL:
    case CELL_EMPTY: return VALUE_MISSING;
    case CELL_BAD:
    case CELL_LARGE: break;
    }
    return VALUE_BAD;
}

static enum outlier_state read_operand(const struct rec *r, struct operand o, double *x)
{
    double under = 0;
    enum outlier_state has = read_value(r->cell[o.column], x);
    if (o.under == NO_COLUMN || has != VALUE_PRESENT)
        return has;
    has = read_value(r->cell[o.under], &under);
    if (has != VALUE_PRESENT)
        return has;
    if (under == 0)
        return VALUE_NO_RATIO;
    *x /= under;
    return VALUE_PRESENT;
}

static void grow(struct units *u)
{
    if (u->n < u->cap)
        return;
    size_t cap = u->cap ? 2 * u->cap : 1024;
    u->kept = mem_resize(u->kept, cap, sizeof *u->kept);
    if (u->weight_column != NO_COLUMN)
        u->weight = mem_resize(u->weight, cap, sizeof *u->weight);
    levels_reserve(&u->levels, cap);
    for (int t = 0; t < u->n_tests; t++)
        outlier_reserve(&u->tests[t].values, cap, u->tests[t].params.hb);
    u->cap = cap;
}

/* Keeps the identifiers and, of each test that is not a ratio, the current and the prior cell. */
static const char *keep_cells(struct units *u, const struct rec *r, struct buf *room)
{
    buf_reset(room);
    for (int i = 0; i < u->n_ids; i++) {
        if (i)
            buf_char(room, '\t');
        buf_str(room, r->cell[u->ids[i]]);
    }
    for (int t = 0; t < u->n_tests; t++) {
        const struct test *x = &u->tests[t];
        if (x->cur.under != NO_COLUMN)
            continue;
        buf_char(room, '\t');
        buf_str(room, r->cell[x->cur.column]);
        if (x->params.hb) {
            buf_char(room, '\t');
            buf_str(room, r->cell[x->prev.column]);
        }
    }
    buf_char(room, '\n');
    return arena_str(&u->text, buf_slice(room)).p;
}

static void take_weight(struct units *u, size_t i, const struct rec *r)
{
    double w = 1;
    if (read_value(r->cell[u->weight_column], &w) != VALUE_PRESENT || w < 0) {
        w = 1;
        u->unweighted++;
    }
    u->weight[i] = w;
}

void units_take(struct units *u, const struct rec *r, struct buf *room)
{
    grow(u);
    size_t i = u->n++;
    u->kept[i] = keep_cells(u, r, room);
    levels_set(&u->levels, i, r, room);
    if (u->weight_column != NO_COLUMN)
        take_weight(u, i, r);
    for (int t = 0; t < u->n_tests; t++) {
        struct test *x = &u->tests[t];
        double cur = 0, prev = 0;
        enum outlier_state has_prev = x->params.hb ? read_operand(r, x->prev, &prev) : VALUE_MISSING;
        enum outlier_state has_cur = read_operand(r, x->cur, &cur);
        outlier_set(&x->values, &x->params, i, has_prev, prev, has_cur, cur);
    }
}

/* --- all of them ------------------------------------------------------------------------------------------------- */

void units_fit(struct units *u)
{
    size_t levels = (size_t)u->levels.n;
    int32_t **of = mem_array(levels + 1, sizeof *of), *counts = mem_array(levels + 1, sizeof *counts);
    for (size_t l = 0; l < levels; l++) {
        of[l] = u->levels.v[l].of;
        u->levels.v[l].of = NULL; /* the classes own it now */
        counts[l] = u->levels.v[l].classes.n;
    }
    classes_make(&u->classes, u->n, u->levels.n, of, counts);
    for (int t = 0; t < u->n_tests; t++) {
        struct test *x = &u->tests[t];
        outlier_fit(&x->values, &x->params, &u->classes);
        x->class_text = mem_array(levels + 1, sizeof *x->class_text);
        for (int l = 0; l < u->classes.levels; l++)
            x->class_text[l] = arena_array(&u->text, (size_t)u->classes.counts[l], sizeof **x->class_text);
    }
    mem_free(of);
    mem_free(counts);
}

struct str units_ids(const struct units *u, size_t i, struct str *rest)
{
    const char *p = u->kept[i];
    struct str text = {p, strcspn(p, "\n")};
    size_t end = 0;
    for (int k = 0; k < u->n_ids && end <= text.n; k++)
        end += strcspn(p + end, "\t\n") + 1;
    struct str ids = {p, end - 1};
    *rest = end <= text.n ? (struct str){p + end, text.n - end} : (struct str){NULL, 0};
    return ids;
}

void units_free(struct units *u)
{
    for (int t = 0; t < u->n_tests; t++) {
        outlier_values_free(&u->tests[t].values, &u->classes);
        mem_free(u->tests[t].class_text);
    }
    classes_free(&u->classes);
    levels_free(&u->levels);
    mem_free(u->tests);
    mem_free(u->ids);
    mem_free(u->weight);
    mem_free(u->kept);
    arena_free(&u->text);
    *u = (struct units){0};
}
