/* SPDX-License-Identifier: Apache-2.0 */
#include "data/state.h"

#include <stdlib.h>

#include "base/mem.h"
#include "data/rows.h"
#include "data/state_work.h"

size_t state_bytes(const struct state_kind *k)
{
    size_t rest = sizeof(struct extreme);
    if (k->least)
        rest = sizeof(struct least);
    else if (state_is_count(k))
        rest = 0;
    else if (state_has_sums(k))
        rest = agg_is_variance(k->kind) ? sizeof(struct sums) : sizeof(int128);
    else if (state_is_median(k))
        rest = sizeof(struct values);
    rest = (rest + sizeof(max_align_t) - 1) / sizeof(max_align_t) * sizeof(max_align_t);
    return sizeof(struct state) + rest;
}

/* ---- sums ---- */

static struct large *large_new(const struct state_kind *k)
{
    struct large *l = mem_alloc(sizeof *l);
    l->agg.kind = (uint8_t)k->kind;
    l->agg.type = (uint8_t)k->type;
    l->agg.sums = &l->sums;
    return l;
}

/* The state in the large form. */
void state_make_large(const struct state *s, const struct state_kind *k, struct large *l)
{
    const struct sums *m = state_rest_in(s);
    l->agg.n = s->n;
    l->agg.rounded = s->rounded;
    l->sums.scale = s->scale;
    wide_add_int(&l->sums.sum, m->sum);
    if (agg_is_variance(k->kind))
        wide_add_int(&l->sums.squares, m->squares);
}

void state_go_over(struct state *s, const struct state_kind *k, uint64_t *heap)
{
    struct sums *m = state_rest(s);
    struct large *l = large_new(k);
    state_make_large(s, k, l);
    m->large = l;
    s->full = true;
    *heap += sizeof *l;
}

static bool times_power10(int128 *v, int n)
{
    return n <= DEC_DIGITS - 1 && !__builtin_mul_overflow(*v, dec_pow10(n), v);
}

/* Brings the sums to the scale of d, or d to theirs. Returns false where that does not fit. */
static bool align(struct state *s, const struct state_kind *k, int128 *coef, int scale)
{
    struct sums *m = state_rest(s);
    if (scale == s->scale)
        return true;
    if (scale < s->scale)
        return times_power10(coef, s->scale - scale);
    int128 sum = m->sum, squares = 0;
    if (agg_is_variance(k->kind))
        squares = m->squares;
    if (!times_power10(&sum, scale - s->scale) || (squares && !times_power10(&squares, 2 * (scale - s->scale))))
        return false;
    m->sum = sum;
    if (agg_is_variance(k->kind))
        m->squares = squares;
    s->scale = (uint8_t)scale;
    return true;
}

/* Adds a value, or takes it away. Returns false, with the sums as they were but for their scale, where that does not fit. */
static bool add_small(struct state *s, const struct state_kind *k, const struct dec *d, bool away)
{
    struct sums *m = state_rest(s);
    int128 coef = d->coef, sum, squares = 0;
    if (!align(s, k, &coef, d->scale))
        return false;
    if (away ? __builtin_sub_overflow(m->sum, coef, &sum) : __builtin_add_overflow(m->sum, coef, &sum))
        return false;
    if (agg_is_variance(k->kind)) {
        int128 square;
        if (__builtin_mul_overflow(coef, coef, &square) || (away ? __builtin_sub_overflow(m->squares, square, &squares)
                                                                 : __builtin_add_overflow(m->squares, square, &squares)))
            return false;
        m->squares = squares;
    }
    m->sum = sum;
    return true;
}

static void add_to_sums(struct state *s, const struct state_kind *k, const struct value *v, uint64_t *heap)
{
    if (!s->full && add_small(s, k, &v->dec, false)) {
        s->n++;
        s->rounded = s->rounded || v->dec.rounded;
        return;
    }
    if (!s->full)
        state_go_over(s, k, heap);
    struct sums *m = state_rest(s);
    agg_add(&m->large->agg, v);
}

