/* SPDX-License-Identifier: Apache-2.0 */
#include "data/state_text.h"

#include "base/mem.h"
#include "data/state_work.h"
#include "stat/agg_text.h"

/* ---- writing ---- */

static void put_least(struct buf *b, const struct state *s)
{
    const struct least *m = state_rest_in(s);
    buf_char(b, s->any ? '=' : '-');
    if (s->any)
        value_put_cell(b, &m->v);
}

/* The next values of a median in their order, at most STATE_TEXT_VALUES. */
static bool put_values(struct buf *b, struct state *s, const struct state_kind *k, uint64_t piece)
{
    struct values *m = state_rest(s);
    struct agg a = {.kind = AGG_MEDIAN, .type = (uint8_t)k->type};
    uint64_t from = piece * STATE_TEXT_VALUES, left = s->n > from ? s->n - from : 0;
    struct str key, data;
    if (!m->sort && s->n > STATE_TEXT_VALUES)
        state_to_disk(s, 1 << 20);
    if (left > STATE_TEXT_VALUES)
        left = STATE_TEXT_VALUES;
    if (m->sort && piece == 0)
        state_to_disk(s, 0); /* those that are still in memory */
    for (uint64_t i = 0; i < left; i++) {
        struct dec d;
        if (!m->sort)
            d = state_value_at(s, i);
        else if (extsort_next(m->sort, &key, &data))
            memcpy(&d, data.p, sizeof d);
        else
            break;
        agg_keep(&a, &d);
    }
    agg_put(b, &a);
    agg_free(&a);
    return from + left < s->n;
}

/* All but medians and least values. */
static void put_agg(struct buf *b, const struct state *s, const struct state_kind *k)
{
    if (state_has_sums(k)) {
        struct large l = {.agg = {.kind = (uint8_t)k->kind, .type = (uint8_t)k->type, .sums = &l.sums}};
        if (!s->full)
            state_make_large(s, k, &l);
        agg_put(b, s->full ? &((const struct sums *)state_rest_in(s))->large->agg : &l.agg);
        return;
    }
    struct agg a = {.kind = (uint8_t)k->kind, .type = (uint8_t)k->type};
    if (!state_is_count(k) && s->n)
        a = ((const struct extreme *)state_rest_in(s))->agg;
    a.n = s->n;
    agg_put(b, &a);
}

bool state_put_text(struct buf *b, struct state *s, const struct state_kind *k, uint64_t piece)
{
    if (state_is_median(k))
        return put_values(b, s, k, piece);
    if (piece == 0) {
        if (k->least)
            put_least(b, s);
        else
            put_agg(b, s, k);
        return false;
    }
    struct state *none = mem_array(1, state_bytes(k));
    state_put_text(b, none, k, 0);
    mem_free(none);
    return false;
}

/* ---- reading ---- */

static bool take_least(struct state *s, const struct state_kind *k, struct str text, uint64_t *heap)
{
    struct arena room = {0};
    struct value v;
    if (str_is(text, "-"))
        return true;
    if (!text.n || text.p[0] != '=')
        return false;
    enum cell got = value_parse(&v, k->type, (struct str){text.p + 1, text.n - 1}, &room);
    if (got == CELL_OK || got == CELL_NULL)
        state_take_least(s, &v, heap);
    arena_free(&room);
    return got == CELL_OK || got == CELL_NULL;
}

/* Is it a state that values of the type can have made? */
static bool is_of_type(const struct agg *a)
{
    if (a->type != T_INTEGER)
        return true;
    bool whole = !a->sums || a->sums->scale == 0;
    if (a->kind == AGG_MEDIAN)
        for (uint64_t i = 0; i < a->n && whole; i++)
            whole = a->values[i].scale == 0;
    else if ((a->kind == AGG_MIN || a->kind == AGG_MAX) && a->n)
        whole = a->best.dec.scale == 0;
    return whole;
}

static void take_agg(struct state *s, const struct state_kind *k, struct agg *a, uint64_t *heap, uint64_t most)
{
    if (state_is_count(k)) {
        s->n += a->n;
    } else if (state_is_median(k)) {
        for (uint64_t i = 0; i < a->n; i++)
            state_keep_value(s, &a->values[i], heap, most);
    } else if (state_has_sums(k)) {
        if (!a->n && !a->overflow)
            return;
        if (!s->full)
            state_go_over(s, k, heap);
        agg_merge(&((struct sums *)state_rest(s))->large->agg, a); /* an overflow stays in the state */
    } else if (a->n) {
        struct extreme *m = state_rest(s);
        state_take_extreme(s, k, &a->best, heap);
        m->agg.n += a->n - 1;
        m->agg.unordered = m->agg.unordered || a->unordered;
        s->n = m->agg.n;
    }
}

bool state_take_text(struct state *s, const struct state_kind *k, struct str text, uint64_t *heap, uint64_t most)
{
    if (k->least)
        return take_least(s, k, text, heap);
    struct arena room = {0};
    struct agg a;
    agg_start(&a, k->kind, k->type, &room);
    bool good = agg_parse(&a, text) == AGG_OK && is_of_type(&a);
    if (good)
        take_agg(s, k, &a, heap, most);
    agg_free(&a);
    arena_free(&room);
    return good;
}
