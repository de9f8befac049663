/*
 * cleaner: what happens to one record in ecfix: its cells are normalised, accepted changes are applied, each changed
 * cell goes to the log.
 *
 * Audience: ecfix.
 */
#ifndef EC_EDIT_CLEANER_H
#define EC_EDIT_CLEANER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/intern.h"
#include "edit/accept.h"
#include "edit/changes.h"
#include "edit/normalise.h"
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
    /* Its own; all zero at the start. */
    int place[3];                       /* positions of _file, _line, _rec, or -1 */
    struct str *cell;                   /* [names->n] the record as it is after cleaner_record */
    struct str *with;                   /* [names->n] new cells; p == NULL: unchanged */
    struct buf key, line;
    struct arena row;                   /* reset for each record */
    uint64_t normalised, accepted, refused;
};

/* Once, after the caller's members are set. */
void cleaner_start(struct cleaner *c);

/* Cleans a record, number `row` of the stream. Returns the line to write: the record's own bytes where nothing was
 * changed. Valid until the next call. An accepted change that does not fit is complained about and counted in refused. */
struct str cleaner_record(struct cleaner *c, const struct rec *rec, uint64_t row);

/* name=value of the identifiers of the record that was cleaned last, joined by ';'. Valid until the next record. */
struct str cleaner_key(struct cleaner *c);

/* Frees what the cleaner owns. */
void cleaner_end(struct cleaner *c);

#endif
