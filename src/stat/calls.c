/* SPDX-License-Identifier: Apache-2.0 */
#include "stat/calls.h"

#include <math.h>

#include "base/mem.h"

bool calls_missing(const struct calls_test *t, size_t i)
{
    switch ((int)t->values->reason[i]) {
    case HB_MISSING_CUR:
    case HB_MISSING_BOTH:
    case OUT_NOT_A_NUMBER:
    case OUT_ZERO_DENOMINATOR: return true;
    default: return false;
    }
}

static double weight_of(const double *weight, size_t i)
{
    return weight ? weight[i] : 1;
}

/* Errors and local scores of one variable. */
static void score_test(struct calls *k, const struct calls_params *p, const struct calls_test *t, size_t j,
                       const struct classes *c, const double *weight)
{
    const struct outlier_values *v = t->values;
    double total = 0;
    for (size_t i = 0; i < k->n; i++)
        total += weight_of(weight, i) * fabs(outlier_expected(v, c, i));
    k->total[j] = total;
    if (!(total > 0))
        return;
    for (size_t i = 0; i < k->n; i++) {
        double w = weight_of(weight, i), expected = outlier_expected(v, c, i);
        double *error = &k->error[i * k->tests + j], *local = &k->local[i * k->tests + j];
        if (calls_missing(t, i)) {
            *local = w * fabs(expected) / total;
            continue;
        }
        *error = w * (v->cur[i] - expected) / total;
        *local = fabs(*error);
        if (p->suspicion && v->reason[i] == OUT_USED) {
            struct outlier_verdict verdict = outlier_judge(v, t->params, c, i);
            *local *= fence_suspicion(&verdict.fit->fence, verdict.unit.effect);
        }
    }
}

/* The global score of a unit over the variables whose value is missing, or over those where it is not. */
static double global(const struct calls *k, const struct calls_test *tests, size_t i, double alpha, bool missing,
                     double *room)
{
    size_t n = 0;
    for (size_t j = 0; j < k->tests; j++)
        if (calls_missing(&tests[j], i) == missing)
            room[n++] = k->local[i * k->tests + j];
    return score_global(room, n, alpha);
}

/* Units without suspicion have score 0, but what is left unreviewed is the sum of all errors. */
static bool has_error(const double *error, size_t n)
{
    for (size_t j = 0; j < n; j++)
        if (error[j] != 0)
            return true;
    return false;
}

void calls_make(struct calls *k, const struct calls_params *p, const struct calls_test *tests, size_t n_tests,
                const struct classes *c, const double *weight)
{
    *k = (struct calls){.n = c->n, .tests = n_tests};
    k->total = mem_array(n_tests, sizeof *k->total);
    k->error = mem_array(c->n * n_tests, sizeof *k->error);
    k->local = mem_array(c->n * n_tests, sizeof *k->local);
    k->review = mem_array(c->n, sizeof *k->review);
    k->chase = mem_array(c->n, sizeof *k->chase);
    for (size_t j = 0; j < n_tests; j++)
        score_test(k, p, &tests[j], j, c, weight);
    double *room = mem_array(n_tests, sizeof *room);
    for (size_t i = 0; i < c->n; i++) {
        struct score_unit unit = {.id = i, .error = k->error + i * n_tests};
        unit.global = global(k, tests, i, p->alpha, false, room);
        if (unit.global > 0 || has_error(unit.error, n_tests))
            k->review[k->n_review++] = unit;
        unit.global = global(k, tests, i, p->alpha, true, room);
        if (unit.global > 0)
            k->chase[k->n_chase++] = unit;
    }
    score_sort(k->review, k->n_review);
    score_sort(k->chase, k->n_chase);
    k->residual = mem_array(k->n_review + 1, sizeof *k->residual);
    k->threshold = score_threshold(k->review, k->n_review, n_tests, p->target, k->residual, room);
    mem_free(room);
}

void calls_free(struct calls *k)
{
    mem_free(k->total);
    mem_free(k->error);
    mem_free(k->local);
    mem_free(k->review);
    mem_free(k->chase);
    mem_free(k->residual);
    *k = (struct calls){0};
}
