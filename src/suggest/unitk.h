/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unitk: amounts reported in another unit, by a power of ten.
 *
 * Audience: ecsuggest.
 *
 * Each amount is compared with a reference (own previous value, same quarter of last year, class median). L is the decimal
 * logarithm of |current / reference|. When the median of all L lies within the tolerance of a whole number k other than 0,
 * and enough of the amounts agree with it, the whole form is in another unit. When the form as a whole is in order but single
 * amounts are near a whole number, those cells are.
 *
 * Ratios are compared exactly; logarithms come from value/decmath.
 */
#ifndef EC_SUGGEST_UNITK_H
#define EC_SUGGEST_UNITK_H

#include "value/dec.h"

enum unitk_state {
    UNITK_OK,
    UNITK_NO_BASE, /* no amount has a reference */
    UNITK_TOO_FEW, /* one amount alone cannot tell */
    UNITK_RECORD,  /* divide all amounts by 10^k */
    UNITK_CELL     /* single cells, see cells */
};

enum { UNITK_VARS = 1024, UNITK_MOST = 4 };

struct unitk {
    enum unitk_state state;
    int k;                 /* UNITK_RECORD */
    int usable, agree;     /* amounts with a reference; amounts that agree with k */
    bool in_order;         /* the form as a whole: no number is suspicious, or the median of the L is near 0 */
    bool has_median;       /* set where it was needed: not for forms that are in order as a whole */
    struct dec median;     /* of the L */
    struct dec spread;     /* UNITK_RECORD: half the distance between the quartiles of the L */
    int n_cells;           /* UNITK_CELL */
    struct {
        int var, k;
    } cells[UNITK_VARS];
};

/* current, reference: [n] or NULL for missing, n <= UNITK_VARS; zeros count as missing. most: the largest |k| of a
 * record, usually UNITK_MOST. always_median: compute the median even
 * where nothing is suspicious. */
void unitk_check(const struct dec *const *current, const struct dec *const *reference, int n, int most,
                 bool always_median, struct unitk *out);

/* The whole number k other than 0 near the decimal logarithm of |current / reference|; 0 when there is none up to 12, or one of
 * the two is zero. */
int unitk_shift(const struct dec *current, const struct dec *reference);

/* The decimal logarithm of |current / reference|, in hundredths, rounded down to five of them: cheap, where a wide band is all
 * that is asked for. Returns false when one of the two is zero. */
bool unitk_hundredths(const struct dec *current, const struct dec *reference, int *l);

/* Is the logarithm near 0, within the tolerance? Not when one of the two is zero. */
bool unitk_near(const struct dec *current, const struct dec *reference);

#endif
