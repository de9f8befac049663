/* SPDX-License-Identifier: Apache-2.0 */
/*
 * input: a file as a data set.
 *
 * Audience: ecvtl. CSV is typed by a structure, a stream by a structure or by a table of the form. An identifier that is null or
 * not of its type, and a key that comes twice, end the run with both rows; other cells that are not of their type are null, and
 * counted.
 */
#ifndef EC_DATA_INPUT_H
#define EC_DATA_INPUT_H

#include "data/rel.h"
#include "rec/recin.h"
#include "rec/recout.h"

/* A file with a structure: *.csv and *.csv.gz are CSV, all others ("-" too) streams. Columns come by name in any order. Returns
 * NULL after complaining. path must outlive the session. */
struct rel *input_of_structure(struct session *e, const char *path, const struct structure *s, const struct dialect *dialect);

/* A stream of a table of the form, in n > 0 files with the same columns, one after the other (rec/streams.h). The same. */
struct rel *input_of_table(struct session *e, const char *const paths[], int n, const struct form_table *t,
                           const struct dialect *dialect);

/* Before the first row: it is records as they come, which are no data set: identifiers may be null, keys may come twice. */
void input_records(struct rel *r);

/* Before the first row: rows whose identifiers have no value go there, and the others go on. out has the columns of
 * INPUT_REJECTS; name is that of the data set. */
#define INPUT_REJECTS "dataset\t_file\t_line\tcolumn\trow"
void input_reject_to(struct rel *r, struct recout *out, struct str name);

/* How many went there. */
uint64_t input_rejected(const struct rel *r);

/* Before the first row: nobody needs but the components for which need[i]; the others are not looked at. Identifiers are, but for
 * records. */
void input_need(struct rel *r, const bool *need);

/* Is r an input? */
bool input_is(const struct rel *r);

/* Rows read so far; whether cells were not of their type (they are told, once a column). */
uint64_t input_rows(const struct rel *r);
bool input_report(const struct rel *r);

#endif
