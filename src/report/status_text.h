/* SPDX-License-Identifier: Apache-2.0 */
/*
 * status_text: the status of a quarter as one screen of 80 columns and about 40 lines.
 *
 * Audience: ecreport --status. It names persons and their telephones, to be called: whoever writes it into a file makes that file
 * its owner's alone.
 */
#ifndef EC_REPORT_STATUS_TEXT_H
#define EC_REPORT_STATUS_TEXT_H

#include "base/buf.h"
#include "base/diag.h"
#include "report/status.h"

/* Appends the screen. */
void status_text(struct buf *b, const struct status *s, enum lang lang);

#endif
