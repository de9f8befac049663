/* SPDX-License-Identifier: Apache-2.0 */
/*
 * suggest_class: what the class of an enterprise says about its units of measure, by the medians of the class.
 *
 * Audience: suggest_units, suggest_unit_cells.
 *
 * Expected of a figure is the class's median of it, times a size of the enterprise's own by the class's median of that size
 * (medians.h). Each size (staff, electricity, water ...) is a witness for itself. Enterprises differ: what the class says is read
 * with a wide band, and only a factor of a thousand or more counts.
 *     the whole form   the median of the amounts' decimal logarithms against what is expected, by each size that is no amount:
 *                      the factor when it lies within CLASS_RECORD of it and three of four are nearer to it than to 0, in order
 *                      when it lies within CLASS_RECORD of 0
 *     one item         its logarithm by each size in another unit than the item's own; the factor within CLASS_ITEM of it, in
 *                      order within CLASS_IN_ORDER of 0
 * A factor stands when no size says anything else, "in order" when more sizes say so than not. Two sizes in one unit are one.
 *
 * The bands: histories of made-up enterprises (ecgen --history, seeds 501 to 503), as if all were new, against their class in the
 * same quarter of last year. What tests/truth/units.sh says of other seeds is in ecsuggest(1).
 */
#ifndef EC_SUGGEST_SUGGEST_CLASS_H
#define EC_SUGGEST_SUGGEST_CLASS_H

#include "suggest/suggest_work.h"

/* Hundredths of a decimal logarithm. */
enum { CLASS_RECORD = 75, CLASS_ITEM = 50, CLASS_IN_ORDER = 100 };

/* What the class says: k, and how many sizes say so. sizes == 0: nothing. */
struct class_says {
    int k, sizes;
    int usable; /* amounts that the first size that says so could compare */
};

/* Of the whole form. Nothing when there are no medians. */
struct class_says class_of_form(struct suggester *s);

/* Is it worth asking about the whole form? A cheap look at an amount or two: false when one of them is in order. */
bool class_is_worth(struct suggester *s);

/* Of one item. */
struct class_says class_of_item(struct suggester *s, int column);

/* Is there a unit in which people reckon, so that a figure in it is 10^k times the one in the column's? Only factors of a
 * thousand and more: ten or a hundred may be growth, or a slip of the finger. */
bool class_is_unit(const struct suggest_column *c, int k);

#endif
