/* SPDX-License-Identifier: Apache-2.0 */
/*
 * interval: a stretch of days, from a first to a last one.
 *
 * Audience: value, the rules, data sets. What VTL calls time: a stretch that is exactly one period of the calendar is always
 * held as that period, so equal times are equal values; interval_period finds it.
 */
#ifndef EC_VALUE_INTERVAL_H
#define EC_VALUE_INTERVAL_H

#include "value/period.h"

struct interval {
    struct date first, last; /* first <= last */
};

/* Is that exactly one period of the calendar? The largest is taken: a year before its only day. Sets *p only then. */
bool interval_period(struct interval i, struct period *p);

/* Reads start/end (dates or periods: from the first day of the one to the last of the other), start/duration and
 * duration/end (ISO 8601: P1Y2M3D). Returns false when it is none of these, ends before it begins, or leaves the years
 * 1..9999. */
bool interval_parse(struct interval *i, struct str s);

/* Appends YYYY-MM-DD/YYYY-MM-DD. */
void interval_put(struct buf *b, struct interval i);

#endif
