/* SPDX-License-Identifier: Apache-2.0 */
/*
 * findkey: the key that a finding, a suggestion or a change bears, name=value joined by ';', in one spelling.
 *
 * Audience: what looks a record up by such a text: accepted findings and changes, eccheck --explain. People and earlier runs
 * wrote it; the record may be spelled otherwise by now. Only for comparison: what is written bears the record's own spelling.
 */
#ifndef EC_FORM_FINDKEY_H
#define EC_FORM_FINDKEY_H

#include "base/buf.h"
#include "form/form.h"

/* Appends a key (text, not escaped) with the values of the table's variables in the normal spelling of their types
 * (value/keytext.h). All else stays as it is: names that the table does not have, and what is no name=value, which a ';' in a
 * text makes. */
void findkey_put(struct buf *to, const struct form_table *t, struct str key);

#endif
