/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cleaner: what happens to one record in ecfix: its cells are normalised, accepted changes are applied, then the steps of a
 * program; whatever changed goes to the log.
 *
 * Audience: ecfix.
 */
#ifndef EC_FIX_CLEANER_H
#define EC_FIX_CLEANER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/intern.h"
#include "fix/accept.h"
#include "fix/changes.h"
#include "fix/normalise.h"
#include "fix/steps.h"
#include "rec/recin.h"

struct cleaner {
    /* Given by the caller, who owns them. */
    const struct intern *names;         /* columns of the stream */
    const struct norm_column *columns;  /* [names->n] */
    const int *keys;                    /* [n_keys] positions of the identifiers */
    int n_keys;
    struct str table;
    const char *null;                   /* as in struct dialect */
    struct changes_out *log;            /* NULL: no log */
    struct accept *accept;              /* NULL: nothing accepted */
    struct steps *steps;                /* NULL: no program */
    const char *program;                /* what the log says of it, behind the name of a statement and '@' */
    void *to;                           /* who hears of steps that had no value; the record is the one at work */
    void (*failed)(void *to, const struct rec *rec, struct str key, const struct steps_failure *f);
    /* Its own; all zero at the start. */
    int place[3];                       /* positions of _file, _line, _rec, or -1 */
    struct str *cell;                   /* [names->n] the record as it is after cleaner_record */
    struct str *with;                   /* [names->n] new cells; p == NULL: unchanged */
    struct buf key, line;
    const struct rec *rec;              /* at work, number row_number of the stream */
    uint64_t row_number;
    struct str *versions;               /* [steps_count] what the log says of a statement */
    struct buf out, taken, added;       /* a line of another shape; the cells that it lost and won */
    struct buf old, new;                /* the same escaped, for the log */
    struct arena text;
    struct arena row;                   /* reset for each record */
    uint64_t normalised, accepted, refused, removed;
};

/* Once, after the caller's members are set. header: that of the stream. Returns the header of what cleaner_record gives,
 * and begins the log with what becomes of the columns. */
struct str cleaner_start(struct cleaner *c, struct str header);

/* Cleans a record, number `row` of the stream. Returns the line to write: the record's own bytes where nothing was
 * changed; p == NULL where a filter took the record out. Valid until the next call. c->cell holds the cells in the columns
 * of the input. An accepted change that does not fit is complained about and counted in refused. */
struct str cleaner_record(struct cleaner *c, const struct rec *rec, uint64_t row);

/* name=value of the identifiers of the record that was cleaned last, joined by ';'. Valid until the next record. */
struct str cleaner_key(struct cleaner *c);

/* Frees what the cleaner owns. */
void cleaner_end(struct cleaner *c);

#endif
