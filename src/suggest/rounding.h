/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rounding: balances that miss by a unit or two, put right by moving the details.
 *
 * Audience: the cases; ecsuggest when asked for it. Rounding residues are no errors of the respondent (they are within the
 * tolerance of the rules); this is for tables that must add up.
 *
 * Taken are the balances that miss by at most delta. The fewest cells are changed, each by whole units and delta at most, then
 * by the least amount in total, then later details before earlier ones. Totals (the one term that stands against several) are
 * never moved, and no inequality that held may fail. Up to three cells the search is complete; with more, each takes what its
 * balance misses. Deterministic; the scapegoat algorithm of Scholtus (discussion paper 08008, 2008) draws at random.
 */
#ifndef EC_SUGGEST_ROUNDING_H
#define EC_SUGGEST_ROUNDING_H

#include "suggest/repair.h"

/* delta: in whole units (2 is usual). x: working memory, [r->n]. out->n counts the repairs that are as good by cells and
 * amount; found[0] is the one chosen, so REPAIR_AMBIGUOUS does not occur. */
void rounding_repair(const struct repair_rules *rules, int delta, const struct numbers *r, int128 *x,
                     struct repairs *out);

#endif
