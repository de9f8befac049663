/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bind: the clauses of a data set statement as steps over slots, and aggr as groups.
 *
 * Audience: sum/tally, whose insides this header shows.
 *
 * A statement becomes segments: the clauses up to an aggr, then those on its groups, and so on. A statement on the
 * stream, or on a view of it, has its first segment run on records; all such statements share one array of values.
 */
#ifndef EC_SUM_BIND_H
#define EC_SUM_BIND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/diag.h"
#include "sum/group.h"
#include "value/value.h"
#include "vtl/expression.h"
#include "vtl/layout.h"
#include "vtl/ruleset.h"

/* An expression, and how often it had no value. */
struct expr {
    struct expression *e;
    uint64_t errors;
    enum vtl_error why; /* of the first */
    long line;
};

enum step_kind { STEP_FILTER, STEP_CALC };

struct step {
    enum step_kind kind;
    struct expr *e; /* [n]; a filter has one */
    int *to;        /* [n] calc: slots of the results */
    int n;
};

struct grouping {
    struct group_item *items; /* [n] the named ones, then those of having */
    struct expr *args;        /* [n] e NULL: count() */
    int n;
    int *group;               /* [ngroup] slots of the group-by components */
    int ngroup;
    struct expr having;       /* e NULL: none; over the result */
    struct layout *result;    /* group components, then items */
    struct groups groups;
    uint64_t overflows;       /* results that do not fit */
    struct loc loc;
};

/* Clauses up to an aggr, or to the end. */
struct segment {
    struct step *steps;
    int n;
    struct grouping *aggr;  /* NULL: none */
    struct layout *end; /* of what leaves the steps */
    int slots;          /* of a row that passes through */
};

struct table {
    struct value **rows; /* [n] each in the arena */
    size_t n, cap;
    struct arena arena;
};

struct result {
    struct str name;
    const struct statement *st;
    int source;          /* number of a result, or STREAM */
    bool streamed;       /* the first segment runs on records */
    bool passed;         /* streamed: the present record */
    struct segment *segments;
    int n;
    int *visible;        /* not streamed: slots of the source's visible components */
    int nvisible;
    struct table table;
};

enum { STREAM = -1, LEFT_OUT = -2, UNKNOWN = -3 };

/* What tally.h keeps to itself. */
struct tally {
    struct arena a;
    const struct rules *rules;
    const struct rules_host *host;
    struct layout *base;
    struct layout **layouts; /* all, to be freed */
    size_t n_layouts, cap_layouts;
    struct result *results;
    int n;
    int slots;               /* of the record, results of calc included */
    struct value *values;    /* [slots] */
    bool *reads;             /* [base->n] */
    int *read_slots, n_read;
    struct agg_budget budget;
    long line;               /* of the present record, for messages */
};

/* Binds the clauses of r->st, from r->source on. Returns false after complaining. */
bool bind_statement(struct tally *p, struct result *r);

/* Is it a view of the stream: one row for each record that passes? */
bool bind_is_view(const struct result *r);

/* The components of the result. */
struct layout *bind_final_layout(const struct result *r);

/* The layout is freed with p. Returns it. */
struct layout *bind_keep_layout(struct tally *p, struct layout *l);

#endif
