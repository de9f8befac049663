/* SPDX-License-Identifier: Apache-2.0 */
/*
 * suggest_units: the amounts of the whole form in another unit, by a power of ten.
 *
 * Audience: suggest.
 *
 * Who may speak: the values of the quarter before and those of the same quarter last year (suggest_past.h), and the medians of
 * the class (suggest_class.h). The year to date is not compared across years. Where the reports contradict each other by a
 * thousand, one of the old ones may be the wrong one: that is told (unit-prior) when the class, or last year's report and the
 * direction of the slip, show which; else it is ambiguous.
 */
#ifndef EC_SUGGEST_SUGGEST_UNITS_H
#define EC_SUGGEST_SUGGEST_UNITS_H

#include "suggest/suggest_work.h"

/* The whole form. Returns true when a row about this report came of it; a note about an old one does not count. */
bool suggest_unit_record(struct suggester *s);

#endif
