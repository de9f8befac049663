/* SPDX-License-Identifier: Apache-2.0 */
/*
 * explained: which findings the respondents have explained.
 *
 * Audience: eccheck --explained.
 *
 * The file is a record stream, one explanation a line: the identifiers of the form's first table (of the unit), a column
 * rule_id, and a column explanation_text. An explanation that is only a stock phrase (code list stock_phrase, compared
 * without white space and punctuation) or empty explains nothing. Only fingerprints are kept, 20 to 50 bytes a line.
 */
#ifndef EC_CHECK_EXPLAINED_H
#define EC_CHECK_EXPLAINED_H

#include "base/intern.h"
#include "form/form.h"
#include "rec/recin.h"

struct explained;

enum explained_result {
    EXPLAINED_NOT,
    EXPLAINED_YES,
    EXPLAINED_STOCK /* only with a stock phrase */
};

/* Reads the file. columns are those of the stream that will be checked: it must have the unit's identifiers as well.
 * Returns NULL after complaining. */
struct explained *explained_load(const char *path, const struct dialect *dialect, const struct form *form,
                                 const struct intern *columns, const char *stream);

/* Was a finding of a rule explained for the unit of this record? */
enum explained_result explained_find(struct explained *e, const struct rec *r, struct str rule);

/* Explanations refused as stock phrases. */
uint64_t explained_refused(const struct explained *e);

/* e may be NULL. */
void explained_free(struct explained *e);

#endif
