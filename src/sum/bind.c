/* SPDX-License-Identifier: Apache-2.0 */
#include "sum/bind.h"

#include "base/mem.h"

struct layout *bind_keep_layout(struct tally *p, struct layout *l)
{
    p->layouts = mem_grow(p->layouts, &p->cap_layouts, p->n_layouts + 1, sizeof *p->layouts);
    p->layouts[p->n_layouts++] = l;
    return l;
}

/* The columns of the stream that something on the stream reads. */
static void note_slot(struct tally *p, const struct result *r, int segment, int slot)
{
    if (r->streamed && segment == 0 && slot < p->base->n)
        p->reads[slot] = true;
}

/* Binds an expression of the segment that is being built. */
static bool bind_expr(struct tally *p, const struct result *r, struct layout *l, struct node *tree, const char *what,
                      struct expr *e)
{
    if (!l->closed)
        layout_close(l);
    e->e = expression_of(p->rules, r->st, tree, &l->schema, p->host, what);
    if (!e->e)
        return false;
    const int *slots;
    int n = expression_slots(e->e, &slots);
    for (int i = 0; i < n; i++)
        note_slot(p, r, r->n - 1, slots[i]);
    return true;
}

/* The slot of a component that a clause names; complains when there is none. */
static int need_component(const struct result *r, const struct layout *l, const struct name *name)
{
    int slot = layout_find(l, name->text);
    if (slot >= 0)
        return slot;
    struct str near = layout_nearest(l, name->text);
    struct loc loc = source_loc(r->st->source, name->span);
    if (near.n)
        diag(D_VTL_UNKNOWN_NAME_NEAR, loc, diag_str(name->text), diag_str(near));
    else
        diag(D_VTL_UNKNOWN_NAME, loc, diag_str(name->text));
    return -1;
}

static struct step *add_step(struct tally *p, struct segment *s, enum step_kind kind, int n)
{
    struct step *steps = arena_array(&p->a, (size_t)s->n + 1, sizeof *steps);
    for (int i = 0; i < s->n; i++)
        steps[i] = s->steps[i];
    s->steps = steps;
    struct step *x = &steps[s->n++];
    *x = (struct step){.kind = kind, .n = n};
    x->e = arena_array(&p->a, (size_t)n, sizeof *x->e);
    x->to = arena_array(&p->a, (size_t)n, sizeof *x->to);
    return x;
}

/* New slots: on the stream they are common to all results, in memory the segment's own. */
static int take_slots(struct tally *p, const struct result *r, struct segment *s, int n)
{
    bool common = r->streamed && r->n == 1;
    int first = common ? p->slots : s->slots;
    if (common)
        p->slots += n;
    s->slots = first + n;
    return first;
}

static bool bind_calc(struct tally *p, struct result *r, struct segment *s, const struct clause *c)
{
    struct step *x = add_step(p, s, STEP_CALC, c->n);
    int first = take_slots(p, r, s, c->n);
    struct layout *before = s->end, *after = bind_keep_layout(p, layout_new(&p->a, before, first + c->n));
    for (int i = 0; i < c->n; i++) {
        const struct clause_item *item = &c->items[i];
        if (!bind_expr(p, r, before, item->expr, NULL, &x->e[i]))
            return false;
        int old = layout_find(after, item->name.text);
        if (old >= first) {
            diag(D_VTL_TWICE, source_loc(r->st->source, item->name.span), diag_str(item->name.text));
            return false;
        }
        enum role role = old >= 0 ? after->v[old].role : ROLE_MEASURE;
        if (old >= 0)
            after->v[old].hidden = true;
        x->to[i] = first + i;
        after->v[first + i] = (struct component){.name = item->name.text,
                                                 .type = expression_type(x->e[i].e),
                                                 .role = item->role >= 0 ? (enum role)item->role : role};
    }
    s->end = after;
    return true;
}

static bool bind_filter(struct tally *p, struct result *r, struct segment *s, const struct clause *c)
{
    struct step *x = add_step(p, s, STEP_FILTER, 1);
    return bind_expr(p, r, s->end, c->items[0].expr, "filter", &x->e[0]);
}

/* keep, drop, rename: only names change. Identifiers are always kept. */
static bool bind_names(struct tally *p, struct result *r, struct segment *s, const struct clause *c)
{
    struct layout *after = bind_keep_layout(p, layout_new(&p->a, s->end, s->end->n));
    bool *named = arena_array(&p->a, (size_t)after->n, sizeof *named);
    for (int i = 0; i < c->n; i++) {
        int slot = need_component(r, s->end, &c->items[i].name);
        if (slot < 0)
            return false;
        named[slot] = true;
        if (c->kind == CLAUSE_RENAME)
            after->v[slot].name = c->items[i].second.text;
        if (c->kind == CLAUSE_DROP)
            after->v[slot].hidden = true;
    }
    for (int i = 0; i < after->n; i++)
        if (c->kind == CLAUSE_KEEP && !named[i] && after->v[i].role != ROLE_IDENTIFIER)
            after->v[i].hidden = true;
    for (int i = 0; c->kind == CLAUSE_RENAME && i < c->n; i++) {
        int first = layout_find(after, c->items[i].second.text);
        for (int k = first + 1; k < after->n; k++)
            if (!after->v[k].hidden && str_eq(after->v[k].name, after->v[first].name)) {
                diag(D_VTL_TWICE, source_loc(r->st->source, c->items[i].second.span), diag_str(after->v[k].name));
                return false;
            }
    }
    s->end = after;
    return true;
}

