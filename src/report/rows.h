/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rows: the rows of a small side stream, kept whole, to be shown as they are.
 *
 * Audience: collect_streams.c fills them; the page's tables and charts look into them by column name.
 */
#ifndef EC_REPORT_ROWS_H
#define EC_REPORT_ROWS_H

#include "base/intern.h"
#include "base/str.h"

struct sheet_rows {
    struct intern columns;
    struct str *cells; /* [n][columns.n], text in the report's arena; p == NULL is null */
    long n;
    size_t cap;
};

/* The number of a column, or -1 when the stream lacks it. */
int rows_column(const struct sheet_rows *s, const char *name);

/* A cell's text, owned by the report; empty where the cell is null or the column is -1. */
struct str rows_cell(const struct sheet_rows *s, long row, int column);

/* The same, the column by its name. */
struct str rows_named(const struct sheet_rows *s, long row, const char *column);

/* A named cell as a place on the paper; NaN where it is null, missing or no number. */
double rows_real(const struct sheet_rows *s, long row, const char *column);

/* Gives back the columns and the array of cells; the text belongs to the report. */
void rows_free(struct sheet_rows *s);

#endif
