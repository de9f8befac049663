/* SPDX-License-Identifier: Apache-2.0 */
/*
 * theory: what facts about numbers and codes say of each other.
 *
 * Audience: solve, which decides what is true; here it is asked whether numbers and codes allow it.
 */
#ifndef EC_LINT_THEORY_H
#define EC_LINT_THEORY_H

#include "lint/trial.h"
#include "lint/simplex.h"

struct theory;

/* Nothing known yet. whole: sums of whole numbers have whole values. Values begin as in start. Free with theory_free. */
struct theory *theory_new(const struct facts *f, const struct trial *start, bool whole, long *work);

/* The facts that are taken as so from here on can be taken back: theory_undo(t, mark). */
struct theory_mark {
    size_t bounds;
    int codes;
};
struct theory_mark theory_mark(const struct theory *t);
void theory_undo(struct theory *t, struct theory_mark mark);

/* Makes the numbers of a linear or coded fact known, before anything is taken as so of it. */
void theory_know(struct theory *t, int fact);

/* Takes a literal as so. SIMPLEX_CONFLICT: against those before. Facts that are neither linear nor coded are passed over. */
enum simplex_answer theory_take(struct theory *t, int literal);

/* Is there a record with all that was taken? */
enum simplex_answer theory_check(struct theory *t);

/* After SIMPLEX_CONFLICT: the literals that are against each other (reason). Multipliers are 0 where codes are. */
int theory_conflict(const struct theory *t, const struct simplex_reason **list);

/* Is the literal so of the present values? Facts that are neither linear nor coded: as in the record of the start. */
bool theory_seems(const struct theory *t, int literal);

/* After theory_check: a column that is not whole though it must be, and its value rounded down; -1 when there is none. */
int theory_split(const struct theory *t, struct ratio *floor);

/* After theory_check: puts the values into a record. false: a number did not fit. */
bool theory_record(const struct theory *t, struct trial *to);

/* t may be NULL. */
void theory_free(struct theory *t);

#endif
