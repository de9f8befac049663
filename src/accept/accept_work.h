/* SPDX-License-Identifier: Apache-2.0 */
/*
 * accept_work: what the parts of accept share.
 *
 * Audience: the files accept*.c.
 */
#ifndef EC_ACCEPT_ACCEPT_WORK_H
#define EC_ACCEPT_ACCEPT_WORK_H

#include "accept/accept_options.h"
#include "accept/unittable.h"
#include "accept/weigh.h"
#include "base/buf.h"
#include "check/explained.h"
#include "rec/extsort.h"

/* A submission that could not be read. */
struct unreadable {
    struct str sub, who;  /* who: what its readable part, or the name of its file, says of the sender */
};

struct accept {
    const struct accept_options *o;
    const struct form *form;
    struct findings *findings;
    struct accept_counts *counts;
    struct unitkey key;
    struct unittable units;
    struct policy *policy;
    struct decisions *decisions;
    struct reopened *reopened;
    struct explained *explained;  /* NULL: none were given */
    struct intern identifiers;    /* names of the identifiers of the unit's table, in the form's order */
    int *identifier;              /* [identifiers.n] their variables */
    struct buf period;            /* the one that is judged, canonical */
    bool has_day;
    struct date day;              /* of the run */
    struct intern low;            /* units whose score is below autopass.score */
    struct intern held_rows;      /* standalone tables: TABLE TAB key of rows that are held */
    struct intern subs;           /* unreadable ones */
    struct unreadable *unreadable; /* [subs.n] */
    size_t cap_unreadable;
    struct buf a, b;              /* scratch */
    struct arena row;
    struct arena paths;           /* of streams in the folder of records */
    struct extsort *questions;    /* rows of --questions by unit, rule, fingerprint; NULL: not wanted */
    bool wrong;                   /* an inadmissible decision was met */
};

#endif
