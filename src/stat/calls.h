/* SPDX-License-Identifier: Apache-2.0 */
/*
 * calls: the ranked list of units to call, from outlier tests of several variables.
 *
 * Audience: ecoutlier.
 *
 * For each variable tested by Hidiroglou-Berthelot the unit's error is e = w (y - yhat) / T, with yhat the value that
 * was expected (stat/outlier.h) and T the sum of w |yhat| over all units. The local score is |e|, times the suspicion of
 * the fence where that is asked for; the global score joins the variables (stat/score.h). A value that is missing or
 * unreadable has no error: what is lost if it is never obtained, w |yhat| / T, makes a second list, of units to chase.
 */
#ifndef EC_STAT_CALLS_H
#define EC_STAT_CALLS_H

#include <stdbool.h>
#include <stddef.h>

#include "stat/outlier.h"
#include "stat/score.h"

struct calls_params {
    double alpha;   /* of score_global */
    double target;  /* residual allowed, as a part of the total */
    bool suspicion; /* multiply by the suspicion of the fence */
};

/* One tested variable. */
struct calls_test {
    const struct outlier_values *values;
    const struct outlier_params *params; /* hb */
};

struct calls {
    size_t n, tests;
    double *total;              /* [tests] T */
    double *error;              /* [n][tests] e; 0 where there is none */
    double *local;              /* [n][tests] local score, of either list */
    struct score_unit *review;  /* [n_review] by score, largest first; units with a score or an error */
    size_t n_review, threshold; /* the first `threshold` of them must be reviewed for the target */
    double *residual;           /* [n_review + 1] after reviewing the first k */
    struct score_unit *chase;   /* [n_chase] by what is lost */
    size_t n_chase;
};

/* Makes the lists. weight[n] may be NULL (all 1). Free with calls_free. */
void calls_make(struct calls *k, const struct calls_params *p, const struct calls_test *tests, size_t n_tests,
                const struct classes *c, const double *weight);

/* Is the value of unit i in that test one to chase: missing or unreadable? */
bool calls_missing(const struct calls_test *t, size_t i);

/* Gives everything back. */
void calls_free(struct calls *k);

#endif
