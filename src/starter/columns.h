/* SPDX-License-Identifier: Apache-2.0 */
/*
 * columns: a table made of the columns of a spreadsheet or of delimited text.
 *
 * Audience: starter/starter.
 *
 * The heading is the first row of the first visible sheet in which at least half of the cells, and two of them (or the only
 * one), are text without a repetition; titles above it are passed over. Each column becomes a variable with the path
 * col("heading").
 * A further file adds the columns that are new. Columns without a heading, or with that of another one, are told.
 */
#ifndef EC_STARTER_COLUMNS_H
#define EC_STARTER_COLUMNS_H

#include "starter/observe.h"

/* Is the file a spreadsheet or delimited text, by its first bytes? Complains, and returns false, where it cannot be read. */
bool columns_are_in(const char *path, bool *are);

/* Adds what a file has to the draft, whose first table it makes; o observes its rows. Returns false after complaining. */
bool columns_file(struct draft *d, struct observer *o, const char *path);

#endif
