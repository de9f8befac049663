/* SPDX-License-Identifier: Apache-2.0 */
/*
 * collect: reads the records of a period, and of the same units before editing or a period ago, into the model of a
 * report.
 *
 * Audience: ecreport. Order: collect_start, collect_records, then the others and those of collect_findings and
 * collect_streams in any order, collect_end.
 *
 * Units are matched by one identifier, the unit's own (the credit code), so that a record of this quarter finds its
 * row in the frame and in the prior quarter; findings are matched by their key column.
 */
#ifndef EC_REPORT_COLLECT_H
#define EC_REPORT_COLLECT_H

#include "report/model.h"

/* Prepares an empty model. by: two variable names, separated by a comma, or NULL for region_code,chain; vars: the key
 * variables, or NULL for the usual ones that the form has. Returns false after complaining. */
bool collect_start(struct report *r, const struct form *form, const struct form_table *table, const char *by,
                   const char *vars);

/* Each reads one stream from the file `path` ("-": standard input) and notes it as a source, so path must outlive the
 * report. All return false after complaining: cannot be opened, damaged, a needed column is missing. */

/* The records of the period: one unit a record, its values, items and groups. */
bool collect_records(struct report *r, const char *path);

/* The same units before editing (STATE_RAW) or a period ago (STATE_PRIOR); units that the records lack are left out. */
bool collect_state(struct report *r, enum state s, const char *path);

/* What ecaccept made of each unit (units.tsv). */
bool collect_units(struct report *r, const char *path);

/* The units that should have reported. */
bool collect_frame(struct report *r, const char *path);

/* Sums, panels and top lists, when everything has been read. */
void collect_end(struct report *r);

#endif