/* The same in the large form. Sums of what was added before cannot overflow. */
static void subtract_large(struct large *l, const struct state_kind *k, const struct dec *d)
{
    struct wide x = {{0}}, square;
    wide_add_int(&x, d->coef);
    bool ok = wide_times_power10(&x, l->sums.scale - d->scale) && wide_subtract(&l->sums.sum, &x);
    if (agg_is_variance(k->kind))
        ok = ok && wide_product(&square, &x, &x) && wide_subtract(&l->sums.squares, &square);
    l->agg.overflow = l->agg.overflow || !ok;
    l->agg.n--;
}

/* Brings the sums to a smaller scale: zeros at their end go. */
static void shrink(struct state *s, const struct state_kind *k, int scale)
{
    struct sums *m = state_rest(s);
    bool var = agg_is_variance(k->kind);
    if (s->full) {
        for (; m->large->sums.scale > scale; m->large->sums.scale--) {
            wide_divide(&m->large->sums.sum, 10);
            if (var)
                wide_divide(&m->large->sums.squares, 100);
        }
        return;
    }
    for (; s->scale > scale; s->scale--) {
        m->sum /= 10;
        if (var)
            m->squares /= 100;
    }
}

void state_note(struct state_scales *c, const struct value *v)
{
    if (v->null)
        return;
    c->n[v->dec.scale]++;
    c->rounded += v->dec.rounded;
}

bool state_slides(const struct state_kind *k)
{
    return state_has_sums(k) || state_is_count(k);
}

bool state_subtract(struct state *s, const struct state_kind *k, const struct value *v, struct state_scales *c)
{
    struct sums *m = state_rest(s);
    if (state_is_count(k)) {
        s->n -= k->kind == AGG_ROWS || !v->null;
        return true;
    }
    if (!state_has_sums(k))
        return false;
    if (v->null)
        return true;
    if (!s->full && add_small(s, k, &v->dec, true)) {
        s->n--;
    } else {
        uint64_t heap = 0;
        if (!s->full)
            state_go_over(s, k, &heap);
        if (m->large->agg.overflow)
            return false;
        subtract_large(m->large, k, &v->dec);
    }
    int scale = s->full ? m->large->sums.scale : s->scale;
    c->n[v->dec.scale]--;
    c->rounded -= v->dec.rounded;
    while (scale && !c->n[scale])
        scale--;
    shrink(s, k, scale);
    s->rounded = c->rounded;
    if (s->full)
        m->large->agg.rounded = c->rounded;
    return true;
}

/* ---- values of a median ---- */

/* A decimal as a word: its coefficient, then seven bits of scale and the mark. */
static bool word_of(const struct dec *d, int64_t *w)
{
    const int128 most = (int128)1 << 54;
    if (d->coef > most || d->coef < -most || d->scale > 127)
        return false;
    *w = (int64_t)((uint64_t)(int64_t)d->coef << 8 | (uint64_t)d->scale << 1 | d->rounded);
    return true;
}

static struct dec of_word(int64_t w)
{
    return (struct dec){.coef = w >> 8, .scale = (uint8_t)((uint64_t)w >> 1 & 127), .rounded = w & 1};
}

struct dec state_value_at(const struct state *s, size_t i)
{
    const struct values *m = state_rest_in(s);
    return s->full ? ((const struct dec *)m->v)[i] : of_word(((const int64_t *)m->v)[i]);
}

/* Words become decimals. */
static void widen(struct state *s, uint64_t *heap)
{
    struct values *m = state_rest(s);
    struct dec *wide = mem_resize(NULL, m->cap ? m->cap : 1, sizeof *wide);
    for (size_t i = 0; i < m->n; i++)
        wide[i] = state_value_at(s, i);
    mem_free(m->v);
    m->v = wide;
    m->cap = m->cap ? m->cap : 1;
    s->full = true;
    *heap += m->cap * (sizeof(struct dec) - sizeof(int64_t));
}

