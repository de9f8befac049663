/* SPDX-License-Identifier: Apache-2.0 */
/*
 * typo: balances that one mistyped character put wrong.
 *
 * Audience: ecsuggest.
 *
 * For each variable of a failing balance that stands in no holding one, the value that would satisfy the balance is a
 * proposal when it is one character away from the value reported: one digit changed, left out, put in too much, or two
 * neighbours exchanged (restricted Damerau-Levenshtein distance). Chosen is the set of proposals that heals most balances,
 * no two in the same failing balance. If several sets heal as many, only what they have in common is chosen; if that is
 * nothing, the record is ambiguous.
 * Scholtus, Statistics Netherlands discussion paper 09046 (2009).
 */
#ifndef EC_SUGGEST_TYPO_H
#define EC_SUGGEST_TYPO_H

#include "suggest/repair.h"

/* The restricted Damerau-Levenshtein distance of two short texts (at most 60 bytes each; longer ones give 60). */
int typo_distance(struct str a, struct str b);

/* decimals[v]: digits behind the point with which variable v was written. x: working memory, [r->n]. */
void typo_repair(const struct repair_rules *rules, const int *decimals, int max_distance, const struct numbers *r,
                 int128 *x, struct repairs *out);

#endif
