/* SPDX-License-Identifier: Apache-2.0 */
/*
 * collect_streams: reads streams that a report only counts, or shows as they are.
 *
 * Audience: ecreport, after collect_start. Paths and complaints are as for collect_findings.
 */
#ifndef EC_REPORT_COLLECT_STREAMS_H
#define EC_REPORT_COLLECT_STREAMS_H

#include "report/model.h"

/* The change log of ecfix and the suggestions of ecsuggest, counted. */
bool collect_changes(struct report *r, const char *path);
bool collect_suggestions(struct report *r, const char *path);

/* Any small stream, kept whole in rows (a member of r) and noted under that role. */
bool collect_rows(struct report *r, struct sheet_rows *rows, const char *role, const char *path);

#endif
