/* SPDX-License-Identifier: Apache-2.0 */
/*
 * outlier_findings: units that stand apart, and units that share amounts, as findings.
 *
 * Audience: ecoutlier -F.
 *
 * A test that was given a rule (C08=gross_output/elec_form) makes a soft finding of each unit that it flags; a list of amounts
 * (B25=gross_output,op_revenue,...) one of each unit that shares enough of them with another one, which is not named: no unit
 * learns of another. What a finding says of the unit's figures is in `values`, so that a changed figure is a new question; the
 * bounds of the group are not, since they move with everybody. Until all records are read, place and cells of each are kept as
 * text.
 */
#ifndef EC_OUTLIER_OUTLIER_FINDINGS_H
#define EC_OUTLIER_OUTLIER_FINDINGS_H

#include <stdbool.h>

#include "finding/finding.h"
#include "form/recordref.h"
#include "outlier/copies.h"
#include "outlier/units.h"

/* Where a record came from, and its cells that are looked at: the tested ones of each ruled test, then the amounts. */
struct kept_record;

struct outlier_findings {
    struct findings *to;    /* the caller's */
    const struct units *units;
    struct recordref ref;
    struct str *rules;      /* [units.n_tests] the rule of a test; empty: none */
    struct str copied;      /* the rule of the amounts; empty: none */
    int *columns;           /* [n_columns] of the kept cells: two a test (or one and NO_COLUMN), then the amounts */
    int n_columns, first_amount;
    struct copies copies;
    struct kept_record *v;  /* [units.n] */
    size_t n, cap;
    struct arena text, said;
};

/* Ready for the tests of u, with the rules that they were given: rules[n_tests], copied afterwards; form and u are the caller's
 * and must outlive o. Free with outlier_findings_free. */
void outlier_findings_open(struct outlier_findings *o, struct findings *to, const struct units *u, const struct str rules[]);

/* Adds the amounts to be compared: names separated by commas; equal and trivial as in outlier/copies.h. Returns false after
 * complaining about a name that is no numeric variable of the stream. */
bool outlier_findings_copied(struct outlier_findings *o, struct str rule, struct str amounts, int equal,
                             const struct dec *trivial);

/* Keeps a record; it is the one that units_take took last. */
void outlier_findings_take(struct outlier_findings *o, const struct rec *r);

/* After units_fit: makes the findings, unit by unit. */
void outlier_findings_make(struct outlier_findings *o);

/* Gives everything back. */
void outlier_findings_free(struct outlier_findings *o);

#endif
