/* SPDX-License-Identifier: Apache-2.0 */
/*
 * model: what a report shows, counted from the streams and free of any layout.
 *
 * Audience: the collect files fill it; text.c, html.c with its page files, and letter.c read it and do not know each
 * other.
 *
 * Numbers stay exact decimals as in the streams; binary floating point appears only where a chart needs a place on the
 * paper. Memory grows with the units (a few hundred bytes each) and with the findings that letters quote.
 */
#ifndef EC_REPORT_MODEL_H
#define EC_REPORT_MODEL_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/intern.h"
#include "finding/verdict.h"
#include "form/form.h"
#include "rec/recin.h"
#include "report/rows.h"
#include "value/keynames.h"
#include "value/dec.h"

enum { STATES = 3, TOP_UNITS = 20 };

/* The states of a datum that a report can compare. */
enum state { STATE_FINAL, STATE_RAW, STATE_PRIOR };

/* A finding as a letter quotes it. */
struct query {
    enum level level;
    struct str rule, variable, value, expected, values, message[2];
    struct query *next;
};

/* What ecaccept made of a unit, in the order in which it is shown. */
enum verdict { VERDICT_NONE, VERDICT_ACCEPTED, VERDICT_OPEN, VERDICT_FAILED, VERDICT_MISSING, VERDICT_UNREADABLE, VERDICTS };

/* One unit of the population: of the records, or of the findings of a record that was not kept. */
struct unit {
    struct str key;           /* value of the unit's identifier */
    struct str name;          /* its name, empty when unknown */
    struct str record;        /* identifiers of the record as findings name it: name=value joined by ';' */
    int group[2];             /* row and column of the heat map, or -1 */
    bool in_records;
    enum verdict verdict;
    long count[LEVEL_COUNT];  /* failed and errored findings by level */
    long explained;
    struct query *queries, *last_query;
    struct dec *value;        /* [measures][STATES] */
    bool *has;                /* [measures][STATES] */
};

/* One rule over all findings. */
struct rule_count {
    struct str id, message[2]; /* a message that fired, as an example */
    enum level level;
    long count[RESULT_COUNT];
    long units;                /* units with at least one failed or errored finding */
    bool identity;             /* it judged an identifier: a credit code, a duplicate key */
    int last_unit;             /* to count units once while findings come record by record */
};

/* A key variable, over all units. */
struct measure {
    const struct form_var *var;
    struct dec sum[STATES];
    long n[STATES];
    bool overflow[STATES];
    long changed;              /* units where raw and final differ */
    struct dec accepted;       /* of sum[STATE_FINAL]: from units without a hard or quasi finding */
    struct dec panel[2];       /* sums of final and prior over the accepted units that have both */
    long panel_n;
    int top[TOP_UNITS];        /* units with the greatest |final - raw|, or the greatest value without raw */
    int n_top;
};

/* An item over all records: unit response is counted elsewhere. */
struct item {
    const struct form_var *var;
    long present, missing;
};

/* A file or record that was rejected. */
struct reject {
    struct str file, rule, message[2];
    long line;
};

/* A group axis of the heat map: region, industry. */
struct axis {
    const struct form_var *var; /* NULL: none */
    struct keynames groups;     /* codes, in order of appearance */
};

/* A line of the manifest or a file that the report was made from. */
struct source {
    const char *role, *path;
    char sha256[65];
};

struct report {
    const struct form *form;
    const struct form_table *table;
    const struct dialect *dialect; /* of the streams of records; the other streams are written with \N always */
    struct arena text;            /* all text that outlives a stream */
    enum vtype key_type;          /* of the identifier that names a unit */
    struct keynames keys;         /* number = unit */
    struct unit *units;           /* [n_units] */
    int n_units;
    size_t cap_units;
    struct str period;            /* of the records; the most frequent when there are several */
    struct keynames periods;
    long *period_count;
    size_t cap_period_count;
    long records;                 /* read from the records */
    struct axis axis[2];
    struct measure *measures;     /* [n_measures] */
    int n_measures;
    struct item *items;           /* [table->n] */
    struct rule_count *rules;     /* [rule_ids.n] */
    struct intern rule_ids;
    size_t cap_rules;
    long findings[LEVEL_COUNT][RESULT_COUNT];
    struct reject *rejects;       /* [n_rejects] all of them */
    long n_rejects;
    size_t cap_rejects;
    long verdicts[VERDICTS];      /* units (and unreadable submissions) by verdict, where has_verdicts */
    bool has_verdicts, has_raw, has_prior, has_frame, has_changes, has_suggestions;
    struct keynames frame;        /* keys of the frame */
    long responded;               /* of them, in the records */
    long changes, suggestions;
    struct intern methods;        /* of the changes */
    long *method_count;
    size_t cap_method_count;
    struct sheet_rows indicators, outliers, calls, targets; /* targets: labels, base and target by indicator */
    struct source sources[16];
    int n_sources;
};

/* What became of the units in the records. */
struct outcome {
    long clean;   /* nothing failed, or info only */
    long queries; /* soft the worst */
    long blocked; /* hard, quasi, or a rule that could not be evaluated */
};

/* The unit of that key, however it is written, or -1. */
int report_unit(const struct report *r, struct str key);

/* The verdict of the word that ecaccept writes; VERDICT_NONE when it is none. */
enum verdict report_verdict(struct str word);

/* Is the unit not accepted: by its verdict, or where none was given by a hard or quasi finding? */
bool report_blocked(const struct unit *u);

/* The outcome over all units with a record. */
struct outcome report_outcome(const struct report *r);

/* The worst level of a unit's failed findings, or -1. */
int report_worst(const struct unit *u);

/* The value of a measure in a state, owned by the unit; NULL where it has none. */
const struct dec *report_value(const struct unit *u, int measure, enum state s);

/* The rules in the order of a Pareto chart: most units first, then weight, then id; hints (info) after all others.
 * The caller gives back the array of rule_ids.n pointers with mem_free. */
const struct rule_count **report_pareto(const struct report *r);

/* One cell of the heat map. */
struct heat {
    long units, failed;
};

/* The table axis[0] x axis[1], row by row; the caller frees with mem_free. NULL without two axes. */
struct heat *report_heat(const struct report *r);

/* The groups of an axis by code, in C order; the caller gives back the array of groups.n numbers with mem_free. */
int *report_axis_order(const struct axis *a);

/* The label of a group in a language, else its code. */
struct str report_group_label(const struct report *r, int axis, int group, int lang);

/* Everything given back. */
void report_free(struct report *r);

#endif
