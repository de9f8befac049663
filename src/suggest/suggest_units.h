/* SPDX-License-Identifier: Apache-2.0 */
/*
 * suggest_units: amounts in another unit, by a power of ten: the whole form, or single cells.
 *
 * Audience: suggest.
 *
 * Who may speak: the values of the quarter before, those of the same quarter last year, and for units without a past the medians
 * of their class. The year to date is not compared across years. Two that contradict each other are told as ambiguous: one of
 * the old reports may be the wrong one.
 */
#ifndef EC_SUGGEST_SUGGEST_UNITS_H
#define EC_SUGGEST_SUGGEST_UNITS_H

#include "suggest/suggest_work.h"

/* The whole form. Returns true when a row came of it. */
bool suggest_unit_record(struct suggester *s);

/* Single cells, at most two. Returns true when a row came of it. */
bool suggest_unit_cells(struct suggester *s);

#endif
