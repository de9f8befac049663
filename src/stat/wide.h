/* SPDX-License-Identifier: Apache-2.0 */
/*
 * wide: signed integers of 640 bits (192 decimal digits).
 *
 * Audience: stat/agg. Sums and sums of squares of decimals (38 digits, up to 120 behind the point) are kept as integers on
 * a common scale, so that they are exact and do not depend on the order in which values come. Sums of values cannot
 * overflow (38 + 120 + 20 digits); products and sums of squares are checked.
 *
 * Two's complement, least significant limb first. All zero is 0.
 */
#ifndef EC_STAT_WIDE_H
#define EC_STAT_WIDE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"
#include "value/dec.h"

enum { WIDE_LIMBS = 10 };

struct wide {
    uint64_t limb[WIDE_LIMBS];
};

/* -1, 0, 1 */
int wide_sign(const struct wide *w);

/* w += v */
void wide_add_int(struct wide *w, int128 v);

/* w += v, w -= v; return false when the result does not fit (w is then meaningless). */
bool wide_add(struct wide *w, const struct wide *v);
bool wide_subtract(struct wide *w, const struct wide *v);

/* w *= m; w *= 10^n (n >= 0); r = a * b (r is neither of them). Return false when the result does not fit. */
bool wide_times(struct wide *w, uint64_t m);
bool wide_times_power10(struct wide *w, int n);
bool wide_product(struct wide *r, const struct wide *a, const struct wide *b);

/* w /= d (d > 0), towards zero. */
void wide_divide(struct wide *w, uint64_t d);

/* Appends it in decimal. */
void wide_put(struct buf *b, const struct wide *w);

/* Reads [-]digits. Returns false for anything else, and for what does not fit. */
bool wide_parse(struct wide *w, struct str s);

/* The decimal w / 10^scale. Where it has more than 38 digits, zeros at the end of its decimals go first; then, only with
 * round, it is rounded half-even to 38 digits and marked. Returns DEC_OK or DEC_OVERFLOW. */
enum dec_status wide_to_dec(struct dec *d, const struct wide *w, int scale, bool round);

#endif
