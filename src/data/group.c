/* SPDX-License-Identifier: Apache-2.0 */
#include "data/group.h"

#include "base/mem.h"
#include "base/seeded.h"
#include "data/group_work.h"
#include "value/keytext.h"

void group_add(struct group_maker *m, struct group_item item)
{
    m->v = mem_grow(m->v, &m->cap, (size_t)m->n + 1, sizeof *m->v);
    m->v[m->n++] = item;
}

/* What the values of one median may take in memory. */
static uint64_t most(const struct group *g)
{
    return session_bytes(g->rel.session) / 4 / (uint64_t)(g->n ? g->n : 1);
}

static void take_row(struct group *g, char *states, const struct value *row, uint64_t limit)
{
    static const struct value none = {.type = T_INTEGER, .null = true};
    for (int i = 0; i < g->n; i++) {
        const struct value *v = g->items[i].arg < 0 ? &none : &row[g->items[i].arg];
        state_add(group_state(g, states, i), &g->kinds[i], v, &g->heap, limit);
    }
}

static void free_states(struct group *g, char *states)
{
    for (int i = 0; i < g->n; i++)
        state_free(group_state(g, states, i), &g->kinds[i]);
}

/* ---- the table ---- */

static char *states_of(struct entry *e)
{
    return (char *)e + sizeof *e;
}

static struct str key_in(const struct group *g, struct entry *e)
{
    return (struct str){states_of(e) + g->places[g->n], e->key_n};
}

static void place_entry(struct group *g, struct entry *e)
{
    size_t i = e->hash & (g->slots - 1);
    while (g->table[i])
        i = (i + 1) & (g->slots - 1);
    g->table[i] = e;
}

static void grow_table(struct group *g)
{
    g->slots = g->slots ? 2 * g->slots : 1024;
    mem_free(g->table);
    g->table = mem_array(g->slots, sizeof(struct entry *));
    for (size_t i = 0; i < g->entries; i++)
        place_entry(g, g->all[i]);
}

static struct entry *new_entry(struct group *g, uint64_t hash, const struct value *row)
{
    buf_reset(&g->values);
    for (int i = 0; i < g->nby; i++)
        row_put(&g->values, &row[g->by[i]], 1);
    size_t fixed = sizeof(struct entry) + g->places[g->n];
    struct entry *e = arena_alloc(&g->arena, fixed + g->key.n + g->values.n);
    memset(e, 0, fixed);
    *e = (struct entry){(uint32_t)g->key.n, (uint32_t)g->values.n, hash};
    char *p = states_of(e) + g->places[g->n];
    if (g->nby) { /* all rows are one group: the key is empty */
        memcpy(p, g->key.p, g->key.n);
        memcpy(p + g->key.n, g->values.p, g->values.n);
    }
    g->all = mem_grow(g->all, &g->all_cap, g->entries + 1, sizeof(struct entry *));
    g->all[g->entries++] = e;
    g->used += fixed + g->key.n + g->values.n + 4 * sizeof(struct entry *);
    if (2 * g->entries > g->slots)
        grow_table(g);
    else
        place_entry(g, e);
    return e;
}

/* The entry of the group whose key is at hand. */
static struct entry *entry_of(struct group *g, const struct value *row)
{
    struct str key = buf_slice(&g->key);
    uint64_t hash = seeded_hash(key);
    if (!g->slots)
        grow_table(g);
    for (size_t i = hash & (g->slots - 1); g->table[i]; i = (i + 1) & (g->slots - 1))
        if (g->table[i]->hash == hash && str_eq(key_in(g, g->table[i]), key))
            return g->table[i];
    return new_entry(g, hash, row);
}

/* All groups of the table become parts. */
static void empty_table(struct group *g)
{
    if (!g->parts)
        g->parts = extsort_new(session_bytes(g->rel.session) / 2);
    for (size_t i = 0; i < g->entries; i++) {
        struct entry *e = g->all[i];
        struct str key = key_in(g, e);
        buf_reset(&g->bytes);
        buf_add(&g->bytes, key.p + key.n, e->values_n);
        for (int k = 0; k < g->n; k++)
            state_put(&g->bytes, group_state(g, states_of(e), k), &g->kinds[k]);
        extsort_add(g->parts, key, buf_slice(&g->bytes));
        if (g->heavy)
            free_states(g, states_of(e));
    }
    arena_reset(&g->arena);
    if (g->slots)
        memset(g->table, 0, g->slots * sizeof(struct entry *));
    g->entries = 0;
    g->last = NULL;
    g->used = g->heap = 0;
}

