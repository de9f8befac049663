/* SPDX-License-Identifier: Apache-2.0 */
/*
 * units: the records of a stream as units of outlier tests: identifiers and tested cells as text, values as doubles.
 *
 * Audience: ecoutlier and outlier/scores.
 *
 * Open, add the tests, read the stream, fit. The records are read once. 18 bytes a unit and test are kept beside the
 * text, so memory grows with the units: a class can only be fitted when all its units are known.
 */
#ifndef EC_OUTLIER_UNITS_H
#define EC_OUTLIER_UNITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "form/form.h"
#include "outlier/levels.h"
#include "rec/recin.h"
#include "stat/outlier.h"

enum { NO_COLUMN = -1 };

/* A column, or the ratio of two. */
struct operand {
    int column, under; /* under: NO_COLUMN, or the denominator's */
};

struct test {
    const char *text; /* as given: VAR or VAR/VAR2 */
    struct outlier_params params;
    struct operand cur, prev; /* prev.column is NO_COLUMN for current-period methods */
    struct outlier_values values;
    struct str **class_text;  /* [levels][classes] filled by outlier/scores as it asks */
};

struct units {
    const struct form_table *table;
    struct recin *in;
    struct test *tests;
    int n_tests;
    struct levels levels;
    int *ids, n_ids;     /* columns of the identifiers */
    int weight_column;   /* NO_COLUMN: none */
    double *weight;      /* [n] or NULL */
    uint64_t unweighted; /* units without a usable weight: they got 1 */
    struct arena text;   /* the kept cells of each unit */
    const char **kept;   /* [n] TAB-separated, ends with LF */
    size_t n, cap;
    struct classes classes;
};

/* Finds identifiers, levels (by, or NULL) and weight (a variable, or NULL) among the columns of in; room for tests.
 * Table and in stay the caller's and must outlive u. Returns false after complaining; units_free is due all the same. */
bool units_open(struct units *u, const struct form_table *table, struct recin *in, int tests, const char *by,
                const char *weight);

/* Adds a test of VAR or VAR/VAR2 (text, kept by reference); where params.hb is set, against the columns with the suffix
 * prior. Returns false after complaining: no such variable, not numeric, no such column. */
bool units_test(struct units *u, const char *text, const struct outlier_params *params, const char *prior);

/* The column of a numeric variable of the table, or NO_COLUMN after complaining. */
int units_number(const struct units *u, struct str name);

/* Takes one record. room is scratch. */
void units_take(struct units *u, const struct rec *r, struct buf *room);

/* Fits all classes, once all records are in. */
void units_fit(struct units *u);

/* The identifiers of a unit as it wrote them, TAB between them; *rest is the tested cells that follow. */
struct str units_ids(const struct units *u, size_t i, struct str *rest);

/* Gives everything back. */
void units_free(struct units *u);

#endif
