/* SPDX-License-Identifier: Apache-2.0 */
/*
 * recordref: which record a finding is about.
 *
 * Audience: the form's constraints and the rules: both say of a record the same file, line, ordinal, key and period.
 */
#ifndef EC_FORM_RECORDREF_H
#define EC_FORM_RECORDREF_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/intern.h"
#include "finding/finding.h"
#include "form/form.h"
#include "rec/recin.h"

struct recordref {
    const struct form_table *table;
    int file, line, rec, sub; /* columns of the stream, or -1 */
    int period;            /* the column that holds the period, or -1 */
    int *keys;             /* [n_keys] columns of the identifiers, in the order of the form */
    int *key_vars;         /* [n_keys] their variables: indexes in the table */
    int n_keys;
    int n_missing;         /* identifiers of the form that the stream lacks */
    const char *stream;    /* its name, where the records do not say their file */
    struct buf key;        /* the key of the last finding */
    struct buf last;       /* the cell of the period last asked for by recordref_day */
    bool has_day;
    struct date day;       /* its last day */
    struct arena text;     /* unescaped cells of the last finding */
};

/* Finds the columns of a table in a stream. stream is kept. */
void recordref_init(struct recordref *s, const struct form_table *t, const struct intern *columns, const char *stream);

/* Sets table, file, line, rec, submission and key of a finding about a record; they are valid until the next call. */
void recordref_fill(struct recordref *s, const struct rec *r, struct finding *x);

/* The period of a record as text; empty when it has none. Valid until the next recordref_fill. */
struct str recordref_period(struct recordref *s, const struct rec *r);

/* The day at which code lists are judged: the last of the record's period. Returns false when the record has no period that
 * can be read. Cheap while the period does not change. */
bool recordref_day(struct recordref *s, const struct rec *r, struct date *day);

/* Gives everything back. */
void recordref_free(struct recordref *s);

#endif
