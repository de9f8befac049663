/* SPDX-License-Identifier: Apache-2.0 */
/*
 * steps: the statements of a program of ecfix, `NAME := DATASET [calc ...] [filter ...] ...`, applied to one record after
 * the other.
 *
 * Audience: ecfix -p.
 *
 * The statements about the table form a chain: the first takes the table, each other one the result of the one before.
 * A column keeps its type for good. An expression that reads a cell which is not of its type, or that has no value (division
 * by zero, overflow), changes nothing: the cell stays as it was, a filter lets the record pass, a new column is null; the
 * caller is told. What later reads such a result is not computed either.
 *
 * Cells of the input are known by their position in the input whatever happens to their names; new columns stand behind
 * them in the order in which they were made.
 */
#ifndef EC_FIX_STEPS_H
#define EC_FIX_STEPS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/diag.h"
#include "fix/line.h"
#include "form/form.h"
#include "vtl/ruleset.h"

struct steps;

struct steps_setup {
    const struct rules *rules;      /* linked */
    const struct form *form;
    const struct form_table *table;
    const struct schema *columns;   /* of the input: slot = position */
    const struct rules_host *host;
};

/* Binds the program; what setup points to must outlive it. Returns NULL after complaining about all statements up to the
 * first that is wrong. */
struct steps *steps_new(const struct steps_setup *setup);
void steps_free(struct steps *s); /* NULL is fine */

/* ---- what it is ---- */

/* The statements about the table. */
int steps_count(const struct steps *s);
struct str steps_name(const struct steps *s, int statement);

/* What becomes of the lines. */
const struct line_shape *steps_shape(const struct steps *s);

/* A column of the input that is taken out, or has another name in the end: the statement that did it, its name in the end.
 * Statement -1: neither. */
int steps_dropped_by(const struct steps *s, int column);
int steps_renamed_by(const struct steps *s, int column, struct str *name);

/* New column number i: its name in the end, the statement that made it. */
struct str steps_added(const struct steps *s, int i, int *statement);

/* Appends the header line of the output. */
void steps_header(const struct steps *s, struct buf *b);

/* ---- running ---- */

struct steps_failure {
    int statement;
    struct str variable;  /* what was to be computed; empty: the condition of a filter */
    struct str unread;    /* the column that it reads and that is bad, or empty; then: */
    enum vtl_error why;
};

/* Who hears of it. new: the cell as it is to stand in the stream, valid until the next record. */
struct steps_sink {
    void *to;
    void (*changed)(void *to, int column, struct str new, int statement);
    void (*failed)(void *to, const struct steps_failure *f);
};

/* Applies the program to a record (its cells by position, null is \N). Returns -1 when it stays, or the number of the
 * statement that took it out. */
int steps_record(struct steps *s, const struct str *cells, const struct steps_sink *sink);

/* Appends the cells of the new columns of the last record, joined by TAB; null: as in struct dialect. */
void steps_put_added(const struct steps *s, struct buf *b, const char *null);

struct steps_tally {
    uint64_t changed;         /* cells */
    uint64_t is_false, is_null; /* records taken out: the condition was false, or null */
    uint64_t failed;          /* expressions without a value */
};

/* The counts so far of a statement; valid until steps_free. */
const struct steps_tally *steps_tally(const struct steps *s, int statement);

#endif
