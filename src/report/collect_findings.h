/* SPDX-License-Identifier: Apache-2.0 */
/*
 * collect_findings: reads findings into the model of a report: by rule, by unit, what was rejected.
 *
 * Audience: ecreport, after collect_records. Findings are matched with units by their key column.
 */
#ifndef EC_REPORT_COLLECT_FINDINGS_H
#define EC_REPORT_COLLECT_FINDINGS_H

#include "report/model.h"

/* Reads the findings of any tool from the file `path` ("-": standard input) and notes it as a source, so path must outlive
 * the report. Returns false after complaining: cannot be opened, damaged, a column is missing. */
bool collect_findings(struct report *r, const char *path);

#endif
