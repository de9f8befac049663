/* SPDX-License-Identifier: Apache-2.0 */
/*
 * current: outliers among the values of one period.
 *
 * Audience: ecoutlier and the reports.
 *
 * Five ways to set bounds around the bulk of a class; each ends in a struct fence:
 *   fence     median -/+ C max(median - Q1, |A median|), the last step of HB on the values themselves
 *   boxplot   Q1 - C IQR, Q3 + C IQR, or with `asymmetric` Q1 - 2C (M - Q1), Q3 + 2C (Q3 - M)
 *   adjusted  the boxplot skewed by the medcouple mc: Q1 - C e^(-4mc) IQR, Q3 + C e^(3mc) IQR for mc >= 0, and
 *             e^(-3mc), e^(4mc) for mc < 0 (Hubert and Vandervieren, CSDA 52-12, 2008)
 *   z         |x - M| > C * 1.4826 MAD; a MAD of 0 is replaced by |A M|
 *   sigmagap  beginning at a centile and going outward in the sorted values, the first gap to the next that is more than
 *             C sigma: that value and all beyond it. sigma is 1.4826 MAD or the standard deviation (Banff).
 * On a logarithmic scale (`logarithm`) the values are logarithms; the caller takes them and turns the bounds back.
 */
#ifndef EC_STAT_CURRENT_H
#define EC_STAT_CURRENT_H

#include <stdbool.h>
#include <stddef.h>

#include "stat/fence.h"

enum current_method { CURRENT_FENCE, CURRENT_BOXPLOT, CURRENT_ADJUSTED, CURRENT_Z, CURRENT_SIGMAGAP };

struct current_params {
    enum current_method method;
    struct fence_params fence; /* low and high are the C of the method */
    bool asymmetric;           /* boxplot */
    bool deviation;            /* sigmagap: the standard deviation (n - 1) instead of the MAD */
    unsigned centile;          /* sigmagap: where to start, 50..99 */
};

/* Fits n values, which are sorted in place. scratch has room for 2n members. The fence's centre is the median, q1 and q3
 * the quartiles; d1 and d3 are what C multiplies below and above. Too few values give FENCE_TOO_FEW; a spread of 0
 * gives FENCE_DEGENERATE and, but for `fence` (see fence.h), no bounds. */
struct fence current_fit(double *x, size_t n, const struct current_params *p, double *scratch);

#endif
