/* SPDX-License-Identifier: Apache-2.0 */
/*
 * quantile: order statistics of doubles.
 *
 * Audience: stat/hb, stat/current and the reports.
 *
 * Two definitions of a quantile are in use, and they can change a verdict: type 6, at position p(n+1), of the
 * Hidiroglou-Berthelot and GEIS tradition; and type 7, at position (n-1)p+1, the default of R. Fractions p are given in
 * thousandths, so that a position is computed in integers and a quartile never slips to its neighbour.
 * Source of the numbering: Hyndman and Fan, "Sample Quantiles in Statistical Packages", The American Statistician 50-4.
 */
#ifndef EC_STAT_QUANTILE_H
#define EC_STAT_QUANTILE_H

#include <stddef.h>

enum quantile_rule { QUANTILE_TYPE6, QUANTILE_TYPE7 };

/* Where a quantile lies: between the order statistics x[at] and x[at + 1] (0-based), rest/1000 of the way. */
struct quantile_place {
    size_t at;
    unsigned rest; /* 0..999; 0 means exactly x[at] */
};

/* The place of the quantile permille/1000 (0..1000) among n > 0 values. Type 6 takes the first value below position 1 and
 * the last above position n. */
struct quantile_place quantile_place(size_t n, unsigned permille, enum quantile_rule rule);

/* Sorts ascending. scratch has room for n members (it may be NULL for n < 256). No member may be NaN. */
void quantile_sort(double *x, size_t n, double *scratch);

/* The quantile of n > 0 sorted values. */
double quantile_of(const double *sorted, size_t n, unsigned permille, enum quantile_rule rule);

/* The median of n > 0 sorted values: the middle one, or the mean of the middle two. */
double quantile_median(const double *sorted, size_t n);

/* The median of |x - centre| (not scaled) of n > 0 values; scratch has room for 2n members. */
double quantile_mad(const double *x, size_t n, double centre, double *scratch);

/* The medcouple, a measure of skewness in -1..1, of n > 0 sorted values. Ties with the median are paired as in the
 * paper; with an even number of pairs the two middle kernels are averaged. Time n times 64 at most.
 * Source: Brys, Hubert, Struyf, "A Robust Measure of Skewness", JCGS 13-4 (2004). */
double quantile_medcouple(const double *sorted, size_t n);

#endif
