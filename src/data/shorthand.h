/* SPDX-License-Identifier: Apache-2.0 */
/*
 * shorthand: the one statement of a command line made a program.
 *
 * Audience: ecvtl CLAUSES.
 */
#ifndef EC_DATA_SHORTHAND_H
#define EC_DATA_SHORTHAND_H

#include "base/buf.h"

/* Appends the statement that `clauses` is short for: the name of the result (result), the data set (the table) and the
 * semicolon may be missing. Whether it is a statement at all is for the parser to say. */
void shorthand_complete(struct buf *b, const char *clauses, struct str table);

#endif
