/* SPDX-License-Identifier: Apache-2.0 */
/*
 * letter: one query letter an enterprise.
 *
 * Audience: ecreport --letters. A letter says which item, what was reported, what the rule expects, last period's value,
 * and leaves room for the correction or explanation. Telephone and identity numbers are masked.
 */
#ifndef EC_REPORT_LETTER_H
#define EC_REPORT_LETTER_H

#include "base/buf.h"
#include "base/diag.h"
#include "report/model.h"

/* Appends the letter of a unit that has queries, as a page of its own. */
void report_letter(struct buf *b, const struct report *r, const struct unit *u, enum lang lang);

#endif