/* All values in memory go to disk: in their order, equal numbers by their decimals. */
void state_to_disk(struct state *s, uint64_t most)
{
    struct values *m = state_rest(s);
    struct buf key = {0}, scratch = {0};
    if (!m->sort)
        m->sort = extsort_new(most);
    for (size_t i = 0; i < m->n; i++) {
        struct dec d = state_value_at(s, i);
        struct value v = value_of_dec(T_NUMBER, d);
        buf_reset(&key);
        key_put_value(&key, &v, false, &scratch);
        buf_char(&key, (char)d.scale);
        buf_char(&key, d.rounded);
        extsort_add(m->sort, buf_slice(&key), (struct str){(const char *)&d, sizeof d});
    }
    m->n = 0;
    buf_free(&key);
    buf_free(&scratch);
}

void state_keep_value(struct state *s, const struct dec *d, uint64_t *heap, uint64_t most)
{
    struct values *m = state_rest(s);
    int64_t w = 0;
    if (!s->full && !word_of(d, &w))
        widen(s, heap);
    size_t size = s->full ? sizeof(struct dec) : sizeof(int64_t);
    if (m->n == m->cap && m->cap && 2 * m->cap * size > most)
        state_to_disk(s, most);
    if (m->n == m->cap) {
        size_t cap = m->cap ? 2 * m->cap : 4;
        m->v = mem_resize(m->v, cap, size);
        *heap += (cap - m->cap) * size;
        m->cap = cap;
    }
    if (s->full)
        ((struct dec *)m->v)[m->n++] = *d;
    else
        ((int64_t *)m->v)[m->n++] = w;
    s->n++;
}

static void swap_words(int64_t *a, int64_t *b)
{
    int64_t x = *a;
    *a = *b;
    *b = x;
}

static int compare_words(const void *x, const void *y)
{
    int64_t a, b;
    memcpy(&a, x, sizeof a);
    memcpy(&b, y, sizeof b);
    return (a > b) - (a < b);
}

/* Brings the word that is number k in order to its place, smaller ones before it (Hoare's selection, by the median of three; what
 * that does badly is sorted). */
static void select_word(int64_t *v, size_t n, size_t k)
{
    size_t from = 0, to = n;
    for (int round = 0; to - from > 8; round++) {
        if (round > 60) {
            qsort(v + from, to - from, sizeof *v, compare_words);
            return;
        }
        int64_t a = v[from], b = v[from + (to - from) / 2], c = v[to - 1];
        int64_t pivot = a < b ? (b < c ? b : a < c ? c : a) : (a < c ? a : b < c ? c : b);
        size_t i = from, j = to - 1;
        for (;; i++, j--) {
            while (v[i] < pivot)
                i++;
            while (v[j] > pivot)
                j--;
            if (i >= j)
                break;
            swap_words(&v[i], &v[j]);
        }
        if (k <= j)
            to = j + 1;
        else
            from = j + 1;
    }
    qsort(v + from, to - from, sizeof *v, compare_words);
}

/* Are all words of one scale, so that their order is that of the values? */
static bool one_scale(const int64_t *v, size_t n)
{
    int64_t differ = 0;
    for (size_t i = 1; i < n; i++)
        differ |= v[i] ^ v[0];
    return !(differ & 255);
}

