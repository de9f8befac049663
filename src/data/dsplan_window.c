/* SPDX-License-Identifier: Apache-2.0 */
#include "base/mem.h"
#include "data/dsplan_work.h"
#include "data/window.h"

static const char *name_of(const struct node *n)
{
    return n->kind == N_AGGR ? aggr_name((enum aggr)n->builtin) : invoke_name((enum invoke)n->builtin);
}

/* ---- over (...) ---- */

/* Components of s that names mean. Returns false after complaining. */
static bool find_order(struct dsplan *p, const struct structure *s, const struct over *o, struct window_frame *f)
{
    f->order = arena_array(&p->e->a, (size_t)o->norder + 1, sizeof *f->order);
    f->down = arena_array(&p->e->a, (size_t)o->norder + 1, sizeof *f->down);
    for (int i = 0; i < o->norder; i++) {
        int k = dsplan_comp(p, s, o->order[i].name);
        if (k < 0)
            return false;
        f->order[f->norder] = k;
        f->down[f->norder++] = o->order[i].down;
    }
    return true;
}

/* The partition: by, except, or all identifiers that do not order. */
static bool find_partition(struct dsplan *p, const struct structure *s, const struct over *o, struct window_frame *f)
{
    bool *in = arena_array(&p->e->a, (size_t)s->n + 1, sizeof *in);
    f->partition = arena_array(&p->e->a, (size_t)s->n + 1, sizeof *f->partition);
    for (int i = 0; i < s->n; i++)
        in[i] = comp_is_id(&s->v[i]) && !o->whole && (!o->partitioned || o->except);
    for (int i = 0; i < f->norder && !o->partitioned; i++)
        in[f->order[i]] = false;
    for (int i = 0; i < o->npartition; i++) {
        int k = dsplan_comp(p, s, o->partition[i]);
        if (k < 0)
            return false;
        if (!comp_is_id(&s->v[k]))
            return NULL != dsplan_complain(p, D_DATA_NO_IDENTIFIER, o->partition[i].span, diag_str(s->v[k].name),
                                           "partition", NULL);
        in[k] = !o->except;
    }
    for (int i = 0; i < s->n; i++)
        if (in[i])
            f->partition[f->npartition++] = i;
    return true;
}

static bool find_frame(struct dsplan *p, const struct structure *s, const struct node *n, struct window_frame *f)
{
    const struct over *o = n->more->over;
    *f = (struct window_frame){.range = o->range, .from = o->from, .to = o->to};
    if (!find_order(p, s, o, f) || !find_partition(p, s, o, f))
        return false;
    bool is_agg = n->kind == N_AGGR || n->builtin == INVOKE_FIRST_VALUE || n->builtin == INVOKE_LAST_VALUE;
    bool needs_order = !is_agg && n->builtin != INVOKE_RATIO;
    if (o->windowed && !is_agg)
        return NULL != dsplan_complain(p, D_DATA_OVER, n->span, name_of(n), diag_words("a window", "窗口"), NULL);
    if (needs_order && !o->norder)
        return NULL != dsplan_complain(p, D_DATA_OVER_NEEDS, n->span, name_of(n), "order by", NULL);
    if (n->kind == N_INVOKE && n->builtin == INVOKE_RATIO && (!o->partitioned || o->norder))
        return NULL != dsplan_complain(p, D_DATA_OVER_NEEDS, n->span, name_of(n), "partition by", NULL);
    if (!o->windowed) {
        f->whole = !o->norder;
        f->range = true;
        f->from = (struct limit){.side = -1, .unbounded = true};
        f->to = (struct limit){0};
        return true;
    }
    bool moves = o->range && ((o->from.side && !o->from.unbounded) || (o->to.side && !o->to.unbounded));
    if (!moves)
        return true;
    enum vtype t = f->norder == 1 ? s->v[f->order[0]].type : T_NULL;
    if (vtype_is_numeric(t) || t == T_DATE || t == T_PERIOD)
        return true;
    return NULL != dsplan_complain(p, D_DATA_RANGE, n->span, name_of(n), NULL, NULL);
}

/* ---- items ---- */

