/* SPDX-License-Identifier: Apache-2.0 */
/*
 * suggestion_findings: what the suggestions say about units of measure and exchanged items, as findings that hold a record until
 * somebody decides.
 *
 * Audience: suggestions.
 *
 * UNIT-FORM (soft)  the amounts of the whole form are in another unit: one a record, without a variable. values: the amounts that
 *                   the form requires, as reported; expected: the factor by which they are right, 10^-3; unit: the form's
 * UNIT-ITEM (soft)  an item is, or several in one slip of the pen: one a slip. variable, value, expected: the first of them;
 *                   values: all of them, and what the first is compared with
 * UNIT-PRIOR (info) an old report was in another unit, and this one corrects it. values: the item now and then
 *
 * SWAP-ITEM (soft)  two items stand in each other's row, as the quarter before shows: one a pair. variable, value, expected: the
 *                   first of them, and the other's value; values: both, now and then
 *
 * About units only what is graded A or B is a finding; what rests on one reference (C), or asks, is a suggestion alone. An
 * exchange has two witnesses, whatever its grade.
 */
#ifndef EC_SUGGEST_SUGGESTION_FINDINGS_H
#define EC_SUGGEST_SUGGESTION_FINDINGS_H

#include "finding/finding.h"
#include "form/form.h"
#include "suggest/suggest_options.h"

struct suggestion_findings {
    struct findings *to;
    const struct form_table *table;
    const struct suggest_options *options;
    struct arena row; /* reset by suggestion_findings_record */
};

/* Adds the findings of a record's suggestions [n]. cells: its cells by position; of: which record it is (file, line, key). */
void suggestion_findings_record(struct suggestion_findings *u, const struct suggestion *x, int n, const struct str *cells,
                          const struct finding *of);

#endif
