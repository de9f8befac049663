/* SPDX-License-Identifier: Apache-2.0 */
/*
 * text: the short report for a terminal.
 *
 * Audience: ecreport --text. Columns are aligned by the width that characters take (Chinese ones take two).
 */
#ifndef EC_REPORT_TEXT_H
#define EC_REPORT_TEXT_H

#include "base/buf.h"
#include "base/diag.h"
#include "report/model.h"

/* Appends the report. */
void report_text(struct buf *b, const struct report *r, enum lang lang);

#endif
