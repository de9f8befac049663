/* SPDX-License-Identifier: Apache-2.0 */
/*
 * plan_node: what a plan consists of: nodes, what is taken at them, rows.
 *
 * Audience: read/plan, read/plan_tree, which makes it, and through plan those who read documents.
 *
 * A node stands for the elements that have the same names from the root down. It says what of such an element goes where:
 * targets of its text, its attributes and its start; tests, which predicates put to it; the rows of which it is the record.
 */
#ifndef EC_READ_PLAN_NODE_H
#define EC_READ_PLAN_NODE_H

#include "base/arena.h"
#include "form/form.h"
#include "io/xmlev.h"
#include "read/path.h"

enum {
    PLAN_NODES = 50000,   /* that documents may make below `//` */
    PLAN_UNKNOWN = -1,    /* the form says nothing of such an element */
    PLAN_TOO_MANY = -2    /* it would, but so many different nestings are too many */
};

/* A condition that a predicate puts on a value or a row. */
struct plan_cond {
    int depth; /* of the element that carries the predicate; the root has 1 */
    int test;  /* index in the tests of its node */
    bool late; /* known only when that element ends */
    bool negated;
    bool left; /* by `..`: the value's alone, though others share the element */
};

/* What happens with a text, an attribute or an element. */
struct plan_target {
    enum path_function function;
    int level;  /* depth of the element that has the frame (PATH_TEST: the test) */
    int slot;   /* of that frame; PATH_TEST: of the tests */
    struct plan_cond *conds; /* [n_conds] */
    int n_conds;
    int late;   /* depth of the outermost late condition; 0: none */
    int counter; /* PATH_POSITION: slot of the frame around; PATH_TEST of a position too */
    const struct form_var *var;  /* the first variable that takes the value; NULL: PATH_TEST */
    const struct form_var *typed; /* PATH_TEST: a variable that takes the same as a number or code */
    const struct path *path;     /* PATH_JOIN: what comes between */
    const struct path_predicate *predicate; /* PATH_TEST */
};

struct plan_targets {
    struct plan_target *v;
    int n, cap;
};

/* An attribute that the form knows. */
struct plan_attr {
    int name;
    bool tested; /* some targets are tests */
    struct plan_targets targets;
};

struct plan_column {
    int up;   /* frames up from the row's own */
    int slot; /* -1: nothing can stand there */
    enum path_function function;
};

/* A part of a value that is put together: a text, the file's name, or what is in a slot. */
struct plan_part {
    const struct path_part *part;
    struct plan_column from; /* PART_PATH */
};

/* A value that is put together. */
struct plan_made {
    enum path_mode mode;
    int slot; /* of the row's frame */
    int n;
    struct plan_part *parts; /* [n] */
};

struct plan_row {
    int table;
    int path;                    /* which of the record paths it comes from, for compiling */
    struct plan_column *columns; /* [n] as the table has variables */
    struct plan_cond *conds;
    int n_conds;
    int *ids;                    /* [n_ids] columns of identifiers that are text, but for those that the outermost record has */
    int n_ids;
    struct plan_made *made;      /* [n_made] */
    int n_made;
};

struct plan_item; /* a path on its way down the tree */

struct plan_node {
    /* What each element asks for stands first, in one line of the cache. */
    int name;      /* of the vocabulary; PATH_ANY */
    int depth;
    int inside;    /* depth of the outermost record element at or above this node; 0: none */
    int n_slots;   /* of its frame */
    int n_tests, n_rows;
    bool has_frame;
    bool outermost;  /* a record element with no record around it */
    bool late_tests; /* one of the tests is known only at its end */
    bool lazy;       /* its children are made when they are met */
    bool passing;    /* paths lead through it, none to it: nothing is said of what is in it */
    bool ignored;    /* nothing more in it is wanted */
    bool trapped;    /* a record of the form inside an element that ref() looks up */
    bool strange;    /* it is here only because of what is not wanted further down: the form does not know it */
    bool asked;      /* a predicate asks whether it is there: its text is no surprise */
    bool takes_value; /* one of the texts is a value */
    bool leaf;       /* inside a record, with a text for some slots, and nothing else to be done */
    int plain;       /* a leaf whose text goes as it is into one slot: level of its frame; 0: there is more to it */
    int plain_slot;
    struct plan_targets text;    /* of the element's text */
    struct plan_targets element; /* of the element itself, when it starts */
    struct plan_targets place;   /* tests of its position, before anything else */
    struct plan_targets whole;   /* of its text with all that is in it */
    int counters[2];             /* slots of the frame around in which such elements are counted: by name, all; -1: none */
    int parent;      /* -1: the root of the tree, which is no element */
    int first, next; /* children and siblings, -1: none */
    int last;        /* the last child, where there is one, for compiling */
    int any;         /* the child for `*`, or -1 */
    int kind;        /* outermost: its number among the outermost, for counting */
    int n_attrs;
    bool all_attrs_known; /* unknown attributes are ignored */
    struct plan_attr *attrs;
    struct plan_row *rows;   /* tables of which this is the record element */
    const struct path_predicate **tests; /* [n_tests], for compiling */
    int *values;             /* slots of the frame: which value, for compiling */
    struct plan_item *items; /* lazy: [n_items] */
    size_t n_items;
    size_t cap_attrs, cap_tests, cap_rows, cap_values, cap_items;
};

/* A kind of outermost records. */
struct plan_kind {
    int node;        /* PLAN_UNKNOWN: there may be several, or none yet */
    struct str path; /* as the form has it */
    int name;        /* of the vocabulary, or PATH_ANY */
    bool hidden;     /* no record of the form: ref() looks it up */
};

struct plan_maker;

struct plan {
    const struct form *form;
    const struct form_table *tables; /* [n_tables] those of the form, then what ref() looks up: key and value */
    int n_tables;
    const int **refs; /* [tables of the form] NULL: no variable has ref(); else [variables] as plan_paths.ref_of */
    bool has_refs;
    struct vocab vocab;
    struct plan_node *nodes; /* [n]; 0 is the root of the tree */
    int n;                   /* under the lock of the maker, once documents are read */
    int ready;               /* that were there before any document */
    int most;                /* no document makes it more */
    struct plan_kind *kinds; /* [n_kinds] of outermost records */
    int n_kinds;
    struct str roots;        /* "<submissions> or <submission>", for messages */
    struct plan_maker *maker;
};

#endif
