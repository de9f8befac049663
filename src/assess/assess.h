/* SPDX-License-Identifier: Apache-2.0 */
/*
 * assess: results of a program on data sets as findings.
 *
 * Audience: ecvtl -F.
 *
 * Two kinds of results give findings. A check (check, check_datapoint, check_hierarchy) gives one for each row that is false: its
 * rule, code, level and imbalance stand in the row, its key is the identifiers. The rows of any other result are offenders: one
 * finding for each unit that a row concerns.
 *
 *     a row that has the identifiers of a unit                 that unit
 *     IDENTIFIER_low and IDENTIFIER_high instead               each of the two
 *     neither                                                  each unit with a record that has the row's identifiers
 *
 * How grave offenders are and what they mean stands in a remark (assess/remarks.h). No unit learns of another: what names units
 * is not among the values of a row about several, nor what was computed from it; what was computed of personal variables is as
 * personal as they are (assess/origin.h).
 *
 * Where a result has all identifiers of a stream that it was made from, its findings name the record: the stream is read once
 * more for the rows that were found. Memory grows with the findings.
 *
 *     assess_new; assess_input for each data set; assess_result for each result; then assess_run
 */
#ifndef EC_ASSESS_ASSESS_H
#define EC_ASSESS_ASSESS_H

#include "assess/assess_options.h"
#include "data/rel.h"
#include "finding/finding.h"

struct assess;

/* Returns NULL after complaining: the form has no unit. */
struct assess *assess_new(const struct assess_options *options);

/* Is the result of a statement a check? */
bool assess_is_check(const struct statement *st);

/* Does a statement's result give findings where none is asked for by name? Checks do, and what has a remark; in a program without
 * a check, all. */
bool assess_wants(const struct assess *a, const struct statement *st);

/* A data set that was given: its components, and where it is a stream of the form its table and files, in the order of its rows;
 * else table is NULL. */
void assess_input(struct assess *a, struct str name, const struct structure *s, const struct form_table *table,
                  const char *const paths[], int n);

/* A result whose rows are to be findings. Returns false after complaining: nobody can tell whom its rows concern. */
bool assess_result(struct assess *a, const struct statement *st, struct rel *r);

/* Pulls the rows of all results, and adds their findings: results in the order of assess_result, rows in theirs, units in that of
 * the stream. Returns false after complaining. Warns of rows that no unit has the values of. */
bool assess_run(struct assess *a, struct findings *to);

/* a may be NULL. */
void assess_free(struct assess *a);

#endif
