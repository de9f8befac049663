/* SPDX-License-Identifier: Apache-2.0 */
#include "stat/score.h"

#include <math.h>
#include <stdlib.h>

double score_global(const double *local, size_t n, double alpha)
{
    double largest = 0, sum = 0;
    for (size_t i = 0; i < n; i++)
        largest = fmax(largest, local[i]);
    if (isinf(alpha) || !(largest > 0) || isinf(largest))
        return largest;
    /* Relative to the largest, so that no power leaves the range of doubles. */
    for (size_t i = 0; i < n; i++) {
        double part = local[i] / largest;
        sum += alpha == 1 ? part : alpha == 2 ? part * part : pow(part, alpha);
    }
    return largest * (alpha == 1 ? sum : alpha == 2 ? sqrt(sum) : pow(sum, 1 / alpha));
}

static int by_score(const void *a, const void *b)
{
    const struct score_unit *x = a, *y = b;
    if (x->global != y->global)
        return x->global < y->global ? 1 : -1;
    return (x->id > y->id) - (x->id < y->id);
}

void score_sort(struct score_unit *units, size_t n)
{
    if (n)
        qsort(units, n, sizeof *units, by_score);
}

size_t score_threshold(const struct score_unit *units, size_t n, size_t variables, double target, double *residual,
                       double *sums)
{
    size_t review = 0;
    for (size_t j = 0; j < variables; j++)
        sums[j] = 0;
    if (residual)
        residual[n] = 0;
    for (size_t k = n; k-- > 0;) {
        double largest = 0;
        for (size_t j = 0; j < variables; j++) {
            sums[j] += units[k].error[j];
            largest = fmax(largest, fabs(sums[j]));
        }
        if (residual)
            residual[k] = largest;
        if (largest > target && review == 0)
            review = k + 1; /* this unit and all with larger scores */
    }
    return review;
}