static bool find_kind(struct dsplan *p, const struct node *n, const struct structure *s, int arg, struct window_item *item)
{
    static const enum agg_kind aggs[] = {[AGGR_SUM] = AGG_SUM, [AGGR_AVG] = AGG_AVG, [AGGR_MIN] = AGG_MIN,
        [AGGR_MAX] = AGG_MAX, [AGGR_MEDIAN] = AGG_MEDIAN, [AGGR_COUNT] = AGG_COUNT, [AGGR_STDDEV_POP] = AGG_STDDEV_POP,
        [AGGR_STDDEV_SAMP] = AGG_STDDEV_SAMP, [AGGR_VAR_POP] = AGG_VAR_POP, [AGGR_VAR_SAMP] = AGG_VAR_SAMP};
    enum vtype of = arg < 0 ? T_INTEGER : s->v[arg].type;
    item->comp.type = of;
    item->arg = arg;
    item->loc = source_loc(p->st->source, n->span);
    if (n->kind == N_AGGR) {
        item->kind = WINDOW_AGG;
        item->agg = arg < 0 ? AGG_ROWS : aggs[n->builtin];
        item->comp.type = agg_type(item->agg, of);
    } else if (n->builtin == INVOKE_LAG || n->builtin == INVOKE_LEAD) {
        item->kind = WINDOW_SHIFT;
        item->shift = n->builtin == INVOKE_LAG ? -n->more->n : n->more->n;
        bool given = n->more->fallback && !s->v[arg].viral; /* outside the partition a viral attribute is null */
        item->fallback = given ? *n->more->fallback->value : value_null(of);
        if (!vtype_widens((enum vtype)item->fallback.type, of))
            return NULL != dsplan_complain(p, D_VTL_TYPE_ARGUMENT, n->more->fallback->span, name_of(n), "3", vtype_name(of));
    } else if (n->builtin == INVOKE_RANK) {
        item->kind = WINDOW_RANK;
        item->comp.type = T_INTEGER;
    } else if (n->builtin == INVOKE_RATIO) {
        item->kind = WINDOW_RATIO;
        item->comp.type = vtype_is_numeric(of) ? T_NUMBER : T_NULL;
    } else {
        item->kind = n->builtin == INVOKE_FIRST_VALUE ? WINDOW_FIRST : WINDOW_LAST;
    }
    if (item->comp.type != T_NULL || of == T_NULL)
        return true;
    return NULL != dsplan_complain(p, D_VTL_TYPE_ARGUMENT, n->span, name_of(n), "1", "number");
}

/* One call in a clause: its operand becomes a component, its value another one. */
static struct rel *add_call(struct dsplan *p, struct rel *r, struct node *n, struct str name)
{
    struct map_maker m = {0};
    struct window_maker w = {0};
    struct window_frame f;
    struct window_item item = {.comp = {name, T_NULL, ROLE_MEASURE, false}};
    int arg = -1;
    if (!n->more || !n->more->over)
        return dsplan_complain(p, D_VTL_AGGREGATE, n->span, name_of(n), NULL, NULL);
    if (n->n) {
        struct cellexpr *e = dsplan_compile(p, n->kids[0], &r->s, NULL);
        if (!e)
            return NULL;
        for (int i = 0; i < r->s.n; i++)
            map_pass(&m, &r->s, i);
        arg = r->s.n;
        struct comp c = {dsplan_hidden(p), cellexpr_type(e), ROLE_MEASURE, false};
        map_add(&m, (struct map_item){.comp = c, .how = MAP_EXPR, .expr = e});
        r = map_new(r, &m, NULL);
    }
    if (!find_frame(p, &r->s, n, &f) || !find_kind(p, n, &r->s, arg, &item))
        return NULL;
    window_add(&w, item);
    return window_new(r, &f, &w);
}

struct rel *dsplan_windows(struct dsplan *p, struct rel *r, struct calls *calls)
{
    bool any = calls->n > 0;
    for (int i = 0; i < calls->n && r; i++)
        r = add_call(p, r, calls->v[i].n, calls->v[i].name);
    return r && any ? sorted_by_key(r) : r;
}

struct rel *dsplan_window_call(struct dsplan *p, struct node *n, struct rel *r)
{
    struct window_frame f;
    struct window_maker w = {0};
    struct map_maker m = {0};
    int before = r->s.n;
    bool ok = find_frame(p, &r->s, n, &f), count = n->kind == N_AGGR && n->builtin == AGGR_COUNT;
    for (int i = 0; i < r->s.n && ok; i++) {
        struct window_item item = {.comp = r->s.v[i]};
        if (comp_is_measure(&r->s.v[i]) && !count) {
            ok = find_kind(p, n, &r->s, i, &item);
        } else if (r->s.v[i].viral) {
            item.kind = WINDOW_LEAST;
            item.arg = i;
            if (n->kind == N_INVOKE && (n->builtin == INVOKE_LAG || n->builtin == INVOKE_LEAD))
                ok = find_kind(p, n, &r->s, i, &item);
        } else {
            continue;
        }
        item.comp.name = dsplan_hidden(p);
        window_add(&w, item);
    }
    if (count && ok) {
        struct window_item item = {.comp = {dsplan_hidden(p), T_INTEGER, ROLE_MEASURE, false}};
        ok = find_kind(p, n, &r->s, -1, &item);
        window_add(&w, item);
    }
    if (!ok) {
        mem_free(w.v);
        return NULL;
    }
    struct rel *wide = window_new(r, &f, &w);
    for (int i = 0, k = before; i < before; i++) {
        const struct comp *c = &r->s.v[i];
        if (comp_is_id(c)) {
            map_pass(&m, &wide->s, i);
        } else if (c->viral || (comp_is_measure(c) && !count)) {
            map_pass(&m, &wide->s, k++);
            m.v[m.n - 1].comp.name = c->name;
        }
    }
    if (count) {
        map_pass(&m, &wide->s, wide->s.n - 1);
        m.v[m.n - 1].comp.name = STR("int_var");
    }
    return sorted_by_key(map_new(wide, &m, NULL));
}
