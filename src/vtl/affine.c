/* SPDX-License-Identifier: Apache-2.0 */
#include "vtl/affine.h"

/*
 * The limits. A fixed number is below 2^63. Coefficients, as they are multiplied out over a common power of ten, are at most
 * COEF_MOST = 10^15, and there are at most TERMS_MOST = 64 terms, so a sum stays below 64 * 10^15 * 2^63 < 10^36 < 2^127.
 * The usual evaluation multiplies the same factors one by one, without dropping zeros, so no product of it has more digits
 * than the coefficient times the column, nor any sum more than the whole.
 */
enum { TERMS_MOST = 64, SCALE_MOST = 12 };
static const int64_t coef_most = INT64_C(1000000000000000);

/* What is collected: the terms with decimal coefficients. */
struct collector {
    struct term_of {
        int slot;
        struct dec coef;
        bool inside;
    } terms[TERMS_MOST];
    int n;
    struct dec constant[2]; /* inside, outside */
    int sign;               /* of the absolute value; 0: there is none */
    bool inside;            /* being collected now */
};

static bool modest(const struct dec *d)
{
    return !d->rounded && d->scale <= SCALE_MOST && d->coef <= coef_most && d->coef >= -coef_most;
}

static bool add_term(struct collector *c, int slot, const struct dec *factor)
{
    if (c->n == TERMS_MOST)
        return false;
    c->terms[c->n++] = (struct term_of){slot, *factor, c->inside};
    return true;
}

static bool add_constant(struct collector *c, const struct dec *d, const struct dec *factor)
{
    struct dec product, *sum = &c->constant[c->inside ? 0 : 1];
    return modest(d) && dec_mul(&product, d, factor) == DEC_OK && modest(&product) && dec_add(sum, sum, &product) == DEC_OK &&
           modest(sum);
}

static bool collect(struct collector *c, const struct code *k, const struct dec *factor);

static bool collect_linear(struct collector *c, const struct code *k, const struct dec *factor)
{
    struct dec other = dec_neg(factor);
    for (int i = 0; i < k->n; i++)
        if (!add_term(c, k->terms[i].slot, k->terms[i].minus ? &other : factor))
            return false;
    return add_constant(c, &k->constant.dec, factor);
}

/* A product of which one side is a constant. */
static bool collect_product(struct collector *c, const struct code *k, const struct dec *factor)
{
    const struct code *number = k->a->kind == C_CONST ? k->a : k->b, *rest = number == k->a ? k->b : k->a;
    struct dec product;
    if (number->kind != C_CONST || number->constant.null || number->constant.dec.coef == 0 || !modest(&number->constant.dec))
        return false;
    return dec_mul(&product, factor, &number->constant.dec) == DEC_OK && modest(&product) && collect(c, rest, &product);
}

/* An absolute value, not inside another one, and one only: its sign is that of its factor, which must be 1. */
static bool collect_abs(struct collector *c, const struct code *k, const struct dec *factor)
{
    static const struct dec one = {.coef = 1};
    if (c->sign || factor->scale || (factor->coef != 1 && factor->coef != -1))
        return false;
    c->sign = factor->coef > 0 ? 1 : -1;
    c->inside = true;
    bool good = collect(c, k->a, &one);
    c->inside = false;
    return good;
}

/* Adds factor * k. Returns false where that is not affine, or passes a limit. */
static bool collect(struct collector *c, const struct code *k, const struct dec *factor)
{
    struct dec other = dec_neg(factor);
    switch (k->kind) {
    case C_SLOT: return add_term(c, k->slot, factor);
    case C_CONST: return !k->constant.null && add_constant(c, &k->constant.dec, factor);
    case C_LINEAR: return collect_linear(c, k, factor);
    case C_NEG: return collect(c, k->a, &other);
    case C_ADD: return collect(c, k->a, factor) && collect(c, k->b, factor);
    case C_SUB: return collect(c, k->a, factor) && collect(c, k->b, &other);
    case C_MUL: return collect_product(c, k, factor);
    case C_ABS: return collect_abs(c, k, factor);
    default: return false;
    }
}

/* d * 10^scale as a whole number; scale is at least that of d. */
static bool whole(const struct dec *d, int scale, int64_t *v)
{
    int128 w = d->coef * dec_pow10(scale - d->scale);
    *v = (int64_t)w;
    return w <= coef_most && w >= -coef_most;
}

/* The common scale, and everything multiplied up to it. */
static bool scale_up(const struct collector *c, struct affine *f)
{
    int scale = c->constant[0].scale > c->constant[1].scale ? c->constant[0].scale : c->constant[1].scale, at = 0;
    int64_t constant[2];
    for (int i = 0; i < c->n; i++)
        scale = c->terms[i].coef.scale > scale ? c->terms[i].coef.scale : scale;
    for (int inside = 1; inside >= 0; inside--) {
        for (int i = 0; i < c->n; i++) {
            if (c->terms[i].inside != (bool)inside)
                continue;
            f->terms[at].slot = c->terms[i].slot;
            if (!whole(&c->terms[i].coef, scale, &f->terms[at++].coef))
                return false;
        }
        f->inside = inside ? at : f->inside;
        if (!whole(&c->constant[1 - inside], scale, &constant[1 - inside]))
            return false;
        f->constant[1 - inside] = (int128)constant[1 - inside] * dec_pow10(FIXED_SCALE);
    }
    return true;
}

const struct affine *affine_of(struct arena *a, const struct code *comparison)
{
    static const struct dec one = {.coef = 1}, minus_one = {.coef = -1};
    struct collector c = {.n = 0};
    if (!collect(&c, comparison->a, &one) || !collect(&c, comparison->b, &minus_one) || c.n == 0)
        return NULL;
    struct affine *f = arena_alloc(a, sizeof *f);
    *f = (struct affine){.n = c.n, .sign = c.sign};
    f->terms = arena_array(a, (size_t)c.n, sizeof *f->terms);
    return scale_up(&c, f) ? f : NULL;
}
