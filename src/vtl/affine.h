/* SPDX-License-Identifier: Apache-2.0 */
/*
 * affine: comparisons of sums of columns, exact, in whole numbers.
 *
 * Audience: compile (makes them), eval (asks them first).
 *
 * Most rules compare sums: assets = liabilities + equity, sales >= 0.7 * output, abs(a - b) <= 0.01 * c. With both sides on
 * one, such a comparison is
 *
 *     sign * |inside| + outside  <op>  0        inside, outside: constant + sum of coefficient * column
 *
 * where all coefficients are whole once multiplied by the same power of ten. A run keeps numbers of few digits also as whole
 * numbers of one ten-thousandth (`fixed`); when all columns of a comparison have one, a multiplication and an addition in 128
 * bits per column decide it. Nothing is rounded: the limits below keep every intermediate sum inside 128 bits, and every
 * intermediate result of the usual evaluation inside 38 digits, so that neither can be an error and both agree. In any other
 * case the usual evaluation decides.
 */
#ifndef EC_VTL_AFFINE_H
#define EC_VTL_AFFINE_H

#include "value/value.h"
#include "vtl/code.h"

/* What a run knows of the number in a slot. The bits of several are joined with |. */
enum { FIXED = 0, FIXED_NULL = 1, FIXED_NOT = 2 };

enum { FIXED_SCALE = 4 }; /* decimals */

struct affine_term {
    int slot;
    int64_t coef;
};

struct affine {
    struct affine_term *terms; /* [n], those inside first */
    int n, inside;
    int sign;                  /* of the absolute value: 1, -1, or 0 where there is none */
    int128 constant[2];        /* inside, outside */
};

/* A number as fixed-point. Returns FIXED, or FIXED_NOT (and leaves *v) when it has too many digits or was rounded. */
static inline int affine_fix(const struct dec *d, int64_t *v)
{
    static const int64_t up[] = {10000, 1000, 100, 10, 1};
    const int64_t most = INT64_C(900000000000000);
    if (d->rounded || d->scale > FIXED_SCALE || d->coef > most || d->coef < -most)
        return FIXED_NOT;
    *v = (int64_t)d->coef * up[d->scale];
    return FIXED;
}

/* The comparison as an affine one, in the arena, or NULL where it is none. */
const struct affine *affine_of(struct arena *a, const struct code *comparison);

/* Compares: sets *order to -1, 0, 1 and returns FIXED; FIXED_NULL when a column is null and all others are fixed; else
 * something with the bit FIXED_NOT. fixed and state are by slot. */
static inline int affine_order(const struct affine *f, const int64_t *fixed, const uint8_t *state, int *order)
{
    int128 inside = f->constant[0], outside = f->constant[1];
    unsigned seen = 0;
    int i = 0;
    for (; i < f->inside; i++) {
        seen |= state[f->terms[i].slot];
        inside += (int128)f->terms[i].coef * fixed[f->terms[i].slot];
    }
    for (; i < f->n; i++) {
        seen |= state[f->terms[i].slot];
        outside += (int128)f->terms[i].coef * fixed[f->terms[i].slot];
    }
    if (seen)
        return (int)seen;
    if (f->sign)
        outside += (inside < 0) == (f->sign < 0) ? inside : -inside;
    *order = (outside > 0) - (outside < 0);
    return FIXED;
}

#endif
