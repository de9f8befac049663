/* SPDX-License-Identifier: Apache-2.0 */
#include "stat/current.h"

#include <math.h>

/* Makes the median absolute deviation of a normal distribution its standard deviation. */
static const double mad_to_sigma = 1.4826;

/* The bounds base -/+ C d, where the method's base is not the centre. */
static void around(struct fence *f, const struct fence_params *p, double base_low, double base_high)
{
    if (!(f->d1 > 0) && !(f->d3 > 0)) {
        f->status = FENCE_DEGENERATE;
        return;
    }
    f->inner = p->excl_low > 0 && p->excl_high > 0;
    f->low = base_low - p->low * f->d1;
    f->high = base_high + p->high * f->d3;
    if (f->inner) {
        f->excl_low = base_low - p->excl_low * f->d1;
        f->excl_high = base_high + p->excl_high * f->d3;
    }
    f->from_low = f->from_high = SPREAD_QUARTILE;
}

static void boxplot(struct fence *f, const struct current_params *p)
{
    double iqr = f->q3 - f->q1;
    f->d1 = p->asymmetric ? 2 * (f->centre - f->q1) : iqr;
    f->d3 = p->asymmetric ? 2 * (f->q3 - f->centre) : iqr;
    around(f, &p->fence, f->q1, f->q3);
}

static void adjusted(struct fence *f, const double *sorted, const struct current_params *p)
{
    double iqr = f->q3 - f->q1, mc = quantile_medcouple(sorted, f->n);
    f->d1 = iqr * exp(mc >= 0 ? -4 * mc : -3 * mc);
    f->d3 = iqr * exp(mc >= 0 ? 3 * mc : 4 * mc);
    around(f, &p->fence, f->q1, f->q3);
}

static double standard_deviation(const double *x, size_t n)
{
    double mean = 0, sum = 0;
    for (size_t i = 0; i < n; i++)
        mean += x[i] / (double)n;
    for (size_t i = 0; i < n; i++)
        sum += (x[i] - mean) * (x[i] - mean);
    return n > 1 ? sqrt(sum / (double)(n - 1)) : 0;
}

static void robust_z(struct fence *f, const double *sorted, const struct current_params *p, double *scratch)
{
    double sigma = mad_to_sigma * quantile_mad(sorted, f->n, f->centre, scratch);
    if (!(sigma > 0))
        sigma = fabs(p->fence.a * f->centre);
    f->d1 = f->d3 = sigma;
    around(f, &p->fence, f->centre, f->centre);
}

/* The first value above the start, going up, that lies more than gap above the one before; infinity when there is
 * none. start is a 0-based index. */
static double first_above(const double *sorted, size_t n, size_t start, double gap)
{
    for (size_t i = start; i + 1 < n; i++)
        if (sorted[i + 1] - sorted[i] > gap)
            return sorted[i + 1];
    return INFINITY;
}

static double first_below(const double *sorted, size_t start, double gap)
{
    for (size_t i = start; i > 0; i--)
        if (sorted[i] - sorted[i - 1] > gap)
            return sorted[i - 1];
    return -INFINITY;
}

static void sigma_gap(struct fence *f, const double *sorted, const struct current_params *p, double *scratch)
{
    const struct fence_params *c = &p->fence;
    double sigma = p->deviation ? standard_deviation(sorted, f->n)
                                : mad_to_sigma * quantile_mad(sorted, f->n, f->centre, scratch);
    f->d1 = f->d3 = sigma;
    if (!(sigma > 0)) {
        f->status = FENCE_DEGENERATE;
        return;
    }
    size_t up = (f->n * p->centile + 99) / 100 - 1, down = f->n - 1 - up;
    f->closed = true;
    f->inner = c->excl_low > 0 && c->excl_high > 0;
    f->high = first_above(sorted, f->n, up, c->high * sigma);
    f->low = first_below(sorted, down, c->low * sigma);
    if (f->inner) {
        f->excl_high = first_above(sorted, f->n, up, c->excl_high * sigma);
        f->excl_low = first_below(sorted, down, c->excl_low * sigma);
    }
    f->from_low = f->from_high = SPREAD_QUARTILE;
}

struct fence current_fit(double *x, size_t n, const struct current_params *p, double *scratch)
{
    struct fence f = fence_open(FENCE_TOO_FEW, n);
    if (!n || n < p->fence.min_obs)
        return f;
    quantile_sort(x, n, scratch);
    if (p->method == CURRENT_FENCE)
        return fence_fit(x, n, &p->fence);
    f.status = FENCE_OK;
    f.q1 = quantile_of(x, n, 250, p->fence.rule);
    f.centre = quantile_median(x, n);
    f.q3 = quantile_of(x, n, 750, p->fence.rule);
    switch (p->method) {
    case CURRENT_BOXPLOT: boxplot(&f, p); break;
    case CURRENT_ADJUSTED: adjusted(&f, x, p); break;
    case CURRENT_Z: robust_z(&f, x, p, scratch); break;
    case CURRENT_SIGMAGAP: sigma_gap(&f, x, p, scratch); break;
    case CURRENT_FENCE: break;
    }
    return f;
}
