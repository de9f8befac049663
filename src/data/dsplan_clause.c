/* SPDX-License-Identifier: Apache-2.0 */
#include "base/mem.h"
#include "data/dsplan_work.h"

/* Rows for which a condition holds. */
static struct rel *filter_clause(struct dsplan *p, const struct clause *c, struct rel *r)
{
    struct calls calls = {0};
    int before = r->s.n;
    struct node *x = dsplan_expr(p, &r->s, c->items[0].expr, &calls);
    struct rel *wide = x ? dsplan_windows(p, r, &calls) : NULL;
    mem_free(calls.v);
    if (!wide)
        return NULL;
    struct cellexpr *filter = dsplan_compile(p, x, &wide->s, "filter");
    if (!filter)
        return NULL;
    struct map_maker m = {0};
    for (int i = 0; i < before; i++)
        map_pass(&m, &wide->s, i);
    return map_new(wide, &m, filter);
}

/* ---- calc ---- */

static int given_by(const struct clause *c, struct str name)
{
    for (int i = 0; i < c->n; i++)
        if (str_eq(c->items[i].name.text, name))
            return i;
    return -1;
}

/* In a join c replaces alias#c. */
static bool replaced(const struct clause *c, struct str name)
{
    struct str bare;
    struct str alias = str_cut(name, '#', &bare);
    return alias.n < name.n && given_by(c, bare) >= 0;
}

/* Are the names those of no identifier, and each there once? */
static bool calc_names(struct dsplan *p, const struct clause *c, const struct structure *s)
{
    for (int i = 0; i < c->n; i++) {
        const struct name *name = &c->items[i].name;
        int k = structure_find(s, name->text);
        if (k >= 0 && comp_is_id(&s->v[k]))
            return dsplan_complain(p, D_DATA_IDENTIFIER, name->span, c->kind == CLAUSE_CALC ? "calc" : "aggr",
                                 diag_str(name->text), NULL) != NULL;
        if (given_by(c, name->text) < i)
            return dsplan_complain(p, D_VTL_TWICE, name->span, diag_str(name->text), NULL, NULL) != NULL;
    }
    return true;
}

static bool calc_item(struct dsplan *p, const struct clause_item *item, struct node *x, const struct structure *before,
                      const struct structure *s, struct map_maker *m)
{
    struct cellexpr *e = dsplan_compile(p, x, s, NULL);
    if (!e)
        return false;
    int k = structure_find(before, item->name.text);
    struct comp comp = {item->name.text, cellexpr_type(e), ROLE_MEASURE, false};
    if (k >= 0) {
        comp.role = before->v[k].role;
        comp.viral = before->v[k].viral;
    }
    if (item->role >= 0) {
        comp.role = (enum role)item->role;
        comp.viral = item->viral;
    }
    if (comp.type == T_NULL)
        comp.type = k >= 0 ? before->v[k].type : T_STRING;
    map_add(m, (struct map_item){.comp = comp, .how = MAP_EXPR, .expr = e, .key = comp.role == ROLE_IDENTIFIER,
                                 .loc = source_loc(p->st->source, item->name.span)});
    return true;
}

static struct rel *calc_clause(struct dsplan *p, const struct clause *c, struct rel *r)
{
    struct calls calls = {0};
    struct map_maker m = {0};
    const struct structure before = r->s;
    struct node **x = arena_array(&p->e->a, (size_t)c->n + 1, sizeof *x);
    bool ok = calc_names(p, c, &r->s);
    for (int i = 0; i < c->n; i++)
        ok = (x[i] = dsplan_expr(p, &before, c->items[i].expr, &calls)) && ok;
    struct rel *wide = ok ? dsplan_windows(p, r, &calls) : NULL;
    mem_free(calls.v);
    if (!wide)
        return NULL;
    bool *done = mem_array((size_t)c->n + 1, sizeof *done);
    for (int i = 0; i < before.n && ok; i++) { /* what is there keeps its place */
        int k = given_by(c, before.v[i].name);
        if (k >= 0)
            ok = done[k] = calc_item(p, &c->items[k], x[k], &before, &wide->s, &m);
        else if (!replaced(c, before.v[i].name))
            map_pass(&m, &wide->s, i);
    }
    for (int i = 0; i < c->n && ok; i++)
        if (!done[i])
            ok = calc_item(p, &c->items[i], x[i], &before, &wide->s, &m);
    mem_free(done);
    if (ok)
        return map_new(wide, &m, NULL);
    mem_free(m.v);
    return NULL;
}

/* ---- keep, drop, rename ---- */

