/* SPDX-License-Identifier: Apache-2.0 */
/*
 * simplex: do bounds on unknowns and on sums of them leave a solution? In exact fractions.
 *
 * Audience: solve.
 *
 * Idea: the general simplex of Dutertre and de Moura (A fast linear-arithmetic solver for DPLL(T), 2006). A sum is one more
 * unknown, tied to the others by a row. Bounds come and go (simplex_mark, simplex_undo); the rows and the values stay, so
 * that the next question begins where the last one ended. Unknowns keep the value that they began with unless a bound
 * moves them: what is found is near to it.
 *
 * A conflict is a set of bounds with positive multipliers, by which they add up to 0 <= something negative. Each is checked
 * against the sums as they were given before it is told: a fault in the tables could not become a wrong claim.
 */
#ifndef EC_LINT_SIMPLEX_H
#define EC_LINT_SIMPLEX_H

#include "lint/ratio.h"

struct simplex;

struct simplex_term {
    int x; /* an unknown */
    struct ratio a;
};

/* One bound of a conflict. */
struct simplex_reason {
    int reason; /* as told with the bound */
    struct ratio multiplier;
};

enum simplex_answer {
    SIMPLEX_GOOD,
    SIMPLEX_CONFLICT,
    SIMPLEX_GAVE_UP /* a number did not fit, or *work ran out */
};

/* An empty system. *work is counted down by what is calculated; below 0, simplex_check gives up. Free with simplex_free. */
struct simplex *simplex_new(long *work);

/* A new unknown that begins with a value: its number, from 0 on. */
int simplex_unknown(struct simplex *s, struct ratio start);

/* The sum of n > 1 terms over unknowns made by simplex_unknown, as one more unknown: its number. */
int simplex_sum(struct simplex *s, const struct simplex_term *terms, int n);

/* x <= value, or x >= value. SIMPLEX_CONFLICT: against the other bound of x. */
enum simplex_answer simplex_bound(struct simplex *s, int x, bool upper, struct near value, int reason);

/* Looks for values that keep all bounds. */
enum simplex_answer simplex_check(struct simplex *s);

/* After SIMPLEX_CONFLICT: its bounds. Returns how many; *list is valid until the next call. */
int simplex_conflict(const struct simplex *s, const struct simplex_reason **list);

/* The bounds as they are now; simplex_undo takes back those that came after. */
size_t simplex_mark(const struct simplex *s);
void simplex_undo(struct simplex *s, size_t mark);

/* The present value of an unknown; after SIMPLEX_GOOD it keeps its bounds. */
struct near simplex_value(const struct simplex *s, int x);

/* After SIMPLEX_GOOD: a positive number that may stand for the infinitely small part in all values at once. No number: it
 * did not fit. */
struct ratio simplex_small(const struct simplex *s);

/* s may be NULL. */
void simplex_free(struct simplex *s);

#endif
