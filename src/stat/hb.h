/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hb: the Hidiroglou-Berthelot method: which units changed unusually from one period to the next.
 *
 * Audience: ecoutlier and the reports.
 *
 * For a class of units with previous value p and current value c: the ratio r = c / p is centred on its median M as
 *     s = 1 - M / r  where r < M,   s = r / M - 1  elsewhere,
 * which is symmetric in growth and decline; the effect E = s * max(p, c)^U lets the size of the unit count by U (0 not
 * at all, 1 fully). Quartile fences on E flag the units. Only units with both values above 0 can have a ratio; each of
 * the others has a reason, never silence.
 * Source: Hidiroglou and Berthelot, "Statistical Editing and Imputation for Periodic Business Surveys", Survey
 * Methodology 12-1 (1986).
 */
#ifndef EC_STAT_HB_H
#define EC_STAT_HB_H

#include <stdbool.h>
#include <stddef.h>

#include "stat/fence.h"

/* Why a unit takes no part. */
enum hb_reason {
    HB_USED,
    HB_MISSING_PREV,
    HB_MISSING_CUR,
    HB_MISSING_BOTH,
    HB_ZERO_PREV, /* birth, or a restart */
    HB_ZERO_CUR,  /* death, or a stop */
    HB_ZERO_BOTH, /* dormant */
    HB_NEGATIVE   /* one of the two is below 0 */
};

struct hb_params {
    double u; /* U, 0..1 */
    struct fence_params fence;
};

/* A fitted class; fence is on the scale of E. */
struct hb_class {
    double median_ratio; /* M; 0 when the class has no usable unit */
    struct fence fence;
};

/* The statistics of one unit in a class. */
struct hb_unit {
    double ratio, s, effect;
    enum fence_flag flag;
};

/* May the pair be used? A missing value is told by its has_... argument. */
enum hb_reason hb_reason(bool has_prev, double prev, bool has_cur, double cur);

/* "" for HB_USED, else "MISSING_PREV" and so on. */
const char *hb_reason_name(enum hb_reason r);

/* Fits a class to n pairs, all of them > 0. scratch has room for 2n members. With n < min_obs the status is FENCE_TOO_FEW;
 * the median is still there when n > 0. */
struct hb_class hb_fit(const double *prev, const double *cur, size_t n, const struct hb_params *p, double *scratch);

/* One unit (both values > 0) against a class with a median. */
struct hb_unit hb_judge(const struct hb_class *k, const struct hb_params *p, double prev, double cur);

#endif
