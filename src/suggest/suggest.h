/* SPDX-License-Identifier: Apache-2.0 */
/*
 * suggest: what a record's own arithmetic says about its errors. Nothing is changed: suggestions go back to the enterprise.
 *
 * Audience: ecsuggest.
 *
 * The edits are those of the hard and quasi rules that apply to the record (ruleedits.h); localisation takes the rules as a whole
 * (ruleclauses.h). In this order (suggest_methods.def):
 *     stale-copy    nearly all numbers are those of the quarter before: a question, nothing else
 *     unit-record   the whole form is in another unit, by a power of ten, against the unit's own past or its class
 *     years         this year and last year are exchanged in all pairs (quarters.h)
 *     quarter       the quarter stands for the year to date in all pairs, or the reverse (quarters.h)
 *     carried-on    the year to date goes on over the end of the year in all pairs (quarters.h)
 *     sign, swap    one changed sign (or two or three together), or one exchanged pair, puts everything right
 *     typo          two digits exchanged, one dropped, one put in, or one changed puts most right
 *     swap-prior    two items stand in each other's row, as the quarter before shows (suggest_exchanged.h)
 *     unit-cell     items are in another unit: one, or those of one slip of the pen
 *     unit-prior    an old report is, and this one is right: a note
 *     rounding      details moved by a unit or two, so that sums add up (only when asked for)
 *     prorate       the parts of a sum in proportion (only when asked for)
 *     localise      where nothing of this helps: the cells to ask about (only when asked for)
 *     deduce        a missing value that only one number satisfies
 * Each proposal is tried on the record with all rules: one that breaks a rule which held is dropped, and so is one that heals
 * nothing (units, years, quarters, swap-prior and roundings excepted: balances do not see them). Several equally good ones are
 * ambiguous: told, and none is suggested. The same record gives the same answer on every run.
 *
 * Grades: A heals two rules or more, or is determined by the edits; B heals one, or two independent references say it; C rests on
 * one reference alone, on a convention, or is a guess: the only repair there is, but with short numbers. What the medians of a
 * class say is at most B.
 */
#ifndef EC_SUGGEST_SUGGEST_H
#define EC_SUGGEST_SUGGEST_H

#include "suggest/suggest_options.h"

struct suggester;

/* Returns NULL after complaining (rules that do not fit the columns). The options and what they point to stay the caller's. */
struct suggester *suggester_new(const struct suggest_options *options);

/* How many linear edits the rules gave; how many rules were left out because they have too many variables. */
int suggester_edits(const struct suggester *s);
int suggester_left_out(const struct suggester *s);

/* Looks at a record (raw cells by slot). strict: the cells as hard and quasi rules may see them, without a past that was not
 * accepted (form/companion); the same where all was. *n suggestions, valid until the next call. */
const struct suggestion *suggester_record(struct suggester *s, const struct str *cells, const struct str *strict, int *n);

/* s may be NULL. */
void suggester_free(struct suggester *s);

#endif
