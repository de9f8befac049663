/* SPDX-License-Identifier: Apache-2.0 */
#include "base/mem.h"
#include "data/group.h"
#include "data/dsplan_work.h"
#include "data/window.h"

/* The aggregate of VTL as one of stat/agg. */
static enum agg_kind kind_of(const struct node *n)
{
    static const enum agg_kind kinds[] = {[AGGR_SUM] = AGG_SUM, [AGGR_AVG] = AGG_AVG, [AGGR_MIN] = AGG_MIN,
        [AGGR_MAX] = AGG_MAX, [AGGR_MEDIAN] = AGG_MEDIAN, [AGGR_COUNT] = AGG_COUNT, [AGGR_STDDEV_POP] = AGG_STDDEV_POP,
        [AGGR_STDDEV_SAMP] = AGG_STDDEV_SAMP, [AGGR_VAR_POP] = AGG_VAR_POP, [AGGR_VAR_SAMP] = AGG_VAR_SAMP};
    return n->n ? kinds[n->builtin] : AGG_ROWS;
}

/* ---- the group ---- */

/* The components by which c groups, into by[r->s.n]. Returns how many, or -1 after complaining. */
static int group_by(struct dsplan *p, const struct clause *c, const struct rel *r, int *by)
{
    int n = 0;
    if (!c->grouped)
        return 0;
    bool *named = mem_array((size_t)r->s.n + 1, sizeof *named), ok = true;
    for (int i = 0; i < c->ngroup && ok; i++) {
        int k = dsplan_comp(p, &r->s, c->group[i]);
        ok = k >= 0;
        bool may = ok && (p->any_group ? !c->except : comp_is_id(&r->s.v[k]));
        if (ok && (!(may || comp_is_id(&r->s.v[k])) || named[k]))
            ok = NULL != dsplan_complain(p, named[k] ? D_VTL_TWICE : D_DATA_NO_IDENTIFIER, c->group[i].span,
                                       diag_str(c->group[i].text), "group", NULL);
        if (ok)
            named[k] = true;
        if (ok && p->any_group && !c->except)
            by[n++] = k;
    }
    for (int i = 0; i < r->s.n && ok && (!p->any_group || c->except || c->whole); i++)
        if (comp_is_id(&r->s.v[i]) && (c->whole || named[i] != c->except))
            by[n++] = i;
    mem_free(named);
    return ok ? n : -1;
}

/* Aggregates over r; those of having are among the items, and it is a condition over the result (NULL: none). */
struct aggregation {
    struct rel *r;         /* the operand, with what is aggregated as components */
    struct map_maker args; /* what is aggregated, added to r */
    struct group_maker items;
    struct node *having;
};

/* An aggregate as an item: its argument becomes a component. Its name in the result is name. */
static bool add_item(struct dsplan *p, struct aggregation *a, const struct node *n, const struct comp *result, int arg)
{
    enum vtype of = arg < 0 ? T_INTEGER : a->args.v[arg].comp.type, type = agg_type(kind_of(n), of);
    if (type == T_NULL && of != T_NULL) {
        dsplan_complain(p, D_VTL_TYPE_ARGUMENT, n->span, aggr_name((enum aggr)n->builtin), "1", "number");
        return false;
    }
    struct comp c = *result;
    c.type = type == T_NULL ? T_INTEGER : type;
    group_add(&a->items, (struct group_item){.comp = c, .kind = kind_of(n), .arg = arg,
                                             .loc = source_loc(p->st->source, n->span)});
    return true;
}

/* The same for an argument that is an expression. */
static bool add_aggregate(struct dsplan *p, struct aggregation *a, const struct node *n, const struct comp *result)
{
    if (!n->n)
        return add_item(p, a, n, result, -1);
    struct node *x = dsplan_expr(p, &a->r->s, n->kids[0], NULL);
    struct cellexpr *e = x ? dsplan_compile(p, x, &a->r->s, NULL) : NULL;
    if (!e)
        return false;
    struct comp c = {dsplan_hidden(p), cellexpr_type(e), ROLE_MEASURE, false};
    map_add(&a->args, (struct map_item){.comp = c, .how = MAP_EXPR, .expr = e});
    return add_item(p, a, n, result, a->args.n - 1);
}

static bool add_having(struct dsplan *p, struct aggregation *a, const struct clause *c)
{
    struct calls calls = {0};
    if (!c->having)
        return true;
    a->having = dsplan_expr(p, &a->r->s, c->having, &calls);
    bool ok = a->having != NULL;
    for (int i = 0; i < calls.n && ok; i++) {
        struct comp comp = {calls.v[i].name, T_NULL, ROLE_ATTRIBUTE, false};
        if (calls.v[i].scalar)
            ok = NULL != dsplan_complain(p, D_DATA_NO_COMPONENT, calls.v[i].n->span, diag_str(calls.v[i].n->name), NULL, NULL);
        ok = ok && add_aggregate(p, a, calls.v[i].n, &comp);
    }
    mem_free(calls.v);
    return ok;
}

/* Viral attributes, but for one that is computed. */
static void add_viral(struct dsplan *p, struct aggregation *a, const struct clause *c)
{
    int n = a->r->s.n;
    for (int i = 0; i < n; i++) {
        bool computed = false;
        for (int k = 0; k < c->n; k++)
            computed = computed || str_eq(c->items[k].name.text, a->r->s.v[i].name);
        if (!a->r->s.v[i].viral || computed)
            continue;
        const struct viral *v = dsplan_viral(p, &a->r->s.v[i]);
        int kind = viral_aggregate(v); /* without one: the least; pairs are one value in the whole group by now */
        group_add(&a->items, (struct group_item){.comp = a->r->s.v[i], .kind = kind < 0 ? AGG_MIN : (enum agg_kind)kind,
                                                 .least = kind < 0, .arg = i, .loc = source_loc(p->st->source, c->span)});
    }
}

