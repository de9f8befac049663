/* SPDX-License-Identifier: Apache-2.0 */
/*
 * html: the report as one self-contained page.
 *
 * Audience: ecreport. No script, nothing from outside; it prints well and opens from a mail. Text from data is always
 * escaped. Same model, same bytes.
 */
#ifndef EC_REPORT_HTML_H
#define EC_REPORT_HTML_H

#include "base/buf.h"
#include "base/diag.h"
#include "report/model.h"

/* Appends the whole page. */
void report_html(struct buf *b, const struct report *r, enum lang lang);

#endif