static enum agg_kind agg_of(const struct node *x)
{
    static const enum agg_kind kinds[AGGR_KINDS] = {
        [AGGR_SUM] = AGG_SUM,         [AGGR_AVG] = AGG_AVG,
        [AGGR_MIN] = AGG_MIN,         [AGGR_MAX] = AGG_MAX,
        [AGGR_MEDIAN] = AGG_MEDIAN,   [AGGR_COUNT] = AGG_COUNT,
        [AGGR_STDDEV_POP] = AGG_STDDEV_POP, [AGGR_STDDEV_SAMP] = AGG_STDDEV_SAMP,
        [AGGR_VAR_POP] = AGG_VAR_POP, [AGGR_VAR_SAMP] = AGG_VAR_SAMP};
    return x->n ? kinds[x->builtin] : AGG_ROWS;
}

/* A count has no unit, a variance the square of one. */
static bool keeps_unit(enum agg_kind k)
{
    return k != AGG_COUNT && k != AGG_VAR_POP && k != AGG_VAR_SAMP;
}

/* One aggregate: its operand is bound, the item and the component of the result are set. */
static bool bind_item(struct tally *p, struct result *r, struct segment *s, struct grouping *g, int i, struct node *x,
                      struct component *to)
{
    g->items[i].kind = agg_of(x);
    g->items[i].type = T_INTEGER;
    to->role = ROLE_MEASURE;
    if (x->n) {
        struct node *operand = x->kids[0];
        if (!bind_expr(p, r, s->end, operand, NULL, &g->args[i]))
            return false;
        g->items[i].type = expression_type(g->args[i].e);
        int slot = operand->kind == N_NAME ? layout_find(s->end, operand->name) : -1;
        if (slot >= 0 && keeps_unit(g->items[i].kind))
            to->unit = s->end->v[slot].unit;
    }
    to->type = agg_type(g->items[i].kind, g->items[i].type);
    if (to->type != T_NULL)
        return true;
    diag(D_VTL_TYPE_ARGUMENT, source_loc(r->st->source, x->span), aggr_name((enum aggr)x->builtin), "1", "number",
         vtype_name(g->items[i].type));
    return false;
}

/* The aggregates inside having become hidden items; the tree then reads them by names that no program can write. */
static int count_aggregates(const struct node *x)
{
    int n = x->kind == N_AGGR;
    for (uint32_t i = 0; i < x->n; i++)
        n += count_aggregates(x->kids[i]);
    return n;
}

static bool take_aggregates(struct tally *p, struct result *r, struct segment *s, struct grouping *g, struct node *x, int *at)
{
    if (x->kind == N_AGGR) {
        int slot = g->ngroup + *at;
        struct component *to = &g->result->v[slot];
        if (!bind_item(p, r, s, g, *at, x, to))
            return false;
        to->name = str_of(arena_printf(&p->a, "\x02%d", *at));
        x->kind = N_NAME;
        x->name = to->name;
        x->n = 0;
        ++*at;
        return true;
    }
    for (uint32_t i = 0; i < x->n; i++)
        if (!take_aggregates(p, r, s, g, x->kids[i], at))
            return false;
    return true;
}

/* group by NAME..., group except NAME..., or neither: all records together. */
static bool bind_groups(struct tally *p, struct result *r, struct segment *s, struct grouping *g, const struct clause *c)
{
    const struct layout *l = s->end;
    bool *in = arena_array(&p->a, (size_t)l->n, sizeof *in);
    g->group = arena_array(&p->a, (size_t)l->n + (size_t)c->ngroup, sizeof *g->group);
    for (int i = 0; i < c->ngroup; i++) {
        int slot = need_component(r, l, &c->group[i]);
        if (slot < 0)
            return false;
        if (in[slot]) {
            diag(D_VTL_TWICE, source_loc(r->st->source, c->group[i].span), diag_str(c->group[i].text));
            return false;
        }
        in[slot] = true;
        if (!c->except)
            g->group[g->ngroup++] = slot;
    }
    for (int i = 0; c->grouped && c->except && i < l->n; i++)
        if (!l->v[i].hidden && l->v[i].role == ROLE_IDENTIFIER && !in[i])
            g->group[g->ngroup++] = i;
    for (int i = 0; i < g->ngroup; i++)
        note_slot(p, r, r->n - 1, g->group[i]);
    return true;
}

