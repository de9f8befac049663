/* SPDX-License-Identifier: Apache-2.0 */
/*
 * copies: records that share many amounts with a record of another unit, whatever the others are.
 *
 * Audience: ecoutlier --copied (edit B25).
 *
 * Each amount that is there and not trivial is an entry of item, value and unit. Sorted, equal values of an item lie together;
 * each two units that share one make a pair, and pairs that come up often enough are what is looked for. Values are exact
 * decimals: 5 and 5.00 are equal. Memory: 32 bytes an entry and 8 a shared value; a value that more units share than COPIES_NEAR
 * makes pairs of neighbours only, so that copies of copies are found without a pair for each two of them.
 */
#ifndef EC_OUTLIER_COPIES_H
#define EC_OUTLIER_COPIES_H

#include <stddef.h>
#include <stdint.h>

#include "value/dec.h"

enum { COPIES_NEAR = 32 };

struct copy_entry;

/* Zero, but for trivial: amounts below it in size are left out; equal: so many shared ones are wanted, at least 1. */
struct copies {
    struct dec trivial;
    int equal;
    struct copy_entry *v;
    size_t n, cap;
};

/* A unit and the one that it shares the most with (the first of several). */
struct copied {
    uint32_t unit, with;
    int equal;
};

/* Adds an amount of a unit. */
void copies_add(struct copies *c, uint32_t unit, uint32_t item, const struct dec *amount);

/* The units that share enough, in their order; *n of them. The caller frees the list with mem_free. c is empty after it. */
struct copied *copies_find(struct copies *c, size_t *n);

/* Gives everything back. */
void copies_free(struct copies *c);

#endif
