/* SPDX-License-Identifier: Apache-2.0 */
#include "stat/hb.h"

#include <math.h>

enum hb_reason hb_reason(bool has_prev, double prev, bool has_cur, double cur)
{
    if (!has_prev)
        return has_cur ? HB_MISSING_PREV : HB_MISSING_BOTH;
    if (!has_cur)
        return HB_MISSING_CUR;
    if (prev < 0 || cur < 0)
        return HB_NEGATIVE;
    if (prev == 0)
        return cur == 0 ? HB_ZERO_BOTH : HB_ZERO_PREV;
    return cur == 0 ? HB_ZERO_CUR : HB_USED;
}

const char *hb_reason_name(enum hb_reason r)
{
    static const char *const names[] = {"",          "MISSING_PREV", "MISSING_CUR", "MISSING_BOTH",
                                        "ZERO_PREV", "ZERO_CUR",     "ZERO_BOTH",   "NEGATIVE"};
    return names[r];
}

/* size^u; the usual exponents without pow, which is slow and may differ in the last bit between libraries. */
static double size_effect(double size, double u)
{
    if (u == 0)
        return 1;
    if (u == 0.5)
        return sqrt(size);
    return u == 1 ? size : pow(size, u);
}

static double centred(double ratio, double median)
{
    return ratio < median ? 1 - median / ratio : ratio / median - 1;
}

struct hb_class hb_fit(const double *prev, const double *cur, size_t n, const struct hb_params *p, double *scratch)
{
    struct hb_class k = {.fence = fence_open(FENCE_TOO_FEW, n)};
    if (!n)
        return k;
    double *x = scratch, *spare = scratch + n;
    for (size_t i = 0; i < n; i++)
        x[i] = cur[i] / prev[i];
    quantile_sort(x, n, spare);
    k.median_ratio = quantile_median(x, n);
    if (n < p->fence.min_obs)
        return k;
    for (size_t i = 0; i < n; i++)
        x[i] = centred(cur[i] / prev[i], k.median_ratio) * size_effect(fmax(prev[i], cur[i]), p->u);
    quantile_sort(x, n, spare);
    k.fence = fence_fit(x, n, &p->fence);
    return k;
}

struct hb_unit hb_judge(const struct hb_class *k, const struct hb_params *p, double prev, double cur)
{
    struct hb_unit u = {.ratio = cur / prev};
    u.s = centred(u.ratio, k->median_ratio);
    u.effect = u.s * size_effect(fmax(prev, cur), p->u);
    u.flag = fence_flag(&k->fence, u.effect);
    return u;
}