/* The middle of values in memory: one or two of them, in order. */
static void middle_in_memory(struct state *s, struct dec *mid)
{
    struct values *m = state_rest(s);
    size_t k = (m->n - 1) / 2;
    if (!s->full && one_scale(m->v, m->n)) {
        int64_t *v = m->v;
        select_word(v, m->n, k);
        mid[0] = of_word(v[k]);
        if (m->n % 2 == 0) {
            size_t next = k + 1;
            for (size_t i = k + 2; i < m->n; i++)
                next = v[i] < v[next] ? i : next;
            mid[1] = of_word(v[next]);
        }
        return;
    }
    struct agg all = {.kind = AGG_MEDIAN, .type = T_NUMBER, .n = m->n};
    all.values = mem_resize(NULL, m->n, sizeof *all.values);
    for (size_t i = 0; i < m->n; i++)
        all.values[i] = state_value_at(s, i);
    agg_sort(&all);
    mid[0] = all.values[k];
    if (m->n % 2 == 0)
        mid[1] = all.values[k + 1];
    mem_free(all.values);
}

static void middle_on_disk(struct state *s, struct dec *mid)
{
    struct values *m = state_rest(s);
    struct str key, data;
    state_to_disk(s, 0);
    for (uint64_t i = 0; extsort_next(m->sort, &key, &data); i++) {
        if (i == (s->n - 1) / 2)
            memcpy(&mid[0], data.p, sizeof mid[0]);
        if (i == s->n / 2) {
            memcpy(&mid[s->n % 2 == 0], data.p, sizeof mid[0]);
            return;
        }
    }
}

static enum agg_status median(struct state *s, const struct state_kind *k, struct value *out)
{
    const struct values *m = state_rest_in(s);
    struct dec mid[2] = {{0}, {0}};
    if (m->sort)
        middle_on_disk(s, mid);
    else if (s->n)
        middle_in_memory(s, mid);
    struct agg two = {.kind = AGG_MEDIAN, .type = (uint8_t)k->type, .values = mid};
    two.n = s->n ? 1 + (s->n % 2 == 0) : 0;
    return agg_result(&two, out);
}

/* ---- least ---- */

static void set_least(struct state *s, const struct value *v)
{
    struct least *m = state_rest(s);
    char *old = NULL;
    if (s->any && m->v.type == T_STRING && !m->v.null)
        memcpy(&old, &m->v.str.p, sizeof old);
    m->v = *v;
    if (v->type == T_STRING && !v->null)
        m->v.str.p = mem_dup(v->str.p, v->str.n);
    mem_free(old);
    s->any = true;
}

void state_take_least(struct state *s, const struct value *v, uint64_t *heap)
{
    const struct least *m = state_rest_in(s);
    if (s->any && (m->v.null || (!v->null && !agg_better(AGG_MIN, v, &m->v))))
        return;
    set_least(s, v);
    *heap += v->type == T_STRING && !v->null ? v->str.n + 32 : 0;
}

/* ---- minimum and maximum ---- */

void state_take_extreme(struct state *s, const struct state_kind *k, const struct value *v, uint64_t *heap)
{
    struct extreme *m = state_rest(s);
    if (!s->any) {
        m->agg.kind = (uint8_t)k->kind;
        m->agg.type = (uint8_t)k->type;
        s->any = true;
    }
    agg_add(&m->agg, v);
    s->n = m->agg.n;
    *heap += v->type == T_STRING && !v->null ? v->str.n + 32 : 0;
}

/* ---- all ---- */

void state_add(struct state *s, const struct state_kind *k, const struct value *v, uint64_t *heap, uint64_t most)
{
    if (k->least) {
        state_take_least(s, v, heap);
        return;
    }
    if (k->kind == AGG_ROWS)
        s->n++;
    if (v->null || k->kind == AGG_ROWS)
        return;
    if (k->kind == AGG_COUNT)
        s->n++;
    else if (state_has_sums(k))
        add_to_sums(s, k, v, heap);
    else if (state_is_median(k))
        state_keep_value(s, &v->dec, heap, most);
    else
        state_take_extreme(s, k, v, heap);
}

/* What stands before a state as bytes. */
struct packed {
    uint64_t n;
    uint8_t scale, flags;
};

enum { IS_FULL = 1, IS_ROUNDED = 2, IS_ANY = 4, IS_NARROW = 8, IS_UNORDERED = 16 };

