/* SPDX-License-Identifier: Apache-2.0 */
#include "stat/fence.h"

#include <math.h>

struct fence fence_open(enum fence_status status, size_t n)
{
    return (struct fence){.status = status,
                          .n = n,
                          .low = -INFINITY,
                          .high = INFINITY,
                          .excl_low = -INFINITY,
                          .excl_high = INFINITY};
}

/* The first percentile of the ladder that gives a spread; the floor after them. */
static double climb(const double *sorted, size_t n, const struct fence_params *p, double centre, bool above,
                    enum fence_spread *from)
{
    static const unsigned rungs[] = {100, 50};
    static const enum fence_spread names[] = {SPREAD_P10, SPREAD_P05};
    for (int i = 0; i < 2; i++) {
        double d = above ? quantile_of(sorted, n, 1000 - rungs[i], p->rule) - centre
                         : centre - quantile_of(sorted, n, rungs[i], p->rule);
        if (d > 0) {
            *from = names[i];
            return d;
        }
    }
    *from = SPREAD_NONE;
    return 0;
}

static double raise_to_floor(double d, double floor, enum fence_spread *from)
{
    if (d >= floor)
        return d;
    *from = SPREAD_FLOOR;
    return floor;
}

static void set_bounds(struct fence *f, const struct fence_params *p, bool low, bool high)
{
    f->inner = p->excl_low > 0 && p->excl_high > 0;
    if (low) {
        f->low = f->centre - p->low * f->d1;
        f->excl_low = f->inner ? f->centre - p->excl_low * f->d1 : -INFINITY;
    }
    if (high) {
        f->high = f->centre + p->high * f->d3;
        f->excl_high = f->inner ? f->centre + p->excl_high * f->d3 : INFINITY;
    }
}

struct fence fence_fit(const double *sorted, size_t n, const struct fence_params *p)
{
    struct fence f = fence_open(FENCE_OK, n);
    if (!n || n < p->min_obs) {
        f.status = FENCE_TOO_FEW;
        return f;
    }
    f.q1 = quantile_of(sorted, n, 250, p->rule);
    f.centre = quantile_median(sorted, n);
    f.q3 = quantile_of(sorted, n, 750, p->rule);
    double least = fabs(p->a * f.centre);
    f.d1 = fmax(f.centre - f.q1, least);
    f.d3 = fmax(f.q3 - f.centre, least);
    f.from_low = f.from_high = SPREAD_QUARTILE;
    if (f.d1 > 0 || f.d3 > 0) {
        f.status = f.d1 > 0 && f.d3 > 0 ? FENCE_OK : FENCE_ONE_SIDED;
        f.d1 = raise_to_floor(f.d1, p->floor, &f.from_low);
        f.d3 = raise_to_floor(f.d3, p->floor, &f.from_high);
        set_bounds(&f, p, true, true);
        return f;
    }
    f.status = FENCE_DEGENERATE;
    if (p->degenerate == DEGENERATE_LADDER) {
        f.d1 = raise_to_floor(climb(sorted, n, p, f.centre, false, &f.from_low), p->floor, &f.from_low);
        f.d3 = raise_to_floor(climb(sorted, n, p, f.centre, true, &f.from_high), p->floor, &f.from_high);
        set_bounds(&f, p, f.d1 > 0, f.d3 > 0);
    } else if (p->degenerate == DEGENERATE_STRICT) {
        set_bounds(&f, p, true, true);
    }
    return f;
}

enum fence_flag fence_flag(const struct fence *f, double x)
{
    if (x < f->low || (f->closed && x <= f->low))
        return FLAG_LOW;
    if (x > f->high || (f->closed && x >= f->high))
        return FLAG_HIGH;
    if (!f->inner)
        return FLAG_NONE;
    if (x < f->excl_low || (f->closed && x <= f->excl_low))
        return FLAG_LOW_EXCL;
    if (x > f->excl_high || (f->closed && x >= f->excl_high))
        return FLAG_HIGH_EXCL;
    return FLAG_NONE;
}

double fence_suspicion(const struct fence *f, double x)
{
    enum fence_flag flag = fence_flag(f, x);
    if (flag != FLAG_LOW && flag != FLAG_HIGH)
        return 0;
    double bound = flag == FLAG_LOW ? f->low : f->high, width = fabs(bound - f->centre);
    if (!(width > 0))
        return 1;
    return fmin(1, fabs(x - bound) / width);
}

const char *fence_flag_name(enum fence_flag f)
{
    static const char *const names[] = {"", "LOW", "HIGH", "LOW_EXCL", "HIGH_EXCL"};
    return names[f];
}

const char *fence_status_name(enum fence_status s)
{
    static const char *const names[] = {"OK", "TOO_FEW", "ONE_SIDED", "DEGENERATE"};
    return names[s];
}

const char *fence_spread_name(enum fence_spread s)
{
    static const char *const names[] = {"none", "quartile", "p10", "p05", "floor"};
    return names[s];
}
