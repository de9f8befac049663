/* SPDX-License-Identifier: Apache-2.0 */
/*
 * plan_paths: the paths of a form, made absolute.
 *
 * Audience: read/plan and read/plan_tree.
 *
 * Each alternative of a table's path is a record path of its own. What its variables take are values: a path and the number of
 * its steps that lead to the element it belongs to. Variables that take the same share one value.
 */
#ifndef EC_READ_PLAN_PATHS_H
#define EC_READ_PLAN_PATHS_H

#include "read/path.h"

/* A value that variables take: equal paths with equal owners are one. */
struct value_path {
    struct path path;
    int shared; /* steps that lead to the element it belongs to; 0: it can never be there */
    const struct form_var *var;
};

/* A part of what a variable takes. */
struct part_path {
    const struct path_part *part;
    int value;       /* PART_PATH */
    int up;          /* elements from the record to that of the value; -1: the steps tell */
};

struct variable_path {
    enum path_mode mode;
    int n;
    struct part_path *parts; /* [n] */
};

struct record_path {
    struct path path;
    int table;
    struct str text;
    struct variable_path *variables; /* [variables of the table] */
};

/* What ref() looks up: a hidden table of keys and values. */
struct ref_path {
    const struct path_ref *ref;
    struct form_var vars[2]; /* key, value */
    long line;
};

struct plan_paths {
    struct ref_path **refs; /* [n_refs] */
    size_t n_refs, cap_refs;
    int **ref_of; /* [tables of the form][variables] number of what ref() looks up, from 1; 0: no ref() */
    struct value_path **values; /* [n_values] */
    size_t n_values, cap_values;
    struct record_path **records; /* [n_records] */
    size_t n_records, cap_records;
    struct path **ignored; /* [n_ignored] what is not wanted */
    size_t n_ignored, cap_ignored;
    size_t *places; /* [size] values by their paths, number + 1; size is a power of two */
    size_t size;
};

/* Reads the paths of a form. Everything lives in the arena but the arrays (plan_paths_free). Returns false after complaining. */
bool plan_paths_read(struct plan_paths *p, const struct form *form, struct vocab *vocab, struct arena *arena);

/* Gives the arrays back. */
void plan_paths_free(struct plan_paths *p);

#endif
