/* SPDX-License-Identifier: Apache-2.0 */
/*
 * period: regular time periods (time_period) and durations of VTL.
 *
 * Audience: values, rules, forms. A period is an indicator (A S T Q M W D), a year and a number in the year. All the
 * spellings that are accepted (2024, 2024A, 2024A1, 2024-A1, 2024Q3, 2024-Q3, 2024M3, 2024-M03, 2024-03, 2024W5,
 * 2024D60, 2024-02-29 for a day, leading zeros) become one value, and one spelling when written: 2024A 2024S1 2024T2 2024Q3
 * 2024M03 2024W05 2024D060.
 */
#ifndef EC_VALUE_PERIOD_H
#define EC_VALUE_PERIOD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"
#include "value/date.h"

struct period {
    int16_t year;   /* 1..9999 */
    int16_t number; /* 1..1 (A), 2 (S), 3 (T), 4 (Q), 12 (M), 52 or 53 (W, ISO weeks), 365 or 366 (D) */
    char indicator; /* 'A' 'S' 'T' 'Q' 'M' 'W' 'D'; T is SDMX's, of four months */
};

/* The number of periods of that indicator in a year; 0 for an unknown indicator. */
int period_count(int year, char indicator);

/* Reads any of the spellings. Returns false when the text is none or the period does not exist. */
bool period_parse(struct period *p, struct str s);

/* Appends the normal spelling. */
void period_put(struct buf *b, struct period p);

/* The first and the last day. An ISO week may begin in the year before or end in the year after. Returns false where
 * that day lies outside the years 1..9999. */
bool period_first(struct date *d, struct period p);
bool period_last(struct date *d, struct period p);

/* The daily period of a date. */
struct period period_of_day(struct date d);

/* The period of that indicator that holds a day: the year of a week is the ISO year. Returns false for an unknown indicator,
 * and for the days of a week whose year is not in 1..9999. */
bool period_of_date(struct period *p, struct date d, char indicator);

/* Can periods of one indicator be put together to those of another? Weeks only to years (of ISO), quarters to no four months. */
bool period_nests(char from, char to);

/* Compares two periods of one indicator (the caller checks): <0, 0, >0. */
int period_cmp(struct period a, struct period b);

/* Same indicator, year and number? */
static inline bool period_eq(struct period a, struct period b)
{
    return a.indicator == b.indicator && a.year == b.year && a.number == b.number;
}

/* The period n later of the same indicator (n may be negative). Returns false outside the years 1..9999. */
bool period_shift(struct period *r, struct period p, int64_t n);

/*
 * A duration: months and days. D W M Q T S A are (0,1) (0,7) (1,0) (3,0) (4,0) (6,0) (12,0); PnYnMnD has both.
 */
enum { DURATION_YEARS = 1, DURATION_MONTHS = 2, DURATION_DAYS = 4 };

struct duration {
    int32_t months, days; /* both >= 0 */
    char letter;          /* how it was written: D W M Q T S A, or 0 for the P form */
    uint8_t parts;        /* P form: which parts were written: DURATION_YEARS | DURATION_MONTHS | DURATION_DAYS */
};

/* Reads D W M Q T S A (Y means A), PnYnMnD with at least one part, or PnW, which is held as its days. Returns false for
 * anything else. */
bool duration_parse(struct duration *d, struct str s);

/* Appends it as it was written (Y as A). */
void duration_put(struct buf *b, struct duration d);

/* The duration of a period indicator. */
struct duration duration_of(char indicator);

/* Compares; *order is <0, 0, >0. Returns false when the order depends on the months meant (P1M and P30D). */
bool duration_cmp(struct duration a, struct duration b, int *order);

#endif