/* Sums that fit 64 bits take 64. */
static void put_sums(struct buf *b, const struct state *s, const struct state_kind *k, struct packed *head)
{
    const struct sums *m = state_rest_in(s);
    bool var = agg_is_variance(k->kind);
    if (s->full) {
        buf_add(b, head, sizeof *head);
        buf_add(b, m->large, sizeof *m->large);
        return;
    }
    int64_t sum = (int64_t)m->sum;
    if (sum == m->sum && !var)
        head->flags |= IS_NARROW;
    buf_add(b, head, sizeof *head);
    if (head->flags & IS_NARROW)
        buf_add(b, &sum, sizeof sum);
    else
        buf_add(b, &m->sum, sizeof m->sum);
    if (var)
        buf_add(b, &m->squares, sizeof m->squares);
}

void state_put(struct buf *b, const struct state *s, const struct state_kind *k)
{
    struct packed head = {.n = s->n, .scale = s->scale};
    head.flags = (uint8_t)((s->full ? IS_FULL : 0) | (s->rounded ? IS_ROUNDED : 0) | (s->any ? IS_ANY : 0));
    if (state_has_sums(k)) {
        put_sums(b, s, k, &head);
        return;
    }
    bool extreme = !k->least && !state_is_median(k) && !state_is_count(k);
    if (extreme && s->n && ((const struct extreme *)state_rest_in(s))->agg.unordered)
        head.flags |= IS_UNORDERED;
    buf_add(b, &head, sizeof head);
    if (k->least && s->any) {
        row_put(b, &((const struct least *)state_rest_in(s))->v, 1);
    } else if (state_is_median(k)) {
        const struct values *m = state_rest_in(s);
        buf_add(b, m->v, m->n * (s->full ? sizeof(struct dec) : sizeof(int64_t)));
    } else if (extreme && s->n) {
        row_put(b, &((const struct extreme *)state_rest_in(s))->agg.best, 1);
    }
}

/* Adds sums of 128 bits. Returns false where they do not fit. */
static bool merge_small(struct state *s, const struct state_kind *k, const struct packed *h, struct sums t)
{
    struct sums *m = state_rest(s);
    bool var = agg_is_variance(k->kind);
    int128 sum = t.sum, squares = t.squares;
    if (s->full || !align(s, k, &sum, h->scale))
        return false;
    if (s->scale > h->scale && squares && !times_power10(&squares, 2 * (s->scale - h->scale)))
        return false;
    if (__builtin_add_overflow(m->sum, sum, &sum) || (var && __builtin_add_overflow(m->squares, squares, &squares)))
        return false;
    m->sum = sum;
    if (var)
        m->squares = squares;
    s->n += h->n;
    s->rounded = s->rounded || h->flags & IS_ROUNDED;
    return true;
}

static const char *merge_sums(struct state *s, const struct state_kind *k, const struct packed *h, const char *p, uint64_t *heap)
{
    struct sums *m = state_rest(s), t = {.squares = 0};
    struct large large;
    if (h->flags & IS_FULL) {
        memcpy(&large, p, sizeof large);
        p += sizeof large;
    } else if (h->flags & IS_NARROW) {
        int64_t narrow;
        memcpy(&narrow, p, sizeof narrow);
        t.sum = narrow;
        p += sizeof narrow;
    } else {
        memcpy(&t.sum, p, sizeof t.sum);
        p += sizeof t.sum;
    }
    if (!(h->flags & IS_FULL) && agg_is_variance(k->kind)) {
        memcpy(&t.squares, p, sizeof t.squares);
        p += sizeof t.squares;
    }
    if (!(h->flags & IS_FULL)) {
        if (merge_small(s, k, h, t))
            return p;
        large = (struct large){.agg = {.kind = (uint8_t)k->kind, .type = (uint8_t)k->type, .n = h->n,
                                       .rounded = h->flags & IS_ROUNDED}};
        large.sums.scale = h->scale;
        wide_add_int(&large.sums.sum, t.sum);
        wide_add_int(&large.sums.squares, t.squares);
    }
    large.agg.sums = &large.sums;
    if (!s->full)
        state_go_over(s, k, heap);
    agg_merge(&m->large->agg, &large.agg);
    return p;
}

