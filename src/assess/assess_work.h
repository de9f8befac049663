/* SPDX-License-Identifier: Apache-2.0 */
/*
 * assess_work: the inside of struct assess.
 *
 * Audience: assess.c and assess_row.c.
 */
#ifndef EC_ASSESS_ASSESS_WORK_H
#define EC_ASSESS_ASSESS_WORK_H

#include "assess/assess_options.h"
#include "assess/origin.h"
#include "assess/seek.h"
#include "assess/unitnames.h"
#include "data/rel.h"

/* The units of one row, in the order of the stream. */
struct sharing {
    struct intern units;
    struct str **part; /* [units.n] the values of their identifiers */
    size_t cap;
};

/* One row that is found, as texts. */
struct said {
    struct str key, other; /* other: of the second unit, or p == NULL */
    struct str values;
    struct str period;     /* where the units are sought: the row's, or p == NULL */
    struct str rule, code, diff, numbers, message[2];
    enum level level;
    struct str file, submission;
    long line, rec;
    bool placed;
    struct sharing sharing;
};

struct given {
    struct str name;
    const struct structure *s;
    const struct form_table *table;
    const char *const *paths;
    int n;
    struct unitnames_columns units;
};

/* One result and its rows. */
struct told {
    const struct statement *st;
    struct rel *r;
    bool check;
    int ruleid, result, code, level, diff; /* components of a check, or -1 */
    const struct statement *ruleset;       /* of check_datapoint and check_hierarchy, else NULL */
    struct str ruleset_name;
    struct str table;
    int *key;                              /* [nkey] its identifiers in the order of the key */
    int nkey;
    struct unitnames_row names;
    bool nameless;                         /* offenders, whose rows name no unit */
    const struct given *stream;            /* that is read again for its rows, or NULL */
    struct seek seek;
    struct said *said;                     /* [n] */
    size_t n, cap;
};

struct assess {
    struct assess_options x;
    bool has_units;
    struct unitnames units;
    struct origin origin;
    struct given *given;
    int n_given;
    size_t cap_given;
    struct told *told;
    int n;
    size_t cap;
    const struct told *now; /* whose findings are being written */
    bool any_check;         /* of the program */
    struct arena a;
};

/* Makes the texts of a row. Returns false after complaining about its errorlevel. */
bool assess_row(struct assess *a, const struct told *t, const struct value *row, struct said *x);

#endif
