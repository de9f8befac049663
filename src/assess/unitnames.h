/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unitnames: which units a row of a result names, and the key by which a finding names one.
 *
 * Audience: assess/.
 *
 * A unit is the identifiers of the form's first table less period and revision. A row names one where it has each of them as a
 * column of its own; it names two where it has IDENTIFIER_low and IDENTIFIER_high instead, of which neither may learn of the
 * other; otherwise it names none. The period goes into the key where the row has it.
 */
#ifndef EC_ASSESS_UNITNAMES_H
#define EC_ASSESS_UNITNAMES_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/intern.h"
#include "data/structure.h"
#include "form/form.h"
#include "rec/recin.h"
#include "value/value.h"

enum { UNITNAMES_MOST = 16 };

/* The identifiers of a unit and the period, in the order of the form. */
struct unitnames {
    const struct form_var *var[UNITNAMES_MOST]; /* [n] */
    int n;
    int period;                                 /* its number here, or -1 */
};

/* Where the columns of a stream have them. */
struct unitnames_columns {
    int at[UNITNAMES_MOST]; /* [n] or -1 */
    bool all;               /* all identifiers of a unit are there */
};

/* Where the columns of a result stand that name units. */
struct unitnames_row {
    bool names, two;          /* a unit; two of them */
    bool own;                 /* by the identifiers themselves: whatever the row holds is the unit's */
    int low[UNITNAMES_MOST];  /* [n] components of the unit, or of the first of two; -1 of a period that it lacks */
    int high[UNITNAMES_MOST]; /* [n] of the second */
};

/* Finds the identifiers. Returns false after complaining: the form has none, or too many. */
bool unitnames_init(struct unitnames *u, const struct form *form);

/* Finds them among the columns of a stream. */
void unitnames_place(const struct unitnames *u, const struct structure *stream, struct unitnames_columns *x);

/* Finds the components of a result that name units. */
void unitnames_find(const struct unitnames *u, const struct structure *s, struct unitnames_row *x);

/* Is the column an identifier of a unit, or what was put beside one (IDENTIFIER_prior)? */
bool unitnames_is(const struct unitnames *u, const struct form_table *t, struct str column);

/* Is the column called IDENTIFIER_low or IDENTIFIER_high, of an identifier of the unit or of the table, which is no period? */
bool unitnames_is_bound(const struct unitnames *u, const struct form_table *t, struct str column);

/* A value as text in a; a null is empty. */
struct str unitnames_text(const struct value *v, struct arena *a);

/* The values of the identifiers, part[n] in a: of a row by components (low or high above), or of a record of the stream. A period
 * that is not there has p == NULL. */
void unitnames_of_row(const struct unitnames *u, const int comps[], const struct value *row, struct str part[], struct arena *a);
void unitnames_of_record(const struct unitnames *u, const struct unitnames_columns *x, const struct rec *r, struct str part[],
                         struct arena *a);

/* The same as name=value joined by ';', in a: the key of a finding; without the period with `all` false. */
struct str unitnames_join(const struct unitnames *u, const struct str part[], bool all, struct arena *a);

#endif
