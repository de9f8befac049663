/* SPDX-License-Identifier: Apache-2.0 */
/*
 * trial: one made-up record: a value for each column, and whether it has one.
 *
 * Audience: solve, ruleset. Formulas are judged on it exactly.
 */
#ifndef EC_LINT_TRIAL_H
#define EC_LINT_TRIAL_H

#include "lint/facts.h"

struct trial {
    struct ratio *value; /* [columns] numbers; 0 where there is none */
    int *code;           /* [columns] */
    unsigned char *is;   /* [facts] absent, other: is it so? */
    int columns, facts;
};

/* A record of 0 and first codes, or of the nearest that the form allows. missing: no column has a value that may lack one; else
 * only those lack it of which a rule asks whether they do. */
void trial_begin(struct trial *r, const struct facts *f, bool missing);

/* to becomes a copy of from, which has members. */
void trial_copy(struct trial *to, const struct trial *from);

/* Is the fact so? A fact that came after the record is not. */
bool trial_is(const struct trial *r, int fact);

/* Is the formula true of the record? -1: a number did not fit. *work is counted down. */
int trial_judge(const struct trial *r, const struct facts *f, const struct formula *x, long *work);

/* Gives everything back. */
void trial_free(struct trial *r);

#endif
