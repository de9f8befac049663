/* SPDX-License-Identifier: Apache-2.0 */
#include "stat/outlier.h"

#include <math.h>

#include "base/mem.h"

void outlier_reserve(struct outlier_values *v, size_t n, bool hb)
{
    if (hb)
        v->prev = mem_resize(v->prev, n, sizeof *v->prev);
    v->cur = mem_resize(v->cur, n, sizeof *v->cur);
    v->reason = mem_resize(v->reason, n, 1);
    v->level = mem_resize(v->level, n, 1);
}

static enum outlier_reason current_reason(const struct outlier_params *p, enum outlier_state has, double cur)
{
    if (has == VALUE_BAD)
        return OUT_NOT_A_NUMBER;
    if (has == VALUE_NO_RATIO)
        return OUT_ZERO_DENOMINATOR;
    if (has == VALUE_MISSING)
        return (enum outlier_reason)HB_MISSING_CUR;
    return p->logarithm && !(cur > 0) ? OUT_NOT_POSITIVE : OUT_USED;
}

void outlier_set(struct outlier_values *v, const struct outlier_params *p, size_t i, enum outlier_state has_prev,
                 double prev, enum outlier_state has_cur, double cur)
{
    enum outlier_reason r = current_reason(p, has_cur, cur);
    if (p->hb) {
        if (has_cur == VALUE_BAD || has_prev == VALUE_BAD)
            r = OUT_NOT_A_NUMBER;
        else if (has_cur == VALUE_NO_RATIO || has_prev == VALUE_NO_RATIO)
            r = OUT_ZERO_DENOMINATOR;
        else
            r = (enum outlier_reason)hb_reason(has_prev == VALUE_PRESENT, prev, has_cur == VALUE_PRESENT, cur);
        v->prev[i] = has_prev == VALUE_PRESENT ? prev : 0;
    }
    if (has_cur != VALUE_PRESENT)
        cur = 0;
    v->cur[i] = !p->hb && p->logarithm && r == OUT_USED ? log(cur) : cur;
    v->reason[i] = (uint8_t)r;
}

/* One class: its usable units side by side, then the method. room has four arrays of n. */
static void fit_class(struct outlier_values *v, const struct outlier_params *p, const struct classes *c, int level,
                      int32_t k, double *room)
{
    size_t from = c->start[level][k], to = c->start[level][k + 1], n = 0;
    double *prev = room, *cur = room + (to - from), *scratch = room + 2 * (to - from);
    for (size_t i = from; i < to; i++) {
        size_t unit = c->order[level][i];
        if (v->reason[unit] != OUT_USED)
            continue;
        if (p->hb)
            prev[n] = v->prev[unit];
        cur[n++] = v->cur[unit];
    }
    struct hb_class *fit = &v->fits[level][k];
    if (p->hb)
        *fit = hb_fit(prev, cur, n, &p->change, scratch);
    else
        fit->fence = current_fit(cur, n, &p->current, scratch);
}

void outlier_fit(struct outlier_values *v, const struct outlier_params *p, const struct classes *c)
{
    uint8_t *usable = mem_array(c->n, 1);
    for (size_t i = 0; i < c->n; i++)
        usable[i] = v->reason[i] == OUT_USED;
    size_t min_obs = p->hb ? p->change.fence.min_obs : p->current.fence.min_obs;
    classes_climb(c, usable, min_obs, v->level);
    mem_free(usable);

    double *room = mem_array(4 * c->n, sizeof *room);
    v->fits = mem_array((size_t)c->levels, sizeof *v->fits);
    for (int l = 0; l < c->levels; l++) {
        uint8_t *used = mem_array((size_t)c->counts[l], 1);
        for (size_t i = 0; i < c->n; i++)
            if (v->level[i] == l)
                used[classes_of(c, l, i)] = 1;
        v->fits[l] = mem_array((size_t)c->counts[l], sizeof **v->fits);
        for (int32_t k = 0; k < c->counts[l]; k++)
            if (used[k])
                fit_class(v, p, c, l, k, room);
        mem_free(used);
    }
    mem_free(room);
}

struct outlier_verdict outlier_judge(const struct outlier_values *v, const struct outlier_params *p,
                                     const struct classes *c, size_t i)
{
    struct outlier_verdict r = {.level = v->level[i]};
    r.klass = classes_of(c, r.level, i);
    r.fit = &v->fits[r.level][r.klass];
    if (v->reason[i] != OUT_USED)
        return r;
    if (p->hb) {
        r.unit = hb_judge(r.fit, &p->change, v->prev[i], v->cur[i]);
    } else {
        r.unit.effect = v->cur[i];
        r.unit.flag = fence_flag(&r.fit->fence, v->cur[i]);
    }
    return r;
}

double outlier_expected(const struct outlier_values *v, const struct classes *c, size_t i)
{
    int level = v->level[i];
    double median = v->fits[level][classes_of(c, level, i)].median_ratio;
    /* The median is that of pairs above 0; a class without any has none, and then the value stays. */
    return v->prev[i] > 0 && median > 0 ? v->prev[i] * median : v->prev[i];
}

double outlier_bound(const struct outlier_params *p, double bound)
{
    return !p->hb && p->logarithm && isfinite(bound) ? exp(bound) : bound;
}

const char *outlier_reason_name(enum outlier_reason r)
{
    switch (r) {
    case OUT_NOT_A_NUMBER: return "NOT_A_NUMBER";
    case OUT_ZERO_DENOMINATOR: return "ZERO_DENOMINATOR";
    case OUT_NOT_POSITIVE: return "NOT_POSITIVE";
    case OUT_USED:
    default: return hb_reason_name((enum hb_reason)r);
    }
}

void outlier_values_free(struct outlier_values *v, const struct classes *c)
{
    for (int l = 0; v->fits && l < c->levels; l++)
        mem_free(v->fits[l]);
    mem_free(v->fits);
    mem_free(v->prev);
    mem_free(v->cur);
    mem_free(v->reason);
    mem_free(v->level);
    *v = (struct outlier_values){0};
}
