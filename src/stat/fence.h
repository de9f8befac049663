/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fence: bounds, zones and flags that all outlier methods share.
 *
 * Audience: stat/hb, stat/current and ecoutlier.
 *
 * A method ends in two pairs of bounds. Beyond the outer pair a value is taken for an error (`LOW`, `HIGH`: to be
 * verified, perhaps imputed); between the inner and the outer pair it is unusual (`LOW_EXCL`, `HIGH_EXCL`: keep it, but
 * leave it out of means and donors). The outer pair is asked first, so it wins where the two are equal. A value on a
 * bound is not beyond it. The names of the zones are those of Banff (Statistics Canada).
 */
#ifndef EC_STAT_FENCE_H
#define EC_STAT_FENCE_H

#include <stdbool.h>
#include <stddef.h>

#include "stat/quantile.h"

enum fence_flag { FLAG_NONE, FLAG_LOW, FLAG_HIGH, FLAG_LOW_EXCL, FLAG_HIGH_EXCL };

/* What became of a class. */
enum fence_status {
    FENCE_OK,
    FENCE_TOO_FEW,    /* fewer usable units than asked: no bounds */
    FENCE_ONE_SIDED,  /* one spread is 0: everything on that side of the centre is flagged */
    FENCE_DEGENERATE  /* both spreads were 0 by quartiles: see the spread used, or nothing is flagged */
};

/* Where the spread of a side came from. */
enum fence_spread { SPREAD_NONE, SPREAD_QUARTILE, SPREAD_P10, SPREAD_P05, SPREAD_FLOOR };

/* What to do when both spreads are 0. */
enum fence_degenerate {
    DEGENERATE_LADDER, /* the 10th and 90th, then the 5th and 95th percentile, then the floor, each side for itself;
                          a side that stays 0 flags nothing */
    DEGENERATE_STRICT, /* the formula as it stands: every value off the centre is flagged (so Banff) */
    DEGENERATE_NONE    /* flag nothing */
};

/* The constants of a pair of fences. */
struct fence_params {
    double a;                 /* A: the least spread, as a part of |centre| */
    double low, high;         /* C of the outer pair, > 0 */
    double excl_low, excl_high; /* C of the inner pair; 0: none */
    double floor;             /* least spread of a side, in units of the values; 0: none */
    enum quantile_rule rule;
    enum fence_degenerate degenerate;
    size_t min_obs;           /* least number of usable units in a class */
};

/* A fitted pair of fences. Infinite bounds flag nothing. */
struct fence {
    enum fence_status status;
    size_t n;
    double q1, centre, q3;
    double d1, d3;                    /* spreads below and above */
    enum fence_spread from_low, from_high;
    double low, high, excl_low, excl_high;
    bool inner;                       /* there is an inner pair */
    bool closed;                      /* a value on a bound is beyond it (sigma-gap) */
};

/* Quartile fences of n sorted values: centre -/+ C * max(centre - Q1, |A centre|). n < min_obs gives FENCE_TOO_FEW and
 * infinite bounds. */
struct fence fence_fit(const double *sorted, size_t n, const struct fence_params *p);

/* A fence without bounds, of that status. */
struct fence fence_open(enum fence_status status, size_t n);

/* The flag of a value. */
enum fence_flag fence_flag(const struct fence *f, double x);

/* By how much a value passes the outer bound, measured in the distance of that bound from the centre, cut to 0..1: the
 * suspicion used by scores. 0 inside. */
double fence_suspicion(const struct fence *f, double x);

/* "LOW" "HIGH" "LOW_EXCL" "HIGH_EXCL", and "" for none. */
const char *fence_flag_name(enum fence_flag f);

/* "OK" "TOO_FEW" "ONE_SIDED" "DEGENERATE". */
const char *fence_status_name(enum fence_status s);

/* "none" "quartile" "p10" "p05" "floor". */
const char *fence_spread_name(enum fence_spread s);

#endif
