/* SPDX-License-Identifier: Apache-2.0 */
/*
 * agg_text: the state of an aggregate as text, to be merged elsewhere.
 *
 * Audience: data/state_text, for partial results.
 *
 * Words separated by blanks, the count of values first; sums are whole numbers with their scale; a ~ marks what was
 * rounded, a ! what overflowed, a ? after the count a minimum of values that have no order.
 */
#ifndef EC_STAT_AGG_TEXT_H
#define EC_STAT_AGG_TEXT_H

#include "stat/agg.h"

/* The state as text (UTF-8 without TAB, LF or CR), the same for the same values in any order. */
void agg_put(struct buf *b, struct agg *a);

/* Reads what agg_put wrote into a state just started. Returns AGG_OK or AGG_SYNTAX. */
enum agg_status agg_parse(struct agg *a, struct str text);

#endif
