/* SPDX-License-Identifier: Apache-2.0 */
/*
 * formdiff: what changed from one form to another, for people.
 *
 * Audience: ecform --diff.
 *
 * Tables and variables are the same where their names are; a variable that is gone while a new one of its table has its path was
 * renamed. One line a change, in the language of the messages:
 *     TABLE.VARIABLE: what: OLD -> NEW
 * Code lists are compared by their codes, patterns by their expressions, wherever their files lie. Paths are compared as they are
 * written.
 */
#ifndef EC_STARTER_FORMDIFF_H
#define EC_STARTER_FORMDIFF_H

#include "base/buf.h"
#include "form/form.h"

/* Appends a line for each change. Returns their number. */
long formdiff(struct buf *b, const struct form *old, const struct form *new);

#endif
