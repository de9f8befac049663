/* SPDX-License-Identifier: Apache-2.0 */
#include "data/longform.h"

/* ---- which results ---- */

static const struct statement *statement_of(const struct rules *rules, struct str name)
{
    for (int i = 0; i < rules_statements(rules); i++) {
        const struct statement *st = rules_statement(rules, i);
        if (st->kind == ST_DATASET && str_eq(st->name.text, name))
            return st;
    }
    return NULL;
}

enum { DEPTH_MOST = 1000 };

/* Does an expression group, or what it reads? */
static bool groups(const struct rules *rules, const struct node *n, int depth)
{
    if (n->kind == N_AGGR && !(n->more && n->more->over))
        return true;
    for (int i = 0; n->more && i < n->more->nclauses; i++)
        if (n->more->clauses[i].kind == CLAUSE_AGGR)
            return true;
    const struct statement *st = n->kind == N_NAME && depth < DEPTH_MOST ? statement_of(rules, n->name) : NULL;
    if (st && groups(rules, st->body, depth + 1))
        return true;
    for (uint32_t i = 0; i < n->n; i++)
        if (groups(rules, n->kids[i], depth + 1))
            return true;
    return false;
}

bool longform_wants(const struct rules *rules, const struct statement *st)
{
    bool some = false;
    for (int i = 0; i < rules_statements(rules); i++)
        some = some || (rules_statement(rules, i)->kind == ST_DATASET && rules_statement(rules, i)->persistent);
    return st->kind == ST_DATASET && (some ? st->persistent : groups(rules, st->body, 0));
}

/* ---- units ---- */

/* A count has no unit, a variance the square of one. */
static bool keeps_unit(int aggr)
{
    return aggr != AGGR_COUNT && aggr != AGGR_VAR_POP && aggr != AGGR_VAR_SAMP;
}

/* Before a clause: the name of what the clause calls *name. Returns false when the clause made it. */
static bool before_clause(const struct clause *c, struct str *name)
{
    for (int i = 0; i < c->n; i++) {
        const struct clause_item *x = &c->items[i];
        if (c->kind == CLAUSE_RENAME && str_eq(x->second.text, *name)) {
            *name = x->name.text;
            return true;
        }
        if (!str_eq(x->name.text, *name))
            continue;
        if (c->kind == CLAUSE_CALC)
            return false;
        if (c->kind != CLAUSE_AGGR)
            continue;
        const struct node *e = x->expr;
        if (!e || e->n != 1 || e->kids[0]->kind != N_NAME || !keeps_unit(e->builtin))
            return false;
        *name = e->kids[0]->name;
        return true;
    }
    return c->kind != CLAUSE_PIVOT && c->kind != CLAUSE_UNPIVOT;
}

struct str longform_unit(const struct rules *rules, const struct form *form, const struct statement *st, struct str name)
{
    const struct node *n = st->body;
    for (int depth = 0; form && depth < DEPTH_MOST; depth++) {
        if (n->kind == N_CLAUSE) {
            for (int i = n->more->nclauses - 1; i >= 0; i--)
                if (!before_clause(&n->more->clauses[i], &name))
                    return STR("");
            n = n->kids[0];
        } else if (n->kind == N_AGGR && n->n == 1 && keeps_unit(n->builtin)) {
            n = n->kids[0];
        } else if (n->kind == N_NAME) {
            const struct statement *of = statement_of(rules, n->name);
            const struct form_table *t = form_table_find(form, n->name);
            const struct form_var *v = !of && t ? form_column(t, name, NULL) : NULL;
            if (!of)
                return v ? v->unit : STR("");
            n = of->body;
        } else {
            return STR("");
        }
    }
    return STR("");
}

/* ---- rows ---- */

/* The identifiers but for the period, names or the values of a row, joined by ';'; null when there is none. */
static void put_members(struct recout *out, const struct structure *s, const struct value *row, struct str period)
{
    struct buf b = {0};
    bool any = false;
    for (int i = 0; i < s->n; i++) {
        if (!comp_is_id(&s->v[i]) || str_eq(s->v[i].name, period))
            continue;
        if (any)
            buf_char(&b, ';');
        any = true;
        if (row)
            value_put_text(&b, &row[i]);
        else
            buf_str(&b, s->v[i].name);
    }
    if (any)
        recout_text(out, buf_slice(&b));
    else
        recout_null(out);
    buf_free(&b);
}

static void put_value(struct recout *out, const struct value *v)
{
    struct buf b = {0};
    value_put_cell(&b, v);
    recout_raw(out, buf_slice(&b));
    buf_free(&b);
}

static void put_row(struct recout *out, const struct structure *s, const struct value *row, struct str period,
                    const struct str *units)
{
    int at = structure_find(s, period);
    for (int i = 0; i < s->n; i++) {
        if (comp_is_id(&s->v[i]) || !vtype_is_numeric(s->v[i].type))
            continue;
        recout_text(out, s->v[i].name);
        put_members(out, s, NULL, period);
        put_members(out, s, row, period);
        if (at >= 0)
            put_value(out, &row[at]);
        else
            recout_null(out);
        put_value(out, &row[i]);
        if (units[i].n)
            recout_text(out, units[i]);
        else
            recout_null(out);
        recout_end(out);
    }
}

bool longform_write(struct rel *r, const struct rules *rules, const struct form *form, const struct statement *st,
                    struct recout *out)
{
    struct str *units = arena_array(&r->session->a, (size_t)r->s.n + 1, sizeof *units);
    const struct value *row;
    int got;
    for (int i = 0; i < r->s.n; i++)
        units[i] = longform_unit(rules, form, st, r->s.v[i].name);
    while ((got = rel_next(r, &row)) > 0)
        put_row(out, &r->s, row, form ? form->period : STR(""), units);
    return got == 0;
}
