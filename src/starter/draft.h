/* SPDX-License-Identifier: Apache-2.0 */
/*
 * draft: a form on its way.
 *
 * Audience: starter/tables makes its tables and variables, starter/observe fills it with evidence, starter/settle decides types,
 * roles and keys, starter/write writes it.
 */
#ifndef EC_STARTER_DRAFT_H
#define EC_STARTER_DRAFT_H

#include "starter/evidence.h"
#include "starter/facts.h"
#include "starter/outline.h"
#include "value/type.h"

struct draft_var {
    int node;              /* of the outline; -1: path says all */
    struct str name, path;
    struct str source;     /* the element's or attribute's own name, or a column's header */
    enum role role;
    enum vtype type;
    bool typed;            /* a schema says so */
    bool required;
    bool guessed;          /* the role is a guess */
    bool several;          /* more than one may come in a record: the texts are joined */
    bool outside;          /* it stands around the record, path is absolute */
    bool late;             /* a value stood behind the first record: it cannot be read */
    bool inherited;
    struct evidence evidence;
    const struct xsd_facts *facts; /* what a schema says; NULL: nothing */
    uint64_t hash;         /* of the value in the open record; 0: none, or empty */
    bool missing, twice;   /* a record lacks it; two records of a parent have the same */
    bool twice_in_period;  /* and of one period */
    struct str expression; /* of pattern */
    struct str codes, pattern, min, max; /* names and texts; empty: none */
    struct str label[2];   /* English, Chinese (enum lang); may be empty */
    struct str note;
    bool personal;
};

struct draft_table {
    int node;              /* the record element, or -1 */
    int parent;            /* table, or -1 */
    struct str name, path;
    struct str source;     /* the name of its element */
    struct str label[2];
    struct draft_var *vars; /* [n] */
    int n;
    size_t cap;
    struct intern names;
    uint64_t rows;
    uint64_t row;          /* number of the open record, or of the last one */
    bool shared_key;       /* identifiers and the period together tell the records apart */
};

/* Where the values of a node go. */
struct draft_place {
    int table, var; /* -1: nowhere */
    int record_of;  /* the table whose record the element is, or -1 */
};

struct draft {
    struct outline *outline;
    struct draft_table *tables; /* [n_tables]; the first is the main one */
    int n_tables;
    size_t cap_tables;
    struct intern table_names;
    struct draft_place *places; /* [nodes] */
    int *stands_for;       /* [nodes] the node whose place one has: itself, but below a root that is a record of another */
    struct str *prefixes;  /* [namespaces] in paths; empty: none is needed */
    int other_root;        /* a root that stands for the main record alone, or -1 */
    struct str name, period;
    bool once;             /* what came once in the samples comes once */
    bool whole;            /* the record is a root */
    bool small;            /* a document is no larger than a record may be */
    uint64_t without;      /* files without a main record */
    int past_limit;        /* tables and variables that had no place */
    struct arena text;
};

/* Does the record leave out what a root as the record would have: what stands behind it, or files without one? */
bool draft_loses(const struct draft *d);

enum { DRAFT_TABLES = 1000, DRAFT_VARS = 10000 /* of all tables together */ };

/* An empty draft; d is all zero before, outline stays the caller's. */
void draft_start(struct draft *d, struct outline *outline);

/* Adds a variable to a table; its path and evidence are empty. name: made by naming_make. NULL: there is no place. */
struct draft_var *draft_add(struct draft *d, int table, struct str name, struct str source, const struct str *outer, int n_outer);

/* Adds a table, as draft_add; -1: there is no place. */
int draft_table(struct draft *d, struct str source, int node, int parent);

/* Gives everything back. */
void draft_free(struct draft *d);

#endif
