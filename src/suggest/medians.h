/* SPDX-License-Identifier: Apache-2.0 */
/*
 * medians: what the enterprises of a class usually report, as a reference for units of measurement.
 *
 * Audience: ecsuggest, for enterprises without a past of their own.
 *
 * A record stream with one line for each class, as ecsum makes it. A column that is a number of the form, and no
 * identifier, holds the median of that variable in the class; all other columns that the data have, too, name the
 * class, compared as values of their types; others are left alone. Enterprises differ in size, so one variable is the
 * measure of it (employees): the reference for a variable is its median, times the enterprise's own size, by the
 * class's median size.
 */
#ifndef EC_SUGGEST_MEDIANS_H
#define EC_SUGGEST_MEDIANS_H

#include "base/intern.h"
#include "base/str.h"
#include "form/form.h"
#include "value/dec.h"

struct medians;


/* Reads the file. columns: names of the data's columns, of the table t. Returns NULL after complaining: the file
 * cannot be read, names no class, lacks the size, names a class twice, or has a median that is no number. */
struct medians *medians_load(const char *path, const char *size, const struct intern *columns, const struct form_table *t);

/* The class of a record (cells by position); -1 when it is not listed. */
int medians_class(struct medians *m, const struct str *cells);

/* What may be expected in a column of a record of a class (>= 0). Returns NULL when the class has no median of it or the record
 * no size; zero medians count as none. d is where it is put. */
const struct dec *medians_expect(const struct medians *m, int class, const struct str *cells, int column, struct dec *d);

/* m may be NULL. */
void medians_free(struct medians *m);

#endif
