/* SPDX-License-Identifier: Apache-2.0 */
/*
 * history: what the enterprises of a survey send quarter after quarter.
 *
 * Audience: the tool ecgen. Most enterprises send one version of a quarter. A few send two: one that came back because it
 * does not say who filled it in, or one whose output was an estimate; the second is revision 1, whole and final. Which
 * of them do is a function of seed, place in the frame and quarter. Only the last version goes on: the next quarter and the next
 * year refer to it.
 */
#ifndef EC_GEN_HISTORY_H
#define EC_GEN_HISTORY_H

#include "gen/generator.h"

/* What the enterprise of a unit does in the generator's quarter. SENT_ONCE for forms of no survey. */
enum sending history_sending(const struct generator *g, uint32_t unit);

/* Fills the record with the first version of a unit, revision 0. */
void history_first(const struct generator *g, uint32_t unit, struct gen_record *r);

/* Fills it with the second version, which says why it was sent: revision 1. */
void history_second(const struct generator *g, uint32_t unit, struct gen_record *r);

/* Appends the quarter that lies back quarters before the generator's: 2025Q1 and 1 give 2024Q4. Nothing, and false, when
 * the form is of no survey or the result is before the year 1. */
bool history_period(const struct generator *g, int back, struct buf *b);

#endif
