/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tally: the data set statements of a program, run over one stream of records.
 *
 * Audience: ecsum.
 *
 * NAME := DATASET [clause]... makes a result. A statement on the stream's table, or on a result that is still a view of
 * it (no aggr yet), runs while the records pass, all statements in one pass; an aggr turns records into groups. What
 * follows an aggr, and statements on such results, run on the groups in memory at the end. A statement on another table
 * of the form is left out, and so are those on its result.
 *
 * An expression that has no value for a record (a division by zero ...) counts as null, in a filter as not true; it is
 * counted, with the first line, and reported by tally_report.
 */
#ifndef EC_SUM_TALLY_H
#define EC_SUM_TALLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "value/value.h"
#include "vtl/layout.h"
#include "vtl/ruleset.h"

struct tally;

struct tally_setup {
    const struct rules *rules; /* linked */
    struct str table;          /* the name of the stream in the program */
    bool (*other)(void *ctx, struct str name); /* is it another table, so that its statements are left out? */
    const struct schema *columns;              /* of the stream */
    const struct rules_host *host;
    const char *wanted;        /* the only result wanted, or NULL for all */
    size_t memory;             /* bytes that groups and medians may take */
};

/* Binds the program. Returns NULL after complaining. rules, columns and host must outlive it. */
struct tally *tally_new(const struct tally_setup *s);

/* The slots of the stream's columns that some statement reads, owned by p. Only these need values. Returns how many. */
int tally_slots(const struct tally *p, const int **slots);

/* The values of the present record, by slot of the stream's columns: to be filled before tally_record. */
struct value *tally_values(struct tally *p);

/* Takes the record of that line. Returns false after complaining: no memory left. */
bool tally_record(struct tally *p, long line);

/* After the last record (or partial): makes all results. Returns false after complaining. */
bool tally_finish(struct tally *p);

/* Reports expressions without a value and results that overflowed as warnings. Returns how many values were lost. */
uint64_t tally_report(const struct tally *p);

/* ---- results ---- */

/* How many there are. Results are numbered in the order of the program; statements left out are not counted. */
int tally_count(const struct tally *p);


/* The number of a result, or -1. */
int tally_find(const struct tally *p, struct str name);

/* The statement that makes it. */
const struct statement *tally_statement(const struct tally *p, int result);

/* Is it assigned with <- (persistent), so that it is meant to be kept? */
bool tally_is_persistent(const struct tally *p, int result);

/* Is it still a view of the stream: one row for each record that passes? */
bool tally_is_view(const struct tally *p, int result);

/* View: did the present record pass? Its values stand in tally_values, by the slots of tally_layout. */
bool tally_passed(const struct tally *p, int result);

/* The components; hidden ones are no columns. */
const struct layout *tally_layout(const struct tally *p, int result);

/* Others, after tally_finish: rows in the order of their keys, and the values of a row by slot. */
size_t tally_rows(const struct tally *p, int result);
const struct value *tally_row(const struct tally *p, int result, size_t row);

/* Gives everything back; p may be NULL. */
void tally_free(struct tally *p);

#endif