static bool bind_aggr(struct tally *p, struct result *r, struct segment *s, const struct clause *c)
{
    struct grouping *g = s->aggr = arena_array(&p->a, 1, sizeof *g);
    int hidden = c->having ? count_aggregates(c->having) : 0, n = c->n + hidden;
    g->loc = source_loc(r->st->source, c->span);
    g->n = n;
    g->items = arena_array(&p->a, (size_t)n, sizeof *g->items);
    g->args = arena_array(&p->a, (size_t)n, sizeof *g->args);
    if (!bind_groups(p, r, s, g, c))
        return false;
    g->result = bind_keep_layout(p, layout_new(&p->a, NULL, g->ngroup + n));
    for (int i = 0; i < g->ngroup; i++) {
        g->result->v[i] = s->end->v[g->group[i]];
        g->result->v[i].role = ROLE_IDENTIFIER;
    }
    for (int i = 0; i < c->n; i++) {
        struct component *to = &g->result->v[g->ngroup + i];
        if (!bind_item(p, r, s, g, i, c->items[i].expr, to))
            return false;
        if (layout_find(g->result, c->items[i].name.text) >= 0) {
            diag(D_VTL_TWICE, source_loc(r->st->source, c->items[i].name.span), diag_str(c->items[i].name.text));
            return false;
        }
        to->name = c->items[i].name.text;
        to->hidden = false;
        if (c->items[i].role >= 0)
            to->role = (enum role)c->items[i].role;
    }
    int at = c->n;
    if (c->having) {
        struct layout *with = bind_keep_layout(p, layout_new(&p->a, g->result, g->result->n));
        if (!take_aggregates(p, r, s, g, c->having, &at))
            return false;
        for (int i = 0; i < with->n; i++) {
            with->v[i] = g->result->v[i];
            with->v[i].hidden = false;
        }
        /* having runs on the result, in memory: its slots are not columns of the stream */
        layout_close(with);
        g->having.e = expression_of(p->rules, r->st, c->having, &with->schema, p->host, "having");
        if (!g->having.e)
            return false;
    }
    groups_start(&g->groups, g->items, g->n, &p->budget);
    return true;
}

static bool bind_clause(struct tally *p, struct result *r, struct segment *s, const struct clause *c)
{
    switch (c->kind) {
    case CLAUSE_CALC: return bind_calc(p, r, s, c);
    case CLAUSE_FILTER: return bind_filter(p, r, s, c);
    case CLAUSE_KEEP:
    case CLAUSE_DROP:
    case CLAUSE_RENAME: return bind_names(p, r, s, c);
    case CLAUSE_SUB: /* these four stand in programs on data sets only */
    case CLAUSE_PIVOT:
    case CLAUSE_UNPIVOT:
    case CLAUSE_APPLY:
        break;
    case CLAUSE_AGGR: return bind_aggr(p, r, s, c);
    }
    return false;
}

bool bind_is_view(const struct result *r)
{
    return r->streamed && r->n == 1 && !r->segments[0].aggr;
}

struct layout *bind_final_layout(const struct result *r)
{
    return r->segments[r->n - 1].end;
}

/* Where a statement begins: the stream, a view of it, or the visible components of a result in memory. */
static struct layout *start_layout(struct tally *p, struct result *r)
{
    r->streamed = r->source == STREAM || bind_is_view(&p->results[r->source]);
    if (r->source == STREAM)
        return p->base;
    struct layout *from = bind_final_layout(&p->results[r->source]);
    if (r->streamed)
        return from;
    r->visible = arena_array(&p->a, (size_t)from->n, sizeof *r->visible);
    for (int i = 0; i < from->n; i++)
        if (!from->v[i].hidden)
            r->visible[r->nvisible++] = i;
    struct layout *l = bind_keep_layout(p, layout_new(&p->a, NULL, r->nvisible));
    for (int i = 0; i < r->nvisible; i++)
        l->v[i] = from->v[r->visible[i]];
    return l;
}

bool bind_statement(struct tally *p, struct result *r)
{
    const struct statement *st = r->st;
    r->segments = arena_array(&p->a, (size_t)st->nclauses + 1, sizeof *r->segments);
    struct segment *s = &r->segments[r->n++];
    s->end = start_layout(p, r);
    s->slots = s->end->n;
    for (int i = 0; i < st->nclauses; i++) {
        if (s->aggr) {
            struct layout *from = s->aggr->result;
            s = &r->segments[r->n++];
            s->end = from;
            s->slots = from->n;
        }
        if (!bind_clause(p, r, s, &st->clauses[i]))
            return false;
    }
    if (s->aggr) { /* what leaves the last aggr */
        struct layout *from = s->aggr->result;
        s = &r->segments[r->n++];
        s->end = from;
        s->slots = from->n;
    }
    return true;
}

