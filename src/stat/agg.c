/* SPDX-License-Identifier: Apache-2.0 */
#include "stat/agg.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "value/decmath.h"

bool agg_is_variance(enum agg_kind k)
{
    return k == AGG_VAR_POP || k == AGG_VAR_SAMP || k == AGG_STDDEV_POP || k == AGG_STDDEV_SAMP;
}

static bool has_sums(enum agg_kind k)
{
    return k == AGG_SUM || k == AGG_AVG || agg_is_variance(k);
}

enum vtype agg_type(enum agg_kind kind, enum vtype of)
{
    if (kind == AGG_ROWS || kind == AGG_COUNT)
        return T_INTEGER;
    if (kind == AGG_MIN || kind == AGG_MAX)
        return of;
    if (!vtype_is_numeric(of))
        return T_NULL;
    return kind == AGG_SUM ? of : T_NUMBER;
}

void agg_start(struct agg *a, enum agg_kind kind, enum vtype type, struct arena *arena)
{
    *a = (struct agg){.kind = (uint8_t)kind, .type = (uint8_t)type};
    if (has_sums(kind))
        a->sums = arena_array(arena, 1, sizeof *a->sums);
}

/* Brings the sums to a larger scale. */
static bool rescale(struct agg *a, int scale)
{
    struct agg_sums *s = a->sums;
    int more = scale - s->scale;
    if (more <= 0)
        return true;
    s->scale = scale;
    return wide_times_power10(&s->sum, more) && wide_times_power10(&s->squares, 2 * more);
}

static enum agg_status overflow(struct agg *a)
{
    a->overflow = true;
    return AGG_OVERFLOW;
}

static enum agg_status add_to_sums(struct agg *a, const struct dec *d)
{
    struct agg_sums *s = a->sums;
    a->rounded = a->rounded || d->rounded;
    if (!rescale(a, d->scale))
        return overflow(a);
    if (d->scale == s->scale && !agg_is_variance(a->kind)) {
        wide_add_int(&s->sum, d->coef);
        return AGG_OK;
    }
    struct wide x = {{0}}, square;
    wide_add_int(&x, d->coef);
    if (!wide_times_power10(&x, s->scale - d->scale) || !wide_add(&s->sum, &x))
        return overflow(a);
    if (agg_is_variance(a->kind) && (!wide_product(&square, &x, &x) || !wide_add(&s->squares, &square)))
        return overflow(a);
    return AGG_OK;
}

void agg_keep(struct agg *a, const struct dec *d)
{
    if (a->n == a->cap) {
        a->cap = a->cap ? 2 * a->cap : 4;
        a->values = mem_resize(a->values, a->cap, sizeof *a->values);
    }
    a->values[a->n++] = *d;
}

static bool has_text(const struct value *v)
{
    return v->type == T_STRING && !v->null;
}

static void free_best(struct agg *a)
{
    if (a->n && (a->kind == AGG_MIN || a->kind == AGG_MAX) && has_text(&a->best)) {
        char *p;
        memcpy(&p, &a->best.str.p, sizeof p); /* ours: made by mem_dup */
        mem_free(p);
    }
}

void agg_set_best(struct agg *a, const struct value *v)
{
    struct value copy = *v;
    if (has_text(v))
        copy.str.p = mem_dup(v->str.p, v->str.n);
    free_best(a);
    a->best = copy;
}

bool agg_better(enum agg_kind kind, const struct value *v, const struct value *best)
{
    int sign = kind == AGG_MIN ? -1 : 1;
    enum order o = value_cmp(v, best);
    if (o == ORDER_EQUAL)
        return vtype_is_numeric(v->type) && v->dec.scale > best->dec.scale;
    if (o != ORDER_UNEQUAL)
        return (int)o == sign;
    struct buf x = {0}, y = {0};
    value_put_text(&x, v);
    value_put_text(&y, best);
    int c = str_cmp(buf_slice(&x), buf_slice(&y));
    buf_free(&x);
    buf_free(&y);
    return c * sign > 0;
}

static bool better(struct agg *a, const struct value *v)
{
    a->unordered = a->unordered || value_cmp(v, &a->best) == ORDER_UNEQUAL;
    return agg_better((enum agg_kind)a->kind, v, &a->best);
}

enum agg_status agg_add(struct agg *a, const struct value *v)
{
    if (a->kind == AGG_ROWS) {
        a->n++;
        return AGG_OK;
    }
    if (v->null)
        return AGG_OK;
    switch ((enum agg_kind)a->kind) {
    case AGG_MIN:
    case AGG_MAX:
        if (!a->n || better(a, v))
            agg_set_best(a, v);
        break;
    case AGG_MEDIAN: agg_keep(a, &v->dec); return AGG_OK;
    case AGG_ROWS:
    case AGG_COUNT: break;
    case AGG_SUM:
    case AGG_AVG:
    case AGG_VAR_POP:
    case AGG_VAR_SAMP:
    case AGG_STDDEV_POP:
    case AGG_STDDEV_SAMP:
    case AGG_KINDS: a->n++; return add_to_sums(a, &v->dec);
    }
    a->n++;
    return AGG_OK;
}

static enum agg_status merge_sums(struct agg *a, const struct agg *other)
{
    struct agg_sums *s = a->sums, o = *other->sums;
    struct agg copy = {.sums = &o};
    a->overflow = a->overflow || other->overflow;
    a->rounded = a->rounded || other->rounded;
    if (!rescale(a, o.scale) || !rescale(&copy, s->scale) || !wide_add(&s->sum, &o.sum) ||
        !wide_add(&s->squares, &o.squares))
        return overflow(a);
    return AGG_OK;
}

