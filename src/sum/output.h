/* SPDX-License-Identifier: Apache-2.0 */
/*
 * output: results as a stream: a result as its own table, or all of them one number a row.
 *
 * Audience: ecsum.
 */
#ifndef EC_SUM_OUTPUT_H
#define EC_SUM_OUTPUT_H

#include "rec/recin.h"
#include "rec/recout.h"
#include "sum/tally.h"

/* The header line of a result: its visible components. */
void output_header(const struct tally *p, int result, struct recout *out);

/* The row that a view makes of the present record. What the statements did not make goes out byte for byte. */
void output_view_row(struct tally *p, int result, const struct rec *r, struct recout *out);

/* After tally_finish: the rows of a result that is no view. */
void output_rows(const struct tally *p, int result, struct recout *out);

/* After tally_finish: header and rows of the long form, one number a row, of the results assigned with <-, or of all
 * where the program assigns none so. period: the name of the form's period variable; it has a column of its own. */
void output_long(const struct tally *p, struct str period, struct recout *out);

#endif
