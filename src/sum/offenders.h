/* SPDX-License-Identifier: Apache-2.0 */
/*
 * offenders: the rows of results as findings, one for each unit that a row concerns.
 *
 * Audience: ecsum -F.
 *
 * A row that names one unit or two makes one finding of each (sum/unitnames.h); one of a view, a finding of the record's own
 * unit; one that names none, a finding of each unit whose records have the row's values, for which the stream is read again
 * (sum/sharers.h). How grave a result is and what it means stands in its remark. No unit learns of another: what names units is
 * not among the values of a row that is about several, nor what was computed from it; and what was computed of personal
 * variables is as personal as they are (sum/origin.h).
 *
 * The way of things: offenders_new; of each record, tally_record and offenders_take; tally_finish; offenders_again, and if that
 * is so, of each record once more, offenders_match; offenders_write. Memory grows with the findings.
 */
#ifndef EC_SUM_OFFENDERS_H
#define EC_SUM_OFFENDERS_H

#include "finding/finding.h"
#include "form/form.h"
#include "rec/recin.h"
#include "sum/remarks.h"
#include "sum/tally.h"

struct offenders;

/* All of it is the caller's and must outlive the offenders. */
struct offenders_options {
    const struct form *form;
    const struct form_table *table;
    const struct remarks *remarks; /* checked */
    struct tally *tally;
    const struct schema *columns;  /* of the stream */
    const struct intern *names;    /* of the stream's columns */
    int only;                      /* the one result that counts, or -1: all */
};

/* Returns NULL after complaining: the form has no unit, or it cannot be told whom the rows of a result concern. */
struct offenders *offenders_new(const struct offenders_options *options);

/* A result whose rows name no unit, so that the stream must be read twice; or -1. */
int offenders_nameless(const struct offenders *o);

/* After tally_record: the record's rows in views. */
void offenders_take(struct offenders *o, const struct rec *r);

/* After tally_finish: is there a row that names no unit? */
bool offenders_again(struct offenders *o);

/* Then each record again. */
void offenders_match(struct offenders *o, const struct rec *r);

/* The findings: results in the order of the program, rows in theirs, units in that of the stream. Warns of rows that no unit
 * has the values of. */
void offenders_write(struct offenders *o, struct findings *to);

/* o may be NULL. */
void offenders_free(struct offenders *o);

#endif
