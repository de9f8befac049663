/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prorate: makes the parts of a sum add up to its total, each in proportion to its size.
 *
 * Audience: ecsuggest, when asked for it; the cases.
 *
 * A tree of sums is worked on from the top: the grand total never moves, each subtotal moves once as a part and is then the
 * total below. Parts that are missing count as 0 and stay missing; zeros and fixed parts never move. The adjusted
 * parts are rounded in their order, the remainder carried on (half away from zero), so that they add up exactly; the result
 * depends on the order of the parts. All arithmetic is exact.
 */
#ifndef EC_SUGGEST_PRORATE_H
#define EC_SUGGEST_PRORATE_H

#include "edits/vset.h"
#include "value/dec.h"

enum prorate_method {
    PRORATE_BASIC,  /* by the value: x + x k / w */
    PRORATE_SCALING /* by the absolute value: signs never change */
};

enum prorate_state {
    PRORATE_ALREADY_OK,
    PRORATE_DONE,
    PRORATE_NOTHING,    /* no part may move, or they add up to 0 */
    PRORATE_NEGATIVE,   /* a negative value, where they are not accepted */
    PRORATE_K_RANGE,    /* scaling by more than the whole */
    PRORATE_BOUNDS,     /* a part would change by a factor outside the bounds */
    PRORATE_DECIMALS,   /* the total has more decimals than are kept */
    PRORATE_NO_TOTAL,   /* the total is missing */
    PRORATE_OVERFLOW
};

struct prorate_sum {
    int total;
    const int *parts; /* [n] in the order of the form */
    int n;
};

struct prorate_plan {
    enum prorate_method method;
    int decimals;                  /* kept in the result */
    const struct prorate_sum *sums; /* [n_sums] the total of a later one is a part of an earlier one, or it has its own top */
    int n_sums;
    struct vset never;
    const struct dec *weights;     /* [variables] > 0, or NULL: all 1. A greater weight moves less */
    bool has_lower, has_upper;     /* bounds of new / old */
    struct dec lower, upper;
    bool accept_negative;
};

/* value: [variables]; present: which are not missing. On PRORATE_DONE the values of the moved parts are changed and *moved tells
 * which; otherwise nothing is changed. work: working memory, [variables]. */
enum prorate_state prorate(const struct prorate_plan *plan, struct dec *value, const struct vset *present,
                           struct dec *work, struct vset *moved);

#endif
