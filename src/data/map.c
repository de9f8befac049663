/* SPDX-License-Identifier: Apache-2.0 */
#include "data/map.h"

#include "base/mem.h"

struct cellexpr {
    struct expression *e;
    struct schema schema;
    const struct structure *s;
    struct trouble *trouble;
    struct session *session;
    const struct rules_host *host;
    int period;    /* the component that the host wants to know, or -1 */
    enum vtype type;
    struct cellexpr *older;
};

struct mapped {
    struct rel rel;
    struct rel *from;
    struct map_item *items; /* [rel.s.n] */
    struct trouble **troubles;
    struct cellexpr *filter;
    struct value *row;
    struct viral_fold *folds; /* [rel.s.n] */
    bool *idle;               /* [rel.s.n] or NULL: nobody needs it */
};

/* ---- expressions ---- */

struct cellexpr *cellexpr_new(struct session *e, const struct rules *rules, const struct statement *st, struct node *n,
                              const struct structure *s, const struct rules_host *host, const char *what)
{
    struct cellexpr *x = arena_array(&e->a, 1, sizeof *x);
    struct structure *copy = arena_alloc(&e->a, sizeof *copy);
    *copy = *s;
    x->s = copy;
    x->session = e;
    x->host = host;
    x->period = host->at ? structure_find(s, host->period) : -1;
    structure_schema(s, &x->schema);
    x->e = expression_of(rules, st, n, &x->schema, host, what);
    if (!x->e) {
        schema_free(&x->schema);
        return NULL;
    }
    x->type = expression_type(x->e);
    x->trouble = trouble_new(e, expression_loc(x->e));
    x->older = e->expressions;
    e->expressions = x;
    return x;
}

bool cellexpr_suits(const struct rules *rules, const struct statement *st, struct node *n, const struct structure *s,
                    const struct rules_host *host)
{
    struct schema schema = {0};
    structure_schema(s, &schema);
    bool ok = expression_suits(rules, st, n, &schema, host);
    schema_free(&schema);
    return ok;
}

enum vtype cellexpr_type(const struct cellexpr *x)
{
    return x->type;
}

void cellexpr_eval(struct cellexpr *x, const struct value *row, struct value *out)
{
    if (x->host->at)
        x->host->at(x->host->ctx, x->period < 0 ? NULL : &row[x->period]);
    enum vtl_error error = expression_eval(x->e, row, out);
    if (error == ERR_NONE)
        return;
    *out = value_null(x->type);
    trouble_add(x->session, x->trouble, error, x->s, row);
}

void cellexprs_end(struct session *e)
{
    for (struct cellexpr *x = e->expressions; x; x = x->older) {
        expression_free(x->e);
        schema_free(&x->schema);
    }
    e->expressions = NULL;
}

/* ---- the operator ---- */

void map_add(struct map_maker *m, struct map_item item)
{
    m->v = mem_grow(m->v, &m->cap, (size_t)m->n + 1, sizeof *m->v);
    m->v[m->n++] = item;
}

void map_pass(struct map_maker *m, const struct structure *s, int i)
{
    map_add(m, (struct map_item){.comp = s->v[i], .how = MAP_PASS, .a = i});
}

static void combine(struct mapped *m, int i, const struct value *in)
{
    const struct map_item *item = &m->items[i];
    viral_start(item->viral, &m->folds[i], item->comp.type);
    for (int k = 0; k < item->nparts; k++) {
        const struct map_part *part = &item->parts[k];
        if (part->there < 0 || (!in[part->there].null && in[part->there].boolean))
            viral_add(item->viral, &m->folds[i], &in[part->comp]);
    }
    viral_result(item->viral, &m->folds[i], item->comp.type, &m->row[i], &m->from->s, in);
}

/* One value of the result. Returns false after complaining. */
static bool make_value(struct mapped *m, int i, const struct value *in)
{
    struct map_item *item = &m->items[i];
    struct value *out = &m->row[i];
    switch (item->how) {
    case MAP_PASS: *out = in[item->a]; break;
    case MAP_EXPR: cellexpr_eval(item->expr, in, out); break;
    case MAP_VIRAL: combine(m, i, in); break;
    case MAP_CONST: *out = item->constant; break;
    case MAP_CHANGE: {
        const struct value *v = &in[item->a];
        enum vtl_error error = v->null ? ERR_NONE : item->change(item->ctx, v, out);
        if (v->null || error != ERR_NONE)
            *out = value_null(item->comp.type);
        if (error != ERR_NONE)
            trouble_add(m->rel.session, m->troubles[i], error, &m->from->s, in);
    }
    }
    if (item->comp.type == T_NUMBER && out->type == T_INTEGER)
        out->type = T_NUMBER;
    if (!item->key || !out->null)
        return true;
    struct buf b = {0};
    row_show(&b, &m->from->s, in);
    diag(D_DATA_KEY_MADE_NULL, item->loc, diag_str(item->comp.name), diag_str(buf_slice(&b)));
    buf_free(&b);
    return false;
}

