/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tables: the tables and variables that the outline of samples asks for.
 *
 * Audience: starter/starter.
 *
 * One element is the record: the unit of acceptance. Elements in it that come more than once in a parent are records of tables of
 * their own; all else in it are variables. What stands around the record once becomes a variable of the record, what is repeated
 * there a table for itself. A root that is the record alone, where another root holds many of them, is read as one of these.
 */
#ifndef EC_STARTER_TABLES_H
#define EC_STARTER_TABLES_H

#include "starter/draft.h"

/* Makes the tables of a draft that is all zero. record: the path of the record, by local names; NULL: it is guessed; whole:
 * then it is a root. outline stays the caller's, as long as the draft is used. Returns false after complaining. */
bool tables_make(struct draft *d, struct outline *outline, const char *record, bool whole);

#endif
