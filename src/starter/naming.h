/* SPDX-License-Identifier: Apache-2.0 */
/*
 * naming: names of variables, tables and forms made of the names of elements, columns and files.
 *
 * Audience: starter/draft.
 *
 * A name of the form language is made of a-z, 0-9 and _. IssueDate becomes issue_date, OBS_VALUE obs_value, e-mail e_mail.
 * Letters of other scripts have no place in it: where nothing else is left the caller's word stands for it, with a number, and
 * the text itself becomes the label.
 */
#ifndef EC_STARTER_NAMING_H
#define EC_STARTER_NAMING_H

#include "base/buf.h"
#include "base/intern.h"

/* Appends the name made of a text; nothing where no letter or digit is left. */
void naming_make(struct buf *b, struct str text);

/* The same for a form: - for _. */
void naming_form(struct buf *b, struct str text);

/* Enters a name into those taken, changed so far that it is new, no keyword of the rules and has no ending that ecjoin gives:
 * first the outer names, nearest first, are put before it, then a number behind it. name empty: `word` stands for it. The result
 * belongs to taken. */
struct str naming_take(struct intern *taken, struct str name, const struct str *outer, int n_outer, struct str word);

/* Does the last word of a name (made by naming_make) or a Chinese text say that values are codes, numbers of documents,
 * telephones: text, even where it has digits alone? */
bool naming_is_code(struct str name);

/* How well a name suits an identifier, 0 to 100. */
int naming_identifies(struct str name);

/* Does it speak of a period, a year, a month? */
bool naming_is_period(struct str name);

#endif
