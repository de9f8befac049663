/* SPDX-License-Identifier: Apache-2.0 */
#include "data/viral.h"

struct viral {
    const struct statement *st;
    enum agg_kind agg;
    struct session *session;
    struct trouble *trouble;
};

const struct viral *viral_new(struct session *e, const struct statement *st, struct loc loc)
{
    static const enum agg_kind kinds[] = {[AGGR_MIN] = AGG_MIN, [AGGR_MAX] = AGG_MAX, [AGGR_SUM] = AGG_SUM, [AGGR_AVG] = AGG_AVG};
    struct viral *v = arena_array(&e->a, 1, sizeof *v);
    v->st = st;
    v->agg = st->viral_aggregate >= 0 ? kinds[st->viral_aggregate] : AGG_MIN;
    v->session = e;
    v->trouble = trouble_new(e, loc);
    return v;
}

static bool is_aggregate(const struct viral *v)
{
    return v && v->st->viral_aggregate >= 0;
}

int viral_aggregate(const struct viral *v)
{
    return is_aggregate(v) ? (int)v->agg : -1;
}

bool viral_ordered(const struct viral *v)
{
    return v && !is_aggregate(v);
}

void viral_start(const struct viral *v, struct viral_fold *f, enum vtype type)
{
    f->n = 0;
    f->v = value_null(type);
    if (!is_aggregate(v))
        return;
    agg_free(&f->agg);
    arena_reset(&f->sums);
    agg_start(&f->agg, v->agg, type, &f->sums);
}

bool viral_same(const struct value *a, const struct value *b)
{
    if (a->null || b->null)
        return a->null && b->null;
    return value_cmp(a, b) == ORDER_EQUAL;
}

/* Does a pair of values fall under `when a [and b]`? */
static bool falls(const struct viral_when *w, const struct value *x, const struct value *y)
{
    if (!w->b)
        return viral_same(w->a, x) || viral_same(w->a, y);
    return (viral_same(w->a, x) && viral_same(w->b, y)) || (viral_same(w->a, y) && viral_same(w->b, x));
}

const struct value *viral_pair(const struct statement *st, const struct value *x, const struct value *y)
{
    for (int both = 1; both >= 0; both--)
        for (int i = 0; i < st->nviral; i++)
            if ((st->viral[i].b != NULL) == both && falls(&st->viral[i], x, y))
                return st->viral[i].then;
    return st->viral_else;
}

static struct value by_rule(const struct viral *v, const struct value *x, const struct value *y)
{
    const struct value *made = viral_pair(v->st, x, y);
    return made ? *made : value_null((enum vtype)x->type);
}

/* The least of the two, null before all. */
static struct value least(const struct value *x, const struct value *y)
{
    if (x->null || y->null)
        return x->null ? *x : *y;
    return value_cmp(y, x) == ORDER_LESS ? *y : *x;
}

static void keep(struct viral_fold *f, struct value x, enum vtype type)
{
    if (x.type == T_STRING && !x.null && x.str.p != f->text.p) {
        buf_reset(&f->text);
        buf_str(&f->text, x.str);
        x.str = buf_slice(&f->text);
    }
    x.type = (uint8_t)(type == T_TIME && !x.null ? x.type : type);
    f->v = x;
}

void viral_add(const struct viral *v, struct viral_fold *f, const struct value *x)
{
    enum vtype type = (enum vtype)f->v.type;
    f->n++;
    if (is_aggregate(v)) {
        agg_add(&f->agg, x); /* what does not fit is told by the result */
        if (f->n == 1)
            keep(f, *x, (enum vtype)x->type);
        return;
    }
    struct value made = f->n == 1 ? *x : v ? by_rule(v, &f->v, x) : least(&f->v, x);
    keep(f, made, type);
}

void viral_result(const struct viral *v, struct viral_fold *f, enum vtype type, struct value *out, const struct structure *s,
                  const struct value *row)
{
    *out = f->v;
    if (is_aggregate(v) && f->n > 1 && agg_result(&f->agg, out) != AGG_OK)
        trouble_add(v->session, v->trouble, ERR_OVERFLOW, s, row);
    if (out->null)
        *out = value_null(type);
    if (type == T_NUMBER)
        out->type = T_NUMBER;
}

void viral_end(struct viral_fold *f)
{
    agg_free(&f->agg);
    arena_free(&f->sums);
    buf_free(&f->text);
}
