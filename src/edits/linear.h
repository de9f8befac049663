/* SPDX-License-Identifier: Apache-2.0 */
/*
 * linear: linear edits a.x (=, <=, <) b over exact numbers, and a record's numbers for them.
 *
 * Audience: the methods of suggest/ (localisation, deduction, signs, typing errors, rounding), lint/.
 *
 * Coefficients and b are whole numbers: an edit with decimals is multiplied until it has none. The numbers of a record
 * stand as whole numbers of 10^-scale, one scale for the record. All sums are 128 bits wide and checked: an overflow is
 * told, never wrapped. There is no binary fraction, and no tolerance but the one that an edit states.
 */
#ifndef EC_EDITS_LINEAR_H
#define EC_EDITS_LINEAR_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"
#include "edits/vset.h"
#include "value/dec.h"

enum lin_op { LIN_EQ, LIN_LE, LIN_LT };

struct lin_term {
    int var;     /* number of the variable */
    int64_t a;   /* not 0 */
};

struct lin {
    struct lin_term *terms; /* [n] by var, each var once */
    int n;
    enum lin_op op;
    int64_t b;
    int64_t tolerance; /* LIN_EQ: |a.x - b| <= tolerance holds */
};

/* A record: x[i] is a whole number of 10^-scale where missing does not have i. */
struct numbers {
    int128 *x; /* [n] */
    int n;
    int scale;
    int128 unit; /* 10^scale */
    struct vset missing;
};

/* Sets the numbers of a record from decimals (d[i] == NULL: missing), bringing them to the largest scale among them, at
 * least `scale`. x is the caller's, [n]. Returns false when a number does not fit. */
bool numbers_set(struct numbers *r, int128 *x, const struct dec *const *d, int n, int scale);

/* The decimal of a number of the record. */
struct dec numbers_dec(const struct numbers *r, int128 x);

enum lin_state { LIN_HOLDS, LIN_FAILS, LIN_MISSING, LIN_OVERFLOW };

/* a.x - b in units of 10^-scale. Returns LIN_HOLDS (and sets *residual), LIN_MISSING or LIN_OVERFLOW. */
enum lin_state lin_residual(const struct lin *e, const struct numbers *r, int128 *residual);

/* Does the edit hold? */
enum lin_state lin_judge(const struct lin *e, const struct numbers *r);

/* The coefficient of a variable, 0 when it does not occur. */
int64_t lin_coefficient(const struct lin *e, int var);

/* The variable of the term that stands alone against at least two of the other sign, or -1. */
int lin_total(const struct lin *e);

/* The variables of an edit. */
struct vset lin_vars(const struct lin *e);

/* The greatest common divisor, >= 0; of 0 and 0 it is 0. */
int128 gcd128(int128 a, int128 b);

#endif