/* r with each viral attribute for which pairs are declared the same in a whole group: folded in key order. */
static struct rel *fold_pairs(struct dsplan *p, const struct clause *c, struct rel *r)
{
    struct window_maker w = {0};
    struct window_frame f = {.whole = true, .range = true, .from = {.side = -1, .unbounded = true}};
    int n = r->s.n, folds = 0;
    for (int i = 0; i < n; i++) {
        const struct viral *v = r->s.v[i].viral ? dsplan_viral(p, &r->s.v[i]) : NULL;
        if (!viral_ordered(v))
            continue;
        struct window_item item = {.comp = r->s.v[i], .kind = WINDOW_VIRAL, .arg = i, .viral = v};
        item.comp.name = dsplan_hidden(p);
        window_add(&w, item);
        folds++;
    }
    if (!folds)
        return r;
    f.partition = arena_array(&p->e->a, (size_t)n + 1, sizeof *f.partition);
    f.npartition = group_by(p, c, r, f.partition);
    if (f.npartition < 0) {
        mem_free(w.v);
        return NULL;
    }
    struct rel *wide = window_new(r, &f, &w);
    struct map_maker m = {0};
    for (int i = 0, k = n; i < n; i++) {
        bool folded = r->s.v[i].viral && viral_ordered(dsplan_viral(p, &r->s.v[i]));
        map_pass(&m, &wide->s, folded ? k++ : i);
        m.v[i].comp = r->s.v[i];
    }
    return map_new(wide, &m, NULL);
}

/* Groups what has been put together; gives its lists back. */
static struct rel *group_it(struct dsplan *p, struct aggregation *a, const struct clause *c, bool ok)
{
    int *by = mem_array((size_t)a->r->s.n + 1, sizeof *by), shown = 0;
    int n = ok ? group_by(p, c, a->r, by) : -1;
    struct rel *out = NULL;
    struct cellexpr *filter = NULL;
    if (n >= 0) {
        struct rel *wide = map_new(a->r, &a->args, NULL);
        out = group_new(wide, by, n, &a->items);
        group_own(out, p->st->name.text, p->owner);
        filter = a->having ? dsplan_compile(p, a->having, &out->s, "having") : NULL;
        if (a->having && !filter)
            out = NULL;
    }
    mem_free(by);
    mem_free(a->args.v);
    mem_free(a->items.v);
    if (!out || !a->having)
        return out;
    struct map_maker m = {0};
    for (int i = 0; i < out->s.n; i++, shown++)
        if (out->s.v[i].name.p[0] != '\x01')
            map_pass(&m, &out->s, i);
    return map_new(out, &m, filter);
}

static void start(struct aggregation *a, struct rel *r)
{
    *a = (struct aggregation){.r = r};
    for (int i = 0; i < r->s.n; i++)
        map_pass(&a->args, &r->s, i);
}

struct rel *dsplan_aggr_call(struct dsplan *p, struct node *n, struct rel *r)
{
    struct aggregation a;
    const struct clause *c = n->more->clauses;
    bool ok = true;
    if ((c->agg_to && !(r = dsplan_time_agg(p, r, c))) || !(r = fold_pairs(p, c, r)))
        return NULL;
    start(&a, r);
    if (n->builtin == AGGR_COUNT) {
        struct node rows = *n;
        struct comp comp = {STR("int_var"), T_INTEGER, ROLE_MEASURE, false};
        rows.n = 0;
        ok = add_item(p, &a, &rows, &comp, -1);
    }
    for (int i = 0; i < r->s.n && ok && n->builtin != AGGR_COUNT; i++)
        if (comp_is_measure(&r->s.v[i])) {
            ok = add_item(p, &a, n, &r->s.v[i], i);
            if (!ok)
                diag(D_DATA_IN_MEASURE, source_loc(p->st->source, n->span), aggr_name((enum aggr)n->builtin),
                     dsplan_text(p, n->kids[0]), diag_str(r->s.v[i].name));
        }
    ok = ok && add_having(p, &a, c);
    add_viral(p, &a, c);
    struct rel *out = group_it(p, &a, c, ok);
    return out;
}

struct rel *dsplan_aggr_clause(struct dsplan *p, const struct clause *c, struct rel *r)
{
    struct aggregation a;
    bool ok = true;
    if ((c->agg_to && !(r = dsplan_time_agg(p, r, c))) || !(r = fold_pairs(p, c, r)))
        return NULL;
    start(&a, r);
    for (int i = 0; i < c->n && ok; i++) {
        const struct clause_item *item = &c->items[i];
        int k = structure_find(&r->s, item->name.text);
        struct comp comp = {item->name.text, T_NULL, item->role >= 0 ? (enum role)item->role : ROLE_MEASURE, item->viral};
        if ((k >= 0 && comp_is_id(&r->s.v[k])) || comp.role == ROLE_IDENTIFIER)
            ok = NULL != dsplan_complain(p, D_DATA_IDENTIFIER, item->name.span, "aggr", diag_str(item->name.text), NULL);
        for (int before = 0; before < i && ok; before++)
            if (str_eq(c->items[before].name.text, item->name.text))
                ok = NULL != dsplan_complain(p, D_VTL_TWICE, item->name.span, diag_str(item->name.text), NULL, NULL);
        ok = ok && add_aggregate(p, &a, item->expr, &comp);
    }
    ok = ok && add_having(p, &a, c);
    add_viral(p, &a, c);
    return group_it(p, &a, c, ok);
}
