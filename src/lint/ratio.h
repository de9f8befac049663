/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ratio: exact fractions of 128-bit whole numbers, and fractions with an infinitely small part.
 *
 * Audience: simplex, rule sets as a whole (facts, solve).
 *
 * A result that does not fit is no number, and nothing that is calculated of it is one: ratio_fits tells at the end. There
 * is no rounding anywhere.
 *
 * `near` is r + e * d, where d is positive and smaller than any number that is written down: x < 3 is x <= 3 - d. Exact
 * comparisons of strict bounds need no more.
 */
#ifndef EC_LINT_RATIO_H
#define EC_LINT_RATIO_H

#include "base/buf.h"
#include "value/dec.h"

struct ratio {
    int128 n, d; /* d > 0 and no common divisor; d == 0: did not fit */
};

struct near {
    struct ratio r, e;
};

/* Whole numbers. */
static inline struct ratio ratio_int(int64_t n)
{
    return (struct ratio){n, 1};
}

/* Is it a number? */
static inline bool ratio_fits(struct ratio a)
{
    return a.d != 0;
}

/* -1, 0, 1; 0 for what is no number. */
static inline int ratio_sign(struct ratio a)
{
    return a.d == 0 ? 0 : (a.n > 0) - (a.n < 0);
}

/* Is it whole? */
static inline bool ratio_whole(struct ratio a)
{
    return a.d == 1;
}

/* The fraction that a decimal is. */
struct ratio ratio_dec(struct dec d);

/* a + b, a - b, a * b, a / b (b is not 0), -a. */
struct ratio ratio_add(struct ratio a, struct ratio b);
struct ratio ratio_sub(struct ratio a, struct ratio b);
struct ratio ratio_mul(struct ratio a, struct ratio b);
struct ratio ratio_div(struct ratio a, struct ratio b);
struct ratio ratio_neg(struct ratio a);

/* The greatest whole number that is not above a. */
struct ratio ratio_floor(struct ratio a);

/* -1, 0, 1; always exact, whatever the products would be. Both are numbers. */
int ratio_cmp(struct ratio a, struct ratio b);

/* Appends 5, -7 or 1/3. */
void ratio_put(struct buf *b, struct ratio a);

/* Without and with an infinitely small part e (-1, 0, 1). */
static inline struct near near_of(struct ratio r, int e)
{
    return (struct near){r, ratio_int(e)};
}

/* a + b, a - b, k * a. */
struct near near_add(struct near a, struct near b);
struct near near_sub(struct near a, struct near b);
struct near near_mul(struct near a, struct ratio k);

/* -1, 0, 1. */
int near_cmp(struct near a, struct near b);

/* Are both parts numbers? */
static inline bool near_fits(struct near a)
{
    return ratio_fits(a.r) && ratio_fits(a.e);
}

#endif
