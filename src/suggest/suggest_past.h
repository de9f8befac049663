/* SPDX-License-Identifier: Apache-2.0 */
/*
 * suggest_past: what the enterprise's own past says of its units of measure: the quarter before, the same quarter last year.
 *
 * Audience: suggest_units, suggest_unit_cells.
 */
#ifndef EC_SUGGEST_SUGGEST_PAST_H
#define EC_SUGGEST_SUGGEST_PAST_H

#include "suggest/suggest_work.h"
#include "suggest/unitk.h"

/* Hundred millions in a column of thousands. */
enum { PAST_MOST_K = 5 };

/* The amounts of the record, or with `all` all its quantities, against a reference. In the record's memory. */
const struct unitk *past_ask(struct suggester *s, enum suggest_past whose, bool all);

/* What is it of the whole form: in order (*k = 0), in another unit (*k), or can it not tell (false)? */
bool past_tells(const struct unitk *u, int *k);

/* d / 10^k; 0 when that does not fit. */
struct dec past_shifted(struct dec d, int k);

#endif
