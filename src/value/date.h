/* SPDX-License-Identifier: Apache-2.0 */
/*
 * date: days of the proleptic Gregorian calendar, years 1 to 9999.
 *
 * Audience: values, rules, forms. A date is its day number, so comparing and differences are integer arithmetic.
 * Source of the civil-day formulas: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms" (public domain).
 */
#ifndef EC_VALUE_DATE_H
#define EC_VALUE_DATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"

struct date {
    int32_t day; /* days since 1970-01-01 */
};

struct civil {
    int year, month, day; /* 1..9999, 1..12, 1..31 */
};

/* Is it a leap year? */
bool date_leap(int year);

/* Days of a month (1..12). */
int date_month_days(int year, int month);

/* The date of year, month, day. Returns false when there is no such day or the year is not in 1..9999. */
bool date_make(struct date *d, int year, int month, int day);

/* Year, month, day of a date. */
struct civil date_civil(struct date d);

/* Day of the year, 1..366. */
int date_yearday(struct date d);

/* Monday 1 .. Sunday 7 (ISO 8601). */
int date_weekday(struct date d);

/* Reads YYYY-MM-DD exactly. Returns false when the text is not that or there is no such day. */
bool date_parse(struct date *d, struct str s);

/* Appends YYYY-MM-DD. */
void date_put(struct buf *b, struct date d);

/* The date n months later (n may be negative); a day that the month lacks becomes its last. Returns false when the year
 * leaves 1..9999. */
bool date_add_months(struct date *r, struct date d, int64_t n);

/* The date n days later. Returns false when the year leaves 1..9999. */
bool date_add_days(struct date *r, struct date d, int64_t n);

#endif
