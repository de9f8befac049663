/* SPDX-License-Identifier: Apache-2.0 */
/*
 * companion: what ecjoin put beside a record (the quarter before, last year), and whether it was accepted.
 *
 * Audience: ecjoin, which writes the column; eccheck and ecsuggest, which judge by it.
 *
 * A column `_state` + SUFFIX says of the companion whose columns end with SUFFIX that it was accepted, or merely submitted:
 * then it serves soft comparisons only. To whatever weighs more it is not there, as for a unit that has no companion: so a rule
 * that asks whether there is one is judged by what was accepted, too.
 */
#ifndef EC_FORM_COMPANION_H
#define EC_FORM_COMPANION_H

#include "base/intern.h"
#include "form/form.h"
#include "rec/recin.h"

#define COMPANION_STATE "_state"
#define COMPANION_ACCEPTED "accepted"
#define COMPANION_SUBMITTED "submitted"

struct companions {
    int *state;         /* [n] columns that say what a companion is */
    int n;
    int *of;            /* [columns] the number of the companion that a column belongs to; -1: it is the record's own */
    struct str *cell;   /* [columns] of the record made last */
    int columns;
};

/* Finds the companions of a stream: no column that is a variable of the table is one of them. */
void companions_init(struct companions *c, const struct form_table *t, const struct intern *columns);

/* The record without companions that were merely submitted, in *strict (its cells are valid until the next call). Returns false,
 * *strict untouched, when there are none: the usual case. */
bool companions_strict(struct companions *c, const struct rec *r, struct rec *strict);

/* Gives everything back. */
void companions_free(struct companions *c);

#endif
