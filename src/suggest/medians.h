/* SPDX-License-Identifier: Apache-2.0 */
/*
 * medians: what the enterprises of a class usually report, as a reference for units of measurement.
 *
 * Audience: ecsuggest, for enterprises whose own past does not tell.
 *
 * Record streams with one line for each class, as ecvtl makes them. A column that is a number of the form, and no identifier,
 * holds the median of that variable in the class; all other columns that the data have, too, name the class, compared as values
 * of their types; others are left alone. A class of text may be written short: 391 stands for all codes that begin so; an empty
 * or null cell stands for all. A record belongs to the class that says most about it: the longest text in the first such column,
 * then in the next. So one code list serves as its own fallback, and a class that has too few enterprises for a median is just
 * left out of the files. Of two files that list a class the first counts.
 *
 * Enterprises differ in size, so variables are the measure of it (employees, electricity), each for itself: the reference for a
 * variable is its median, times the enterprise's own size, by the class's median size. A size may be in a wrong unit itself:
 * who asks should ask by two of them.
 */
#ifndef EC_SUGGEST_MEDIANS_H
#define EC_SUGGEST_MEDIANS_H

#include "base/intern.h"
#include "base/str.h"
#include "form/form.h"
#include "value/dec.h"

struct medians;

/* Reads the files. sizes: names joined by commas; columns: names of the data's columns, of the table t. Returns NULL after
 * complaining: a file cannot be read, names no class, lacks a size, names a class twice, or has a median that is no number. */
struct medians *medians_load(const char *const *paths, int n, const char *sizes, const struct intern *columns,
                             const struct form_table *t);

/* How many sizes there are, and the column of one. */
int medians_sizes(const struct medians *m);
int medians_size(const struct medians *m, int size);

/* The class of a record (cells by position); -1 when none is listed. */
int medians_class(struct medians *m, const struct str *cells);

/* What may be expected in a column of a record of a class (>= 0) by one size. Returns NULL when the class has no median of it or
 * the record no such size; zero medians count as none. d is where it is put. */
const struct dec *medians_expect(const struct medians *m, int class, const struct str *cells, int size, int column,
                                 struct dec *d);

/* m may be NULL. */
void medians_free(struct medians *m);

#endif
