/* SPDX-License-Identifier: Apache-2.0 */
/*
 * status_streams: the status of a quarter from the streams of the tools.
 *
 * Audience: ecreport --status.
 *
 * Each stream is read once, its columns found by name.
 */
#ifndef EC_REPORT_STATUS_STREAMS_H
#define EC_REPORT_STATUS_STREAMS_H

#include "rec/recin.h"
#include "report/status.h"

/* The streams by their files; NULL: not given. */
struct status_options {
    const char *units, *records;        /* needed */
    const char *frame, *calls, *prior;
    const char *const *findings;        /* [n_findings] */
    int n_findings;
    const struct dialect *dialect;      /* of the records, and of what is written like them */
};

/* Reads everything and counts it. s is an empty one; it needs status_free whatever comes of it. Returns false after complaining:
 * a stream cannot be read, or lacks a column; a row of the list of units that names no unit, one that another row names, or no
 * state; a list that was made with another frame. */
bool status_read(struct status *s, const struct form *form, const struct status_options *o);

#endif
