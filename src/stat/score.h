/* SPDX-License-Identifier: Apache-2.0 */
/*
 * score: selective editing: whom to call first.
 *
 * Audience: ecoutlier and the reports.
 *
 * The local score of a unit in a variable is what its error would do to the total:
 *     S = w |y - yhat| / T,   T = sum of w yhat,
 * where yhat is what the unit was expected to report. The global score joins the variables of a unit: their largest,
 * their sum, or a Minkowski mean between the two. Units are reviewed from the largest global score down. The residual
 * after a review is the sum of the signed errors w (y - yhat) / T that are left: the relative error that the totals may
 * still have. The threshold leaves as many units unreviewed as the target on that residual allows.
 * Sources: Latouche and Berthelot, JOS 8-3 (1992); Hedlin, JOS 19-2 (2003).
 */
#ifndef EC_STAT_SCORE_H
#define EC_STAT_SCORE_H

#include <stddef.h>

/* The global score of n local scores (all >= 0): (sum S^alpha)^(1/alpha); alpha is >= 1, INFINITY is the largest. */
double score_global(const double *local, size_t n, double alpha);

/* One unit in the list. */
struct score_unit {
    size_t id;         /* the caller's number */
    double global;
    const double *error; /* [variables] signed errors, relative to the totals */
};

/* Sorts by global score, largest first; ties by id, smallest first. */
void score_sort(struct score_unit *units, size_t n);

/* How many of the n sorted units must be reviewed so that, for every variable, the signed errors of the rest never
 * sum to more than target in magnitude, however many of the smallest are left. residual [n + 1], where given (may be
 * NULL), becomes the largest |sum of errors left| over the variables when the first k units are reviewed.
 * sums has room for `variables` members. */
size_t score_threshold(const struct score_unit *units, size_t n, size_t variables, double target, double *residual,
                       double *sums);

#endif
