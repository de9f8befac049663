/* SPDX-License-Identifier: Apache-2.0 */
/*
 * accept_options: what ecaccept is told, and what it counts.
 *
 * Audience: ecaccept and the files accept*.c.
 */
#ifndef EC_ACCEPT_ACCEPT_OPTIONS_H
#define EC_ACCEPT_ACCEPT_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "cli/opt.h"
#include "finding/finding.h"
#include "form/form.h"
#include "rec/recin.h"

struct accept_options {
    const char *policy, *frame, *explained, *reopened, *calls; /* files, or NULL */
    const char *prior, *ly;      /* the accepted records of the quarter before, of a year ago: of the unit's table; or NULL */
    bool has_accepted;           /* an earlier edition of this period is beside the records: for `require` */
    struct opt_list decisions, findings;
    const char *records;         /* folder: TABLE.tsv for each table */
    const char *accepted;        /* folder to be made; NULL: not wanted */
    const char *output;          /* units.tsv; NULL: standard output */
    const char *questions;       /* what holds the units, to be decided; NULL: not wanted */
    const char *period;          /* the one that is judged; NULL: whatever the records are of */
    const char *as_of;           /* day of the run; NULL: the newest report_date of the records */
    const struct dialect *dialect;
    uint64_t bytes;              /* bound of the table of units */
};

struct accept_counts {
    uint64_t of[4];              /* units by state: accepted, open, failed, missing */
    uint64_t unreadable;         /* submissions that could not be read */
    uint64_t foreign;            /* submissions of other periods, which ecread refused */
    uint64_t findings, notrun, superseded, homeless; /* rows read; not run; of superseded submissions; that name no unit */
    uint64_t rows_in, rows_out;  /* of all tables */
};

#endif