/* Is the table as large as it may be? Where keys hardly come twice a large one helps nobody, and misses the cache. The arena
 * doubles when it grows. */
static bool is_full(const struct group *g)
{
    enum { CACHED = 16 << 20 };
    uint64_t bytes = session_bytes(g->rel.session) / 2;
    return 2 * g->used + g->heap > bytes || g->used > CACHED;
}

bool group_take_rows(struct group *g)
{
    const struct value *row;
    int got;
    while ((got = rel_next(g->from, &row)) > 0) {
        key_make(&g->next_key, row, g->by, g->nby, &g->scratch);
        if (!g->last || !str_eq(buf_slice(&g->key), buf_slice(&g->next_key))) {
            struct buf swap = g->key;
            g->key = g->next_key;
            g->next_key = swap;
            g->last = entry_of(g, row);
        }
        take_row(g, states_of(g->last), row, UINT64_MAX);
        if (is_full(g))
            empty_table(g);
    }
    return got == 0;
}

/* Takes in all rows. Returns false after complaining. */
static bool fill(struct group *g)
{
    bool ok = g->merged || (g->fill ? g->fill(g->fill_ctx) == 0 : group_take_rows(g));
    empty_table(g);
    arena_free(&g->arena);
    mem_free(g->table);
    g->table = NULL;
    g->slots = 0;
    return ok;
}

/* ---- results ---- */

static void finish(struct group *g, const struct value **row)
{
    for (int i = 0; i < g->n; i++) {
        struct value *out = &g->out[g->nby + i];
        enum agg_status status = state_result(group_state(g, g->states, i), &g->kinds[i], out);
        if (status != AGG_OK)
            trouble_add(g->rel.session, g->troubles[i], status == AGG_UNORDERED ? ERR_ORDER : ERR_OVERFLOW, &g->rel.s, g->out);
        if (out->null)
            *out = value_null(g->items[i].comp.type);
        if (g->items[i].comp.type == T_NUMBER)
            out->type = T_NUMBER;
    }
    *row = g->out;
}

/* The values of the group at hand out of their bytes. 1.0 and 1, P12M and P1Y are one group, whichever came first. */
static void read_values(struct group *g)
{
    row_get(buf_slice(&g->values), g->out, g->nby);
    for (int i = 0; i < g->nby; i++)
        if (g->out[i].type != T_STRING)
            g->out[i] = keytext_value(g->out[i]);
}

static bool next_part(struct group *g)
{
    bool any = extsort_next(g->parts, &g->part, &g->data) > 0;
    if (!any)
        g->part.p = NULL;
    return any;
}

