/* SPDX-License-Identifier: Apache-2.0 */
/*
 * catalogue: the edits that rule files hold, one line each, for whoever approves them.
 *
 * Audience: eclint --catalogue.
 *
 * A stream with a header line: rule, level, ruleset, table, needs, formula, the message with rationale and fix in Chinese and
 * English, valid, source, file. The formula is the rule in the canonical layout; needs names what must be joined (the suffixes
 * _prior, _ly, _reg ... of the columns that the table does not have). valid and source come from the message sheets.
 */
#ifndef EC_LINT_CATALOGUE_H
#define EC_LINT_CATALOGUE_H

#include "base/buf.h"
#include "lint/lint.h"

/* Appends the catalogue of linked rules; without a form the column needs is null. Rules without a check statement judge nothing
 * and are left out. Cells that nothing is known of are null (\N). */
void catalogue_put(struct buf *b, const struct lint_rules *l);

#endif
