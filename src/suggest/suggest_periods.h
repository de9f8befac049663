/* SPDX-License-Identifier: Apache-2.0 */
/*
 * suggest_periods: copies of the quarter before, exchanged years, quarters that stand for the year to date (quarters.h).
 *
 * Audience: suggest.
 */
#ifndef EC_SUGGEST_SUGGEST_PERIODS_H
#define EC_SUGGEST_SUGGEST_PERIODS_H

#include "suggest/suggest_work.h"

/* Is the record a copy of the quarter before? Returns true when it was told so. */
bool suggest_stale(struct suggester *s);

/* Exchanged years, quarter and year to date, a year carried on. Returns true when a row came of it. */
bool suggest_periods(struct suggester *s);

#endif
