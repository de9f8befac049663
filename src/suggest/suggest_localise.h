/* SPDX-License-Identifier: Apache-2.0 */
/*
 * suggest_localise: the cells to ask about, by error localisation (localise.h) over whole rules (ruleclauses.h).
 *
 * Audience: suggest.
 *
 * The edits of a record are the clauses of its hard and quasi rules and the form's bounds of numbers, as they stand for this
 * record:
 * - A clause is left out when isnull settles it, or when it reads a cell that is empty and may be: VTL gives null there, and
 *   null is no failure.
 * - An empty cell that the form expects, or a cell whose text is no value of its type or list, is in every solution.
 * - What is opaque is taken as it is: where all that is not opaque fails, the outcome of the rule tells whether the opaque
 *   part saved it. Then the clause is left out; else the rest of it must hold.
 * - Cells of weight LOCALISE_FIXED, such as identifiers and joined columns, keep their values.
 */
#ifndef EC_SUGGEST_SUGGEST_LOCALISE_H
#define EC_SUGGEST_SUGGEST_LOCALISE_H

#include "suggest/suggest_work.h"

/* Takes the rules that s runs apart. Free it with whole_free. */
struct whole *whole_new(const struct suggester *s);

/* How many rules were left out because they are too large. */
int whole_left_out(const struct whole *w);

/* Rows for the record that s has read: grade ask for each cell of the set, or one row infeasible, no-solution or limit. None when
 * nothing fails and nothing expected is empty, and none for a cell that another row has a value for. */
void suggest_localised(struct suggester *s, struct whole *w);

/* w may be NULL. */
void whole_free(struct whole *w);

#endif
