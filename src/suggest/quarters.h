/* SPDX-License-Identifier: Apache-2.0 */
/*
 * quarters: a year to date (x), its quarter (x_q), the same period of last year (x_lyr), and what was reported a quarter ago.
 *
 * Audience: suggest.
 *
 * Four confusions that leave marks in many cells at once, and so can be told without guessing:
 *     stale      the record is the one of the quarter before, sent again: nearly all numbers are the same
 *     years      this year and last year are exchanged: x_lyr, not x, is what the quarters add up to, or x is what was reported
 *                a year ago
 *     quarter    the quarter stands in the column of the year to date, or the other way round: x = x_q after the first quarter
 *     carried on the first quarter was added to last year's total: x = x_q + the year to date of the fourth quarter
 * All arithmetic is exact.
 */
#ifndef EC_SUGGEST_QUARTERS_H
#define EC_SUGGEST_QUARTERS_H

#include <stdbool.h>

#include "value/dec.h"

/* One variable of the form; NULL: missing. prior: the year to date as it was reported a quarter ago; year_ago: as it was reported
 * for the same quarter last year. */
struct quarters_item {
    const struct dec *now, *quarter, *last_year, *prior, *year_ago;
};

enum { QUARTERS_STALE_LEAST = 10, QUARTERS_STALE_PERCENT = 80, QUARTERS_LEAST = 3 };

/* Are the numbers those of the quarter before? now and prior of each item count unless both are zero, which says nothing.
 * *equal of *n were the same. */
bool quarters_stale(const struct quarters_item *items, int count, int *equal, int *n);

/* Are the years exchanged, in every item that can tell and in QUARTERS_LEAST of them at least? An item can tell when it has two
 * different years, and either quarter and prior (that only after the first quarter) or what was reported a year ago. number: of
 * the quarter, 1 to 4, or 0 when prior is not of the quarter before. *n: items that tell. */
bool quarters_years(const struct quarters_item *items, int count, int number, int *n);

enum quarters_confusion {
    QUARTERS_NONE,
    QUARTERS_AS_YEAR,   /* x is the quarter alone: x should be prior + x_q */
    QUARTERS_AS_QUARTER, /* x_q is the year to date: it should be x - prior */
    QUARTERS_UNCLEAR    /* x = x_q in all, but some point one way and some the other */
};

/* x = x_q in every item that has both and is not zero, QUARTERS_LEAST of them at least, after the first quarter. Which of the
 * two is wrong: x of q quarters over the prior q - 1 quarters is near q/(q-1) when it is a year to date, near 1/(q-1) when it
 * is a quarter; the line is their geometric mean (1.414 in the second quarter). An item further than 10^0.35 from either is
 * neither, and speaks against both. *n: items that vote for the answer. */
enum quarters_confusion quarters_confused(const struct quarters_item *items, int count, int number, int *n);

/* Does the year go on over its end? x - x_q = prior in every item that has all three with a prior other than zero, QUARTERS_LEAST
 * of them at least. For the first quarter, prior being that of the fourth. *n: items that tell. */
bool quarters_carried_on(const struct quarters_item *items, int count, int *n);

#endif
