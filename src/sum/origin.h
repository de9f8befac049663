/* SPDX-License-Identifier: Apache-2.0 */
/*
 * origin: what the columns of a result were made of: of variables that nobody may see, of identifiers of units.
 *
 * Audience: sum/offenders: a name says nothing about a column that a program made.
 *
 * A column that calc or an aggregate computes is made of all the columns that its expression reads; but a count tells nothing of
 * what it counts.
 */
#ifndef EC_SUM_ORIGIN_H
#define EC_SUM_ORIGIN_H

#include "base/arena.h"
#include "sum/tally.h"

/* What a column was made of: a set of these. */
enum { ORIGIN_PERSONAL = 1, ORIGIN_UNIT = 2 };

/* For each result of p the sets of its slots: [results][slots of tally_layout], in the arena. of_column: the sets of the stream's
 * columns, by slot. */
unsigned char **origin_find(const struct tally *p, const unsigned char of_column[], struct arena *a);

#endif
