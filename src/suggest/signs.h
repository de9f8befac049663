/* SPDX-License-Identifier: Apache-2.0 */
/*
 * signs: balances that a few changed signs or swapped pairs put right.
 *
 * Audience: ecsuggest.
 *
 * Tried are all combinations of one action, then of two, and so on, over variables of failing balances: changing the sign of a
 * variable, or swapping the two values of a pair (income and expense). The first number of actions with a solution that
 * satisfies all edits ends the search; if there is more than one such solution, none is chosen.
 * Scholtus, Statistics Netherlands discussion paper 08018 (2008).
 */
#ifndef EC_SUGGEST_SIGNS_H
#define EC_SUGGEST_SIGNS_H

#include "suggest/repair.h"

struct signs_actions {
    const int *flip;      /* [n_flip] variables whose sign may be wrong */
    int n_flip;
    const int (*swap)[2]; /* [n_swap] pairs whose values may be swapped */
    int n_swap;
    int most;             /* actions at once; 0 is 6 */
};

/* r must be complete in the variables of the edits, else REPAIR_LIMIT. x: working memory, [r->n]. */
void signs_repair(const struct repair_rules *rules, const struct signs_actions *actions, const struct numbers *r,
                  int128 *x, struct repairs *out);

#endif
