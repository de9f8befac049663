/* SPDX-License-Identifier: Apache-2.0 */
#include "data/slide.h"

#include "base/mem.h"
#include "data/ostree.h"

/* A value that may become the least. */
struct candidate {
    struct value v;
    uint64_t row;
};

enum how { BY_STATE, BY_QUEUE, BY_TREE };

struct slide {
    struct state_kind kind;
    enum how how;
    uint64_t bytes, heap;
    struct state *state;
    struct state_scales scales;
    bool notes;                /* values will leave the state */
    struct candidate *queue;   /* [cap], a ring: the best first, each worse than the one before it */
    size_t head, n, cap;
    uint64_t texts;            /* bytes of their texts */
    struct ostree tree;
    bool known;                /* last and status are the result */
    struct value last;
    enum agg_status status;
};

/* Have any two values of the type an order? Where they need not, their minimum may be none, and is made anew. */
static bool has_order(enum vtype type)
{
    return type == T_INTEGER || type == T_NUMBER || type == T_STRING || type == T_BOOLEAN || type == T_DATE;
}

struct slide *slide_new(const struct state_kind *k, enum slide_window window, uint64_t bytes)
{
    struct slide *s = mem_alloc(sizeof *s);
    bool median = !k->least && k->kind == AGG_MEDIAN;
    s->kind = *k;
    s->bytes = bytes;
    s->how = BY_STATE;
    if (median && window != SLIDE_WHOLE)
        s->how = BY_TREE;
    else if (window == SLIDE_MOVES && !state_slides(k) && (k->least || has_order(k->type)))
        s->how = BY_QUEUE;
    s->notes = window == SLIDE_MOVES && s->how == BY_STATE && state_slides(k) && k->kind != AGG_ROWS && k->kind != AGG_COUNT;
    s->state = mem_alloc(state_bytes(k));
    return s;
}

/* ---- the queue ---- */

static struct candidate *at(const struct slide *s, size_t i)
{
    return &s->queue[(s->head + i) & (s->cap - 1)];
}

static void drop_text(struct slide *s, const struct candidate *c)
{
    char *p;
    if (c->v.type != T_STRING || c->v.null)
        return;
    memcpy(&p, &c->v.str.p, sizeof p); /* ours: made by mem_dup */
    mem_free(p);
    s->texts -= c->v.str.n;
}

/* Does a go before b, or stand where b stands? */
static bool as_good(const struct slide *s, const struct value *a, const struct value *b)
{
    enum agg_kind kind = s->kind.least ? AGG_MIN : s->kind.kind;
    if (a->null || b->null) /* only among least values: null before all */
        return a->null;
    return !agg_better(kind, b, a);
}

static void grow_queue(struct slide *s)
{
    size_t cap = s->cap ? 2 * s->cap : 16;
    struct candidate *q = mem_resize(NULL, cap, sizeof *q);
    for (size_t i = 0; i < s->n; i++)
        q[i] = *at(s, i);
    mem_free(s->queue);
    s->queue = q;
    s->head = 0;
    s->cap = cap;
}

static bool queue_add(struct slide *s, const struct value *v, uint64_t row)
{
    if (v->null && !s->kind.least)
        return true;
    for (; s->n && as_good(s, v, &at(s, s->n - 1)->v); s->n--)
        drop_text(s, at(s, s->n - 1));
    if (s->n == s->cap) {
        if (s->cap * 2 * sizeof *s->queue + s->texts > s->bytes)
            return false;
        grow_queue(s);
    }
    struct candidate *c = at(s, s->n++);
    *c = (struct candidate){*v, row};
    if (v->type == T_STRING && !v->null) {
        c->v.str.p = mem_dup(v->str.p, v->str.n);
        s->texts += v->str.n;
    }
    return true;
}

static void queue_leave(struct slide *s, uint64_t row)
{
    if (!s->n || at(s, 0)->row > row)
        return;
    drop_text(s, at(s, 0));
    s->head = (s->head + 1) & (s->cap - 1);
    s->n--;
}

static void queue_clear(struct slide *s)
{
    for (size_t i = 0; i < s->n; i++)
        drop_text(s, at(s, i));
    s->n = s->head = 0;
}

/* ---- all ---- */

void slide_reset(struct slide *s)
{
    s->known = false;
    queue_clear(s);
    ostree_clear(&s->tree);
    state_free(s->state, &s->kind);
    s->heap = 0;
    if (s->notes)
        s->scales = (struct state_scales){{0}, 0};
}

bool slide_add(struct slide *s, const struct value *v, uint64_t row)
{
    s->known = false;
    switch (s->how) {
    case BY_QUEUE: return queue_add(s, v, row);
    case BY_TREE: return v->null || (ostree_bytes(&s->tree) <= s->bytes && ostree_add(&s->tree, &v->dec));
    case BY_STATE: break;
    }
    if (s->notes)
        state_note(&s->scales, v);
    state_add(s->state, &s->kind, v, &s->heap, s->bytes);
    return true;
}

bool slide_leave(struct slide *s, const struct value *v, uint64_t row)
{
    s->known = false;
    switch (s->how) {
    case BY_QUEUE: queue_leave(s, row); return true;
    case BY_TREE:
        if (!v->null)
            ostree_remove(&s->tree, &v->dec);
        return true;
    case BY_STATE: break;
    }
    return state_subtract(s->state, &s->kind, v, &s->scales);
}

/* The median of the tree, by that of its middle one or two. */
static enum agg_status middle(const struct slide *s, struct value *out)
{
    struct dec mid[2] = {{0}, {0}};
    uint64_t n = ostree_count(&s->tree);
    struct agg two = {.kind = AGG_MEDIAN, .type = (uint8_t)s->kind.type, .values = mid};
    if (n) {
        mid[0] = ostree_at(&s->tree, (n - 1) / 2);
        two.n = 1;
    }
    if (n && n % 2 == 0)
        mid[two.n++] = ostree_at(&s->tree, n / 2);
    return agg_result(&two, out);
}

enum agg_status slide_result(struct slide *s, struct value *out)
{
    if (!s->known) {
        s->status = AGG_OK;
        if (s->how == BY_STATE)
            s->status = state_result(s->state, &s->kind, &s->last);
        else if (s->how == BY_TREE)
            s->status = middle(s, &s->last);
        else
            s->last = s->n ? at(s, 0)->v : value_null(s->kind.type);
    }
    s->known = true;
    *out = s->last;
    return s->status;
}

void slide_free(struct slide *s)
{
    if (!s)
        return;
    queue_clear(s);
    state_free(s->state, &s->kind);
    ostree_free(&s->tree);
    mem_free(s->queue);
    mem_free(s->state);
    mem_free(s);
}