static struct rel *choose_clause(struct dsplan *p, const struct clause *c, struct rel *r)
{
    bool keep = c->kind == CLAUSE_KEEP, ok = true;
    bool *drop = mem_array((size_t)r->s.n + 1, sizeof *drop);
    for (int i = 0; i < r->s.n; i++)
        drop[i] = keep && !comp_is_id(&r->s.v[i]);
    for (int i = 0; i < c->n && ok; i++) {
        int k = dsplan_comp(p, &r->s, c->items[i].name);
        ok = k >= 0;
        if (ok && comp_is_id(&r->s.v[k]))
            ok = NULL != dsplan_complain(p, D_DATA_IDENTIFIER, c->items[i].name.span, keep ? "keep" : "drop",
                               diag_str(r->s.v[k].name), NULL);
        if (ok)
            drop[k] = !keep;
    }
    struct rel *out = ok ? dsplan_without(r, drop) : NULL;
    mem_free(drop);
    return out;
}

static struct rel *rename_clause(struct dsplan *p, const struct clause *c, struct rel *r)
{
    struct map_maker m = {0};
    bool ok = true;
    for (int i = 0; i < r->s.n; i++)
        map_pass(&m, &r->s, i);
    for (int i = 0; i < c->n && ok; i++) {
        int k = dsplan_comp(p, &r->s, c->items[i].name);
        ok = k >= 0;
        if (ok)
            m.v[k].comp.name = c->items[i].second.text;
    }
    for (int i = 0; i < c->n && ok; i++) {
        int n = 0;
        for (int k = 0; k < m.n; k++)
            n += str_eq(m.v[k].comp.name, c->items[i].second.text);
        if (n > 1)
            ok = NULL != dsplan_complain(p, D_VTL_TWICE, c->items[i].second.span, diag_str(c->items[i].second.text), NULL, NULL);
    }
    if (ok)
        return map_new(r, &m, NULL);
    mem_free(m.v);
    return NULL;
}

/* ---- sub ---- */

/* and: a and b, or one of them where the other is NULL. */
static struct node *both(struct dsplan *p, struct node *a, struct node *b)
{
    return a ? dsplan_binary(p, OP_AND, a, b) : b;
}

static struct rel *sub_clause(struct dsplan *p, const struct clause *c, struct rel *r)
{
    struct node *condition = NULL;
    bool *drop = mem_array((size_t)r->s.n + 1, sizeof *drop), ok = true;
    for (int i = 0; i < c->n && ok; i++) {
        const struct clause_item *item = &c->items[i];
        int k = dsplan_comp(p, &r->s, item->name);
        ok = k >= 0;
        if (ok && (!comp_is_id(&r->s.v[k]) || drop[k]))
            ok = NULL != dsplan_complain(p, drop[k] ? D_VTL_TWICE : D_DATA_NO_IDENTIFIER, item->name.span,
                                         diag_str(item->name.text), "sub", NULL);
        struct structure none = {.v = NULL};
        struct node *value = ok ? dsplan_expr(p, &none, item->expr, NULL) : NULL;
        if (!value)
            break;
        if (value->kind == N_CONST && value->value->null)
            ok = NULL != dsplan_complain(p, D_VTL_SET_NULL, item->expr->span, NULL, NULL, NULL);
        drop[k] = true;
        condition = both(p, condition, dsplan_binary(p, OP_EQ, dsplan_name(p, r->s.v[k].name, item->name.span), value));
    }
    ok = ok && condition && !p->errors;
    struct cellexpr *filter = ok ? dsplan_compile(p, condition, &r->s, "sub") : NULL;
    struct map_maker m = {0};
    for (int i = 0; i < r->s.n && filter; i++)
        if (!drop[i])
            map_pass(&m, &r->s, i);
    mem_free(drop);
    if (!filter)
        return NULL;
    struct rel *out = map_new(r, &m, filter);
    int *key = mem_array((size_t)out->s.n + 1, sizeof *key), *all = mem_array((size_t)r->s.n + 1, sizeof *all);
    if (rel_is_ordered(r, all, key_of(&r->s, all))) /* what was taken out is constant */
        rel_ordered(out, key, key_of(&out->s, key));
    mem_free(key);
    mem_free(all);
    return out;
}

struct rel *dsplan_clause(struct dsplan *p, const struct clause *c, struct rel *r)
{
    switch (c->kind) {
    case CLAUSE_FILTER: return filter_clause(p, c, r);
    case CLAUSE_CALC: return calc_clause(p, c, r);
    case CLAUSE_KEEP:
    case CLAUSE_DROP: return choose_clause(p, c, r);
    case CLAUSE_RENAME: return rename_clause(p, c, r);
    case CLAUSE_SUB: return sub_clause(p, c, r);
    case CLAUSE_AGGR: return dsplan_aggr_clause(p, c, r);
    case CLAUSE_PIVOT:
    case CLAUSE_UNPIVOT: return dsplan_pivot(p, c, r);
    case CLAUSE_APPLY: break;
    }
    return dsplan_complain(p, D_DATA_APPLY, c->span, NULL, NULL, NULL);
}
