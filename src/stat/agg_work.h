/*
 * agg_work: what the arithmetic of aggregates (agg.c) and their text form (agg_text.c) share.
 *
 * Audience: these two.
 */
#ifndef EC_STAT_AGG_WORK_H
#define EC_STAT_AGG_WORK_H

#include "stat/agg.h"

/* Integers on a common scale. */
struct agg_sums {
    int scale;
    struct wide sum, squares; /* squares on twice the scale; only for variances */
};

bool agg_is_variance(enum agg_kind k);

/* Keeps a value for the median. Returns AGG_OK, or AGG_MEMORY when the budget (NULL: none) does not allow it. */
enum agg_status agg_keep(struct agg *a, const struct dec *d, struct agg_budget *budget);

/* Makes v, whose text is copied, the minimum or maximum. */
void agg_set_best(struct agg *a, const struct value *v);

/* Sorts the values of a median, equal numbers by their decimals. */
void agg_sort(struct agg *a);

#endif