enum agg_status agg_merge(struct agg *a, const struct agg *other)
{
    assert(a->kind == other->kind && a->type == other->type);
    if (has_sums(a->kind)) {
        a->n += other->n;
        return merge_sums(a, other);
    }
    if (a->kind == AGG_MEDIAN) {
        for (uint64_t i = 0; i < other->n; i++)
            agg_keep(a, &other->values[i]);
        return AGG_OK;
    }
    if ((a->kind == AGG_MIN || a->kind == AGG_MAX) && other->n && (!a->n || better(a, &other->best)))
        agg_set_best(a, &other->best);
    a->unordered = a->unordered || other->unordered;
    a->n += other->n;
    return AGG_OK;
}

/* n S2 - S1^2 over n^2 or n (n - 1). */
static enum agg_status variance(const struct agg *a, bool sample, struct dec *out)
{
    const struct agg_sums *s = a->sums;
    struct wide numerator = s->squares, square;
    struct dec top, n = {.coef = (int128)a->n}, m = {.coef = (int128)a->n - sample}, bottom;
    if (!wide_times(&numerator, a->n) || !wide_product(&square, &s->sum, &s->sum) ||
        !wide_subtract(&numerator, &square) || wide_to_dec(&top, &numerator, 2 * s->scale, true) != DEC_OK ||
        dec_mul(&bottom, &n, &m) != DEC_OK || dec_div(out, &top, &bottom) != DEC_OK)
        return AGG_OVERFLOW;
    return AGG_OK;
}

static enum agg_status sums_result(const struct agg *a, struct dec *out)
{
    const struct agg_sums *s = a->sums;
    enum agg_kind k = (enum agg_kind)a->kind;
    if (a->overflow)
        return AGG_OVERFLOW;
    if (agg_is_variance(k)) {
        enum agg_status st = variance(a, k == AGG_VAR_SAMP || k == AGG_STDDEV_SAMP, out);
        if (st == AGG_OK && (k == AGG_STDDEV_POP || k == AGG_STDDEV_SAMP) && dec_sqrt(out, out) != DEC_OK)
            st = AGG_OVERFLOW;
        return st;
    }
    if (wide_to_dec(out, &s->sum, s->scale, a->rounded || k == AGG_AVG) != DEC_OK)
        return AGG_OVERFLOW;
    out->rounded = out->rounded || a->rounded;
    struct dec n = {.coef = (int128)a->n};
    return k == AGG_AVG && dec_div(out, out, &n) != DEC_OK ? AGG_OVERFLOW : AGG_OK;
}

static int by_value(const void *x, const void *y)
{
    const struct dec *a = x, *b = y;
    int c = dec_cmp(a, b);
    if (c)
        return c;
    return a->scale != b->scale ? (a->scale > b->scale) - (a->scale < b->scale) : a->rounded - b->rounded;
}

void agg_sort(struct agg *a)
{
    if (a->n > 1)
        qsort(a->values, a->n, sizeof *a->values, by_value);
}

/* x + (y - x) rest/1000, without zeros beyond the decimals of x and y. */
static enum dec_status between(struct dec *out, const struct dec *x, const struct dec *y, unsigned rest)
{
    struct dec part = {.coef = rest, .scale = 3}, step;
    enum dec_status st = dec_sub(&step, y, x);
    uint8_t scale = x->scale > y->scale ? x->scale : y->scale;
    part = dec_strip(part);
    if (st == DEC_OK)
        st = dec_mul(&step, &step, &part);
    if (st == DEC_OK)
        st = dec_add(out, x, &step);
    for (; st == DEC_OK && out->scale > scale && out->coef % 10 == 0; out->scale--)
        out->coef /= 10;
    return st;
}

enum dec_status agg_quantile(struct agg *a, unsigned permille, enum quantile_rule rule, struct dec *out)
{
    assert(a->kind == AGG_MEDIAN && a->n > 0);
    agg_sort(a);
    struct quantile_place q = quantile_place(a->n, permille, rule);
    *out = a->values[q.at];
    return q.rest ? between(out, &a->values[q.at], &a->values[q.at + 1], q.rest) : DEC_OK;
}

enum agg_status agg_result(struct agg *a, struct value *out)
{
    enum agg_kind k = (enum agg_kind)a->kind;
    enum vtype type = agg_type(k, (enum vtype)a->type);
    enum agg_status st = AGG_OK;
    struct dec d = {0};
    *out = value_null(type);
    if (k == AGG_ROWS || k == AGG_COUNT) {
        *out = value_of_dec(T_INTEGER, (struct dec){.coef = (int128)a->n});
        return AGG_OK;
    }
    if (!a->n || (a->n == 1 && (k == AGG_VAR_SAMP || k == AGG_STDDEV_SAMP)))
        return AGG_OK;
    if (k == AGG_MIN || k == AGG_MAX) {
        *out = a->best;
        return AGG_OK;
    }
    if (k == AGG_MEDIAN)
        st = agg_quantile(a, 500, QUANTILE_TYPE7, &d) == DEC_OK ? AGG_OK : AGG_OVERFLOW;
    else
        st = sums_result(a, &d);
    if (st == AGG_OK)
        *out = value_of_dec(type, d);
    return st;
}

void agg_free(struct agg *a)
{
    free_best(a);
    mem_free(a->values);
    *a = (struct agg){0};
}
