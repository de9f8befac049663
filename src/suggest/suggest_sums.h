/* SPDX-License-Identifier: Apache-2.0 */
/*
 * suggest_sums: sums that are to add up, by convention: rounding and prorating.
 *
 * Audience: suggest. Both work on s->active, and only when they are asked for.
 */
#ifndef EC_SUGGEST_SUGGEST_SUMS_H
#define EC_SUGGEST_SUGGEST_SUMS_H

#include <stdbool.h>

struct suggester;

/* Details moved by at most two units, so that the sums that miss by no more add up exactly. Returns true when a row came of
 * it. */
bool suggest_rounding(struct suggester *s);

/* The parts of the sums that fail, in proportion. Returns true when a row came of it. */
bool suggest_prorate(struct suggester *s);

#endif
