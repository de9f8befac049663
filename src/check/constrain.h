/* SPDX-License-Identifier: Apache-2.0 */
/*
 * constrain: the form's own constraints on a stream of records: type, required, pattern, code list at the end of the
 * record's period, bounds, and keys that occur twice.
 *
 * Audience: eccheck and every tool that must know whether a record fits its form.
 *
 * What is to be done for a column is decided once, when the stream is opened; a record then costs one pass over its
 * cells. A cell gets one finding at most: a value that is no number is not also below its minimum. Columns that the form
 * does not know are not judged; of a column NAME_SUFFIX that another tool added only the type is.
 */
#ifndef EC_CHECK_CONSTRAIN_H
#define EC_CHECK_CONSTRAIN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/intern.h"
#include "finding/finding.h"
#include "form/form.h"
#include "form/recordref.h"
#include "rec/recin.h"

struct constrain;

/* How often a check came out which way. */
struct tally {
    struct str rule; /* "FORM-MIN" */
    struct str what; /* the variable or column it is about */
    uint64_t passed, failed, na, errors;
    bool notrun;     /* a column was missing */
};

/* Prepares the constraints of a table for a stream. key_memory: bytes for the search of duplicate keys, 0 for none.
 * The form, the table, columns and stream must outlive the result. */
struct constrain *constrain_new(const struct form_table *t, const struct intern *columns, const char *stream,
                                uint64_t key_memory);

/* Reports the columns that the form requires and the stream lacks, as not run. Returns how many. */
int constrain_missing(struct constrain *c, struct findings *f);

/* Judges a record and reports its faults. Returns -1 when there is none that counts (findings_add),
 * else the highest enum level among them. */
int constrain_record(struct constrain *c, const struct rec *r, struct findings *f);

/* By column: 1 where the cell of the last record was not of its type, or not UTF-8; rules leave such cells alone. NULL when
 * there was none. */
const unsigned char *constrain_bad(const struct constrain *c);

/* Reports what only the end of the stream shows: that keys were not compared beyond some record. */
void constrain_end(struct constrain *c, struct findings *f);

/* Tally i (0, 1, 2 ...) of the constraints, in the order of the stream's columns. Returns false behind the last. */
bool constrain_tally(const struct constrain *c, int i, struct tally *t);

/* c may be NULL. */
void constrain_free(struct constrain *c);

#endif
