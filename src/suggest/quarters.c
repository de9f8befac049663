/* SPDX-License-Identifier: Apache-2.0 */
#include "suggest/quarters.h"

#include "suggest/unitk.h"

bool quarters_stale(const struct quarters_item *items, int count, int *equal, int *n)
{
    *equal = *n = 0;
    for (int i = 0; i < count; i++) {
        const struct dec *a = items[i].now, *b = items[i].prior;
        if (!a || !b || (!dec_sign(a) && !dec_sign(b)))
            continue;
        ++*n;
        *equal += dec_cmp(a, b) == 0;
    }
    return *n >= QUARTERS_STALE_LEAST && *equal * 100 >= *n * QUARTERS_STALE_PERCENT;
}

/* What the year to date should be. Returns false when it cannot be told. */
static bool year_to_date(const struct quarters_item *x, int number, struct dec *sum)
{
    if (!number || !x->quarter || (number > 1 && !x->prior))
        return false;
    *sum = *x->quarter;
    return number == 1 || dec_add(sum, x->prior, x->quarter) == DEC_OK;
}

/* 1: the years of the item are exchanged; -1: they are not; 0: it cannot tell. */
static int years_of(const struct quarters_item *x, int number)
{
    struct dec sum;
    if (!x->now || !x->last_year || dec_cmp(x->now, x->last_year) == 0)
        return 0;
    if (year_to_date(x, number, &sum))
        return dec_cmp(x->last_year, &sum) == 0 ? 1 : -1;
    if (!x->year_ago || !dec_sign(x->year_ago))
        return 0;
    return dec_cmp(x->now, x->year_ago) == 0 ? 1 : dec_cmp(x->last_year, x->year_ago) == 0 ? -1 : 0;
}

bool quarters_years(const struct quarters_item *items, int count, int number, int *n)
{
    *n = 0;
    for (int i = 0; i < count; i++) {
        int is = years_of(&items[i], number);
        if (is < 0)
            return false;
        *n += is;
    }
    return *n >= QUARTERS_LEAST;
}

bool quarters_carried_on(const struct quarters_item *items, int count, int *n)
{
    *n = 0;
    for (int i = 0; i < count; i++) {
        const struct quarters_item *x = &items[i];
        struct dec before;
        if (!x->now || !x->quarter || !x->prior || !dec_sign(x->prior))
            continue;
        if (dec_sub(&before, x->now, x->quarter) != DEC_OK || dec_cmp(&before, x->prior) != 0)
            return false;
        ++*n;
    }
    return *n >= QUARTERS_LEAST;
}

/* Is x below the line between a quarter and a year to date: (q-1)^2 x^2 < q prior^2? Returns -1 when that does not fit. */
static int is_quarter(const struct dec *x, const struct dec *prior, int number)
{
    struct dec k = dec_int(number - 1), q = dec_int(number), left, right;
    if (dec_mul(&left, x, &k) != DEC_OK || dec_mul(&left, &left, &left) != DEC_OK || dec_mul(&right, prior, prior) != DEC_OK ||
        dec_mul(&right, &right, &q) != DEC_OK)
        return -1;
    return dec_cmp(&left, &right) < 0;
}

/* Is x near the steady pace of what it is taken for, q quarters or one against the q - 1 before? If not, it is neither: the
 * figures of somebody else, perhaps. */
static bool has_pace(const struct dec *x, const struct dec *prior, int number, int quarter)
{
    struct dec k = dec_int(number - 1), q = dec_int(quarter ? 1 : number), left, right;
    return dec_mul(&left, x, &k) == DEC_OK && dec_mul(&right, prior, &q) == DEC_OK && unitk_near(&left, &right);
}

enum quarters_confusion quarters_confused(const struct quarters_item *items, int count, int number, int *n)
{
    int votes[2] = {0, 0}, pairs = 0, neither = 0;
    *n = 0;
    if (number < 2)
        return QUARTERS_NONE;
    for (int i = 0; i < count; i++) {
        const struct quarters_item *x = &items[i];
        if (!x->now || !x->quarter || (!dec_sign(x->now) && !dec_sign(x->quarter)))
            continue;
        if (dec_cmp(x->now, x->quarter) != 0)
            return QUARTERS_NONE;
        pairs++;
        /* Losses have no such ratio. */
        int vote = x->prior && dec_sign(x->prior) > 0 && dec_sign(x->now) > 0 ? is_quarter(x->now, x->prior, number) : -1;
        if (vote >= 0 && has_pace(x->now, x->prior, number, vote))
            votes[vote]++;
        else
            neither += vote >= 0;
    }
    int side = votes[1] > votes[0];
    *n = votes[side];
    if (pairs < QUARTERS_LEAST || votes[0] + votes[1] + neither < QUARTERS_LEAST)
        return QUARTERS_NONE;
    /* One odd item in four may be a truly bad or good quarter. */
    if ((votes[!side] + neither) * 3 > votes[side])
        return QUARTERS_UNCLEAR;
    return side ? QUARTERS_AS_YEAR : QUARTERS_AS_QUARTER;
}
