/* SPDX-License-Identifier: Apache-2.0 */
/*
 * write: a draft as the files of a form: the form itself, its code lists, its regex file.
 *
 * Audience: starter/starter.
 */
#ifndef EC_STARTER_WRITE_H
#define EC_STARTER_WRITE_H

#include "base/buf.h"
#include "starter/draft.h"

/* Appends the form. codes: the folder of its code lists beside it, patterns: its regex file; NULL: it has none. */
void write_form(struct buf *b, const struct draft *d, const char *codes, const char *patterns);

/* Appends the code list of a variable that has one of its samples. */
void write_codes(struct buf *b, const struct draft_var *v);

/* Appends the regex file of all variables that have a pattern. */
void write_patterns(struct buf *b, const struct draft *d);

/* Has a variable that is written (late ones are not) a code list, a pattern? */
bool write_has_codes(const struct draft *d);
bool write_has_patterns(const struct draft *d);

#endif
