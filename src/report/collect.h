/*
 * collect: reads the streams of a quarter into the model of a report. Records, prior and raw values and the frame are in
 * collect.c, findings in collect_findings.c, streams that are only counted or shown in collect_streams.c.
 *
 * Audience: ecreport. Order: collect_start, collect_records, then the others in any order, collect_end.
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

/* The findings, of any tool. */
bool collect_findings(struct report *r, const char *path);

/* The same units before editing (STATE_RAW) or a period ago (STATE_PRIOR); units that the records lack are left out. */
bool collect_state(struct report *r, enum state s, const char *path);

/* The units that should have reported. */
bool collect_frame(struct report *r, const char *path);

/* The change log and the suggestions of ecfix, counted. */
bool collect_changes(struct report *r, const char *path);
bool collect_suggestions(struct report *r, const char *path);

/* Any small stream, kept whole in rows (a member of r) and noted under that role. */
bool collect_rows(struct report *r, struct sheet_rows *rows, const char *role, const char *path);

/* Sums, panels and top lists, when everything has been read. */
void collect_end(struct report *r);

#endif