static int mapped_next(struct rel *r, const struct value **row)
{
    struct mapped *m = (struct mapped *)r;
    const struct value *in;
    int got;
    while ((got = rel_next(m->from, &in)) > 0) {
        struct value v;
        if (m->filter) {
            cellexpr_eval(m->filter, in, &v);
            if (v.null || !v.boolean)
                continue;
        }
        for (int i = 0; i < r->s.n; i++)
            if (!(m->idle && m->idle[i]) && !make_value(m, i, in))
                return -1;
        *row = m->row;
        return 1;
    }
    return got;
}

static void mapped_end(struct rel *r)
{
    struct mapped *m = (struct mapped *)r;
    for (int i = 0; i < r->s.n; i++)
        if (m->items[i].how == MAP_VIRAL)
            viral_end(&m->folds[i]);
}

static const struct rel_kind mapped_kind = {mapped_next, mapped_end};

/* The order of the operand, as far as its components pass through. */
static void keep_order(struct mapped *m)
{
    int *order = mem_array((size_t)m->from->norder + 1, sizeof *order), n = 0;
    for (; n < m->from->norder; n++) {
        int at = 0;
        while (at < m->rel.s.n && (m->items[at].how != MAP_PASS || m->items[at].a != m->from->order[n]))
            at++;
        if (at == m->rel.s.n)
            break;
        order[n] = at;
    }
    rel_ordered(&m->rel, order, n);
    mem_free(order);
}

struct rel *map_new(struct rel *r, struct map_maker *maker, struct cellexpr *filter)
{
    struct session *e = r->session;
    struct structure_maker s = {0};
    for (int i = 0; i < maker->n; i++)
        structure_add(&s, maker->v[i].comp);
    struct mapped *m = (struct mapped *)rel_new(e, sizeof *m, &mapped_kind, structure_keep(&s, &e->a));
    size_t n = (size_t)maker->n + 1;
    m->from = m->rel.below = r;
    m->filter = filter;
    m->items = arena_array(&e->a, n, sizeof *m->items);
    m->row = arena_array(&e->a, n, sizeof *m->row);
    m->troubles = arena_array(&e->a, n, sizeof *m->troubles);
    m->folds = arena_array(&e->a, n, sizeof *m->folds);
    for (int i = 0; i < maker->n; i++) {
        m->items[i] = maker->v[i];
        if (maker->v[i].how == MAP_CHANGE)
            m->troubles[i] = trouble_new(e, maker->v[i].loc);
    }
    keep_order(m);
    mem_free(maker->v);
    *maker = (struct map_maker){0};
    return &m->rel;
}

/* ---- what is needed ---- */

static void expression_need(const struct cellexpr *x, bool *below)
{
    const int *slots;
    int n = expression_slots(x->e, &slots);
    for (int i = 0; i < n; i++)
        below[slots[i]] = true;
    if (x->period >= 0)
        below[x->period] = true;
}

static void item_need(const struct map_item *item, bool *below)
{
    switch (item->how) {
    case MAP_PASS:
    case MAP_CHANGE: below[item->a] = true; break;
    case MAP_EXPR: expression_need(item->expr, below); break;
    case MAP_CONST: break;
    case MAP_VIRAL:
        for (int i = 0; i < item->nparts; i++) {
            below[item->parts[i].comp] = true;
            if (item->parts[i].there >= 0)
                below[item->parts[i].there] = true;
        }
    }
}

bool map_is(const struct rel *r)
{
    return r->kind == &mapped_kind;
}

void map_need(struct rel *r, const bool *need, bool *below)
{
    struct mapped *m = (struct mapped *)r;
    m->idle = arena_array(&r->session->a, (size_t)r->s.n + 1, sizeof *m->idle);
    for (int i = 0; i < r->s.n; i++) {
        /* What the program computes is computed, needed or not: where it has no value, that is counted. */
        enum map_how how = m->items[i].how;
        m->idle[i] = !need[i] && !m->items[i].key && how != MAP_EXPR && how != MAP_CHANGE;
        if (m->idle[i])
            m->row[i] = value_null(r->s.v[i].type);
        else
            item_need(&m->items[i], below);
    }
    if (m->filter)
        expression_need(m->filter, below);
}