static const char *merge_values(struct state *s, const struct packed *h, const char *p, uint64_t *heap, uint64_t most)
{
    size_t size = h->flags & IS_FULL ? sizeof(struct dec) : sizeof(int64_t);
    for (uint64_t i = 0; i < h->n; i++, p += size) {
        struct dec d;
        int64_t w;
        memcpy(h->flags & IS_FULL ? (void *)&d : (void *)&w, p, size);
        if (!(h->flags & IS_FULL))
            d = of_word(w);
        state_keep_value(s, &d, heap, most);
    }
    return p;
}

const char *state_merge(struct state *s, const struct state_kind *k, const char *p, uint64_t *heap, uint64_t most)
{
    struct packed h;
    struct value v;
    memcpy(&h, p, sizeof h);
    p += sizeof h;
    if (state_has_sums(k))
        return merge_sums(s, k, &h, p, heap);
    if (state_is_median(k))
        return merge_values(s, &h, p, heap, most);
    if (state_is_count(k)) {
        s->n += h.n;
        return p;
    }
    if (k->least ? !(h.flags & IS_ANY) : !h.n)
        return p;
    p = row_get_value(p, &v);
    if (k->least) {
        state_take_least(s, &v, heap);
        return p;
    }
    state_take_extreme(s, k, &v, heap);
    struct extreme *m = state_rest(s);
    m->agg.n += h.n - 1;
    m->agg.unordered = m->agg.unordered || h.flags & IS_UNORDERED;
    s->n = m->agg.n;
    return p;
}

static enum agg_status sums_result(struct state *s, const struct state_kind *k, struct value *out)
{
    struct sums *m = state_rest(s);
    const int128 plain = (int128)1 << 120;
    if (s->full)
        return agg_result(&m->large->agg, out);
    if (k->kind == AGG_SUM && s->n && m->sum < plain && m->sum > -plain) {
        *out = value_of_dec(k->type, (struct dec){m->sum, s->scale, s->rounded});
        return AGG_OK;
    }
    struct large l = {.agg = {.kind = (uint8_t)k->kind, .type = (uint8_t)k->type, .sums = &l.sums}};
    state_make_large(s, k, &l);
    return agg_result(&l.agg, out);
}

enum agg_status state_result(struct state *s, const struct state_kind *k, struct value *out)
{
    if (k->least) {
        *out = s->any ? ((const struct least *)state_rest_in(s))->v : value_null(k->type);
        return AGG_OK;
    }
    if (state_is_count(k)) {
        *out = value_of_int((int64_t)s->n);
        return AGG_OK;
    }
    if (state_has_sums(k))
        return sums_result(s, k, out);
    if (state_is_median(k))
        return median(s, k, out);
    struct extreme *m = state_rest(s);
    if (s->n && !m->agg.unordered)
        return agg_result(&m->agg, out);
    *out = value_null(k->type);
    return s->n ? AGG_UNORDERED : AGG_OK;
}

void state_free(struct state *s, const struct state_kind *k)
{
    if (k->least) {
        set_least(s, &(struct value){.type = T_NULL, .null = true});
    } else if (state_has_sums(k) && s->full) {
        mem_free(((struct sums *)state_rest(s))->large);
    } else if (state_is_median(k)) {
        struct values *m = state_rest(s);
        mem_free(m->v);
        extsort_free(m->sort);
    } else if (!state_has_sums(k) && !state_is_count(k)) {
        agg_free(&((struct extreme *)state_rest(s))->agg);
    }
    memset(s, 0, state_bytes(k));
}
