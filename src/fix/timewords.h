/* SPDX-License-Identifier: Apache-2.0 */
/*
 * timewords: dates and periods in the many ways in which people and programs write them.
 *
 * Audience: fix/normalise.
 *
 * A spelling is taken only where it has one meaning. The year comes first, or is the only part that can be it; which of two
 * short numbers is the day is asked of the form. A time of day and a zone behind a day are left out: the day is the one that
 * is written, wherever it was written.
 */
#ifndef EC_FIX_TIMEWORDS_H
#define EC_FIX_TIMEWORDS_H

#include <stdbool.h>

#include "base/str.h"
#include "value/date.h"
#include "value/period.h"

/* What comes first where the year comes last: then nothing is taken, the day, or the month. */
enum timewords_order { TIMEWORDS_YEAR_FIRST, TIMEWORDS_DAY_FIRST, TIMEWORDS_MONTH_FIRST };

/* Reads a whole text as a date: 2023-7-4, 2023/7/4, 2023.7.4, 2023年7月4日, 20230704, each with a time or a zone behind it
 * (T18:10:28Z, 18:10, +08:00), 20230704181028; by order also 4.7.2023, 4/7/2023, 4-7-2023. *time: was there a time of day or a
 * zone? Returns false, and sets nothing, for all else. */
bool timewords_date(struct str s, enum timewords_order order, struct date *d, bool *time);

/* Reads a whole text as a period: all that period_parse takes in small letters, with blanks, the year behind (Q3 2025, Q3/2025),
 * a zone (2025-07Z), the Chinese writings of a year, half, quarter, month, week and day (2025年第三季度, 2025年9月份,
 * 2025年上半年), months by their English names (Sep 2025), 2025/09, 202509, and a day that timewords_date reads without a
 * time, or with that of midnight. Returns false for all else. */
bool timewords_period(struct str s, struct period *p);

#endif
