/*
 * quarters: a year to date (x), its quarter (x_q), the same period of last year (x_lyr), and what was reported a quarter ago.
 *
 * Audience: suggest.
 *
 * Three confusions that leave marks in many cells at once, and so can be told without guessing:
 *     stale      the record is the one of the quarter before, sent again: nearly all numbers are the same
 *     years      this year and last year are exchanged: x_lyr, not x, is what the quarters add up to
 *     quarter    the quarter stands in the column of the year to date, or the other way round: x = x_q after the first quarter
 * All arithmetic is exact.
 */
#ifndef EC_EDIT_QUARTERS_H
#define EC_EDIT_QUARTERS_H

#include <stdbool.h>

#include "value/dec.h"

/* One variable of the form; NULL: missing. prior: the year to date as it was reported a quarter ago. */
struct quarters_item {
    const struct dec *now, *quarter, *last_year, *prior;
};

enum { QUARTERS_STALE_LEAST = 10, QUARTERS_STALE_PERCENT = 80, QUARTERS_LEAST = 3 };

/* Are the numbers those of the quarter before? now and prior of each item count unless both are zero, which says nothing.
 * *equal of *n were the same. */
bool quarters_stale(const struct quarters_item *items, int count, int *equal, int *n);

/* Are the years exchanged, in every item that can tell and in QUARTERS_LEAST of them at least? An item can tell when it has all
 * four (prior only after the first quarter) and two different years. number: of the quarter, 1 to 4. *n: items that tell. */
bool quarters_years(const struct quarters_item *items, int count, int number, int *n);

enum quarters_confusion {
    QUARTERS_NONE,
    QUARTERS_AS_YEAR,   /* x is the quarter alone: x should be prior + x_q */
    QUARTERS_AS_QUARTER, /* x_q is the year to date: it should be x - prior */
    QUARTERS_UNCLEAR    /* x = x_q in all, but some point one way and some the other */
};

/* x = x_q in every item that has both and is not zero, QUARTERS_LEAST of them at least, after the first quarter. Which of the
 * two is wrong: x of q quarters over the prior q - 1 quarters is near q/(q-1) when it is a year to date, near 1/(q-1) when it
 * is a quarter; the line is their geometric mean (1.414 in the second quarter). *n: items that vote for the answer. */
enum quarters_confusion quarters_confused(const struct quarters_item *items, int count, int number, int *n);

#endif
