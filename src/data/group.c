/* SPDX-License-Identifier: Apache-2.0 */
#include "data/group.h"

#include "base/mem.h"
#include "data/rows.h"
#include "data/sorted.h"

struct group {
    struct rel rel;
    struct rel *from;
    int *by;
    int nby;
    struct group_item *items;
    struct trouble **troubles;
    int n;
    struct agg *states;
    struct viral_fold *folds;     /* [n] of the viral attributes */
    struct arena texts;           /* of the group */
    struct agg_budget budget;
    struct buf key, next_key, scratch;
    const struct value *row;      /* the row in front, or NULL */
    struct value *out;
    bool started, ended;
};

void group_add(struct group_maker *m, struct group_item item)
{
    m->v = mem_grow(m->v, &m->cap, (size_t)m->n + 1, sizeof *m->v);
    m->v[m->n++] = item;
}

static void start_states(struct group *g)
{
    for (int i = 0; i < g->n; i++)
        agg_free(&g->states[i]);
    arena_reset(&g->texts);
    g->budget = (struct agg_budget){.max = session_bytes(g->rel.session)};
    for (int i = 0; i < g->n; i++) {
        enum vtype type = g->items[i].arg < 0 ? T_INTEGER : g->from->s.v[g->items[i].arg].type;
        agg_start(&g->states[i], g->items[i].kind, type, &g->texts);
        if (g->items[i].combined)
            viral_start(g->items[i].viral, &g->folds[i], g->items[i].comp.type);
    }
}

static bool take_row(struct group *g)
{
    for (int i = 0; i < g->n; i++) {
        const struct group_item *item = &g->items[i];
        struct value none = value_null(T_INTEGER);
        const struct value *v = item->arg < 0 ? &none : &g->row[item->arg];
        if (item->combined) {
            viral_add(item->viral, &g->folds[i], v);
        } else if (agg_add(&g->states[i], v, &g->budget) == AGG_MEMORY) {
            diag(D_DATA_MEDIAN, item->loc, diag_num((long long)(session_bytes(g->rel.session) >> 20)));
            return false;
        }
    }
    return true;
}

static bool next_row(struct group *g)
{
    int got = rel_next(g->from, &g->row);
    if (got <= 0) {
        g->row = NULL;
        return got == 0;
    }
    key_make(&g->next_key, g->row, g->by, g->nby, &g->scratch);
    return true;
}

static void finish(struct group *g, const struct value **row)
{
    for (int i = 0; i < g->n; i++) {
        struct value *out = &g->out[g->nby + i];
        if (g->items[i].combined) {
            viral_result(g->items[i].viral, &g->folds[i], g->items[i].comp.type, out, &g->rel.s, g->out);
            continue;
        }
        if (agg_result(&g->states[i], out) != AGG_OK)
            trouble_add(g->rel.session, g->troubles[i], ERR_OVERFLOW, &g->rel.s, g->out);
        if (out->null)
            *out = value_null(g->items[i].comp.type);
        if (g->items[i].comp.type == T_NUMBER)
            out->type = T_NUMBER;
    }
    *row = g->out;
}

static int group_next(struct rel *r, const struct value **row)
{
    struct group *g = (struct group *)r;
    if (!g->started && !next_row(g))
        return -1;
    bool one = !g->started && !g->nby;
    g->started = true;
    if (!g->row && !one)
        return 0;
    start_states(g);
    if (g->row) {
        struct buf swap = g->key;
        g->key = g->next_key;
        g->next_key = swap;
        for (int i = 0; i < g->nby; i++)
            row_copy(&g->texts, &g->out[i], &g->row[g->by[i]], 1);
        do {
            if (!take_row(g) || !next_row(g))
                return -1;
        } while (g->row && str_eq(buf_slice(&g->key), buf_slice(&g->next_key)));
    }
    finish(g, row);
    return 1;
}

static void group_end(struct rel *r)
{
    struct group *g = (struct group *)r;
    for (int i = 0; i < g->n; i++) {
        agg_free(&g->states[i]);
        viral_end(&g->folds[i]);
    }
    arena_free(&g->texts);
    buf_free(&g->key);
    buf_free(&g->next_key);
    buf_free(&g->scratch);
}

static const struct rel_kind group_kind = {group_next, group_end};

/* r sorted by the group; where the order of rows in a group matters, by the other identifiers as well. */
static struct rel *in_groups(struct rel *r, const int *by, int nby, const struct group_maker *m)
{
    bool ordered = false;
    for (int i = 0; i < m->n; i++)
        ordered = ordered || (m->v[i].combined && viral_ordered(m->v[i].viral));
    if (!ordered)
        return sorted_by(r, by, nby);
    int *all = mem_array((size_t)r->s.n + (size_t)nby + 1, sizeof *all), n = nby;
    for (int i = 0; i < nby; i++)
        all[i] = by[i];
    for (int i = 0; i < r->s.n; i++) {
        bool is_in = !comp_is_id(&r->s.v[i]);
        for (int k = 0; k < nby && !is_in; k++)
            is_in = by[k] == i;
        if (!is_in)
            all[n++] = i;
    }
    struct rel *out = sorted_by(r, all, n);
    mem_free(all);
    return out;
}

struct rel *group_new(struct rel *r, const int *by, int nby, struct group_maker *maker)
{
    struct session *e = r->session;
    struct structure_maker s = {0};
    int *order = mem_array((size_t)nby + 1, sizeof *order);
    for (int i = 0; i < nby; i++) {
        struct comp c = r->s.v[by[i]];
        c.role = ROLE_IDENTIFIER;
        c.viral = false;
        order[i] = structure_add(&s, c);
    }
    for (int i = 0; i < maker->n; i++)
        structure_add(&s, maker->v[i].comp);
    struct group *g = (struct group *)rel_new(e, sizeof *g, &group_kind, structure_keep(&s, &e->a));
    size_t n = (size_t)maker->n + 1;
    g->from = in_groups(r, by, nby, maker);
    g->by = arena_array(&e->a, (size_t)nby + 1, sizeof *g->by);
    for (int i = 0; i < nby; i++)
        g->by[i] = by[i];
    g->nby = nby;
    g->n = maker->n;
    g->items = arena_array(&e->a, n, sizeof *g->items);
    g->states = arena_array(&e->a, n, sizeof *g->states);
    g->folds = arena_array(&e->a, n, sizeof *g->folds);
    g->troubles = arena_array(&e->a, n, sizeof *g->troubles);
    g->out = arena_array(&e->a, n + (size_t)nby, sizeof *g->out);
    for (int i = 0; i < maker->n; i++) {
        g->items[i] = maker->v[i];
        g->troubles[i] = trouble_new(e, maker->v[i].loc);
    }
    rel_ordered(&g->rel, order, nby);
    session_share(e);
    mem_free(order);
    mem_free(maker->v);
    *maker = (struct group_maker){0};
    return &g->rel;
}