/* The next group of those that were taken in. All rows together are a group, of no row too. */
static int next_of_parts(struct group *g)
{
    bool first_group = !g->started;
    if (first_group && !fill(g))
        return -1;
    if (first_group)
        next_part(g);
    g->started = true;
    free_states(g, g->states);
    if (!g->part.p)
        return first_group && !g->nby;
    buf_reset(&g->key);
    buf_str(&g->key, g->part);
    bool first = true;
    do {
        const char *p = g->data.p;
        struct value other;
        if (first) { /* its values: out of bytes that stay */
            buf_reset(&g->values);
            buf_str(&g->values, g->data);
            for (int i = 0, n = g->nby; i < n; i++)
                p = row_get_value(p, &other);
            g->values.n = (size_t)(p - g->data.p);
            read_values(g);
        } else {
            for (int i = 0; i < g->nby; i++)
                p = row_get_value(p, &other);
        }
        first = false;
        for (int i = 0; i < g->n; i++)
            p = state_merge(group_state(g, g->states, i), &g->kinds[i], p, &g->heap, most(g));
    } while (next_part(g) && str_eq(g->part, buf_slice(&g->key)));
    return 1;
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

/* The next group of rows that come by it. */
static int next_of_rows(struct group *g)
{
    if (!g->started && !next_row(g))
        return -1;
    bool one = !g->started && !g->nby;
    g->started = true;
    if (!g->row && !one)
        return 0;
    free_states(g, g->states);
    if (g->row) {
        struct buf swap = g->key;
        g->key = g->next_key;
        g->next_key = swap;
        buf_reset(&g->values);
        for (int i = 0; i < g->nby; i++)
            row_put(&g->values, &g->row[g->by[i]], 1);
        read_values(g);
        do {
            take_row(g, g->states, g->row, most(g));
            if (!next_row(g))
                return -1;
        } while (g->row && str_eq(buf_slice(&g->key), buf_slice(&g->next_key)));
    }
    return 1;
}

int group_advance(struct group *g)
{
    return g->ordered ? next_of_rows(g) : next_of_parts(g);
}

static int group_next(struct rel *r, const struct value **row)
{
    struct group *g = (struct group *)r;
    int got = group_advance(g);
    if (got > 0)
        finish(g, row);
    return got;
}

static void group_end(struct rel *r)
{
    struct group *g = (struct group *)r;
    for (size_t i = 0; i < g->entries && g->heavy; i++)
        free_states(g, states_of(g->all[i]));
    free_states(g, g->states);
    extsort_free(g->parts);
    arena_free(&g->arena);
    mem_free(g->table);
    mem_free(g->all);
    buf_free(&g->key);
    buf_free(&g->next_key);
    buf_free(&g->scratch);
    buf_free(&g->bytes);
    buf_free(&g->values);
}

static const struct rel_kind group_kind = {group_next, group_end};

/* The items, with their states one behind the other. */
static void keep_items(struct group *g, const struct group_maker *maker)
{
    struct arena *a = &g->rel.session->a;
    size_t n = (size_t)maker->n + 1;
    g->n = maker->n;
    g->items = arena_array(a, n, sizeof *g->items);
    g->kinds = arena_array(a, n, sizeof *g->kinds);
    g->places = arena_array(a, n, sizeof *g->places);
    g->troubles = arena_array(a, n, sizeof *g->troubles);
    for (int i = 0; i < g->n; i++) {
        const struct group_item *item = &maker->v[i];
        enum vtype type = item->arg < 0 ? T_INTEGER : g->from->s.v[item->arg].type;
        g->items[i] = *item;
        g->kinds[i] = (struct state_kind){item->kind, item->least, type};
        g->places[i + 1] = g->places[i] + state_bytes(&g->kinds[i]);
        g->troubles[i] = trouble_new(g->rel.session, item->loc);
        g->heavy = g->heavy || item->least || (item->kind != AGG_ROWS && item->kind != AGG_COUNT);
    }
    g->states = arena_array(a, 1, g->places[g->n] + 1);
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
    g->from = r;
    g->older = e->groups;
    e->groups = g;
    g->ordered = rel_is_ordered(r, by, nby);
    g->by = arena_array(&e->a, (size_t)nby + 1, sizeof *g->by);
    for (int i = 0; i < nby; i++)
        g->by[i] = by[i];
    g->nby = nby;
    keep_items(g, maker);
    g->out = arena_array(&e->a, (size_t)g->n + (size_t)nby + 1, sizeof *g->out);
    rel_ordered(&g->rel, order, nby);
    session_share(e);
    mem_free(order);
    mem_free(maker->v);
    *maker = (struct group_maker){0};
    return &g->rel;
}

void group_own(struct rel *r, struct str name, int owner)
{
    struct group *g = (struct group *)r;
    g->name = name;
    g->owner = owner;
    for (const struct group *o = g->older; o; o = o->older)
        g->nth += str_eq(o->name, name);
}

int group_owner(const struct group *g)
{
    return g->owner;
}

struct group *group_older(const struct group *g)
{
    return g->older;
}

struct rel *group_from(const struct group *g)
{
    return g->from;
}

void group_need(const struct group *g, bool *need)
{
    for (int i = 0; i < g->nby; i++)
        need[g->by[i]] = true;
    for (int i = 0; i < g->n; i++)
        if (g->items[i].arg >= 0)
            need[g->items[i].arg] = true;
}

void group_fill_by(struct group *g, int (*callback)(void *ctx), void *ctx)
{
    g->fill = callback;
    g->fill_ctx = ctx;
    g->ordered = false;
}
