/* SPDX-License-Identifier: Apache-2.0 */
/*
 * path: the syntax of the paths in a form (ecform(5)), and their absolute form.
 *
 * Audience: form/plan. A path is a list of steps from the root down to the element, and perhaps an attribute; count()
 * and sum() around it are a function. Relative paths are joined to a record's path; `..` and `.` are gone afterwards.
 */
#ifndef EC_READ_PATH_H
#define EC_READ_PATH_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/diag.h"
#include "form/form.h"
#include "io/xmlev.h"

enum { PATH_STEPS = 32, PATH_ANY = -1, PATH_UP = -2, PATH_SELF = -3 };

enum path_test { TEST_NONE, TEST_ATTRIBUTE, TEST_CHILD };

struct path_step {
    int name; /* of the vocabulary, or PATH_ANY, PATH_UP, PATH_SELF */
    enum path_test test;
    int test_name;
    struct str test_value;
};

enum path_function { PATH_VALUE, PATH_COUNT, PATH_SUM };

struct path {
    enum path_function function;
    bool absolute;
    int n;
    struct path_step step[PATH_STEPS];
    int attribute; /* name, or XML_UNKNOWN: the text of the element */
};

/* Reads the path of a variable. Names go into the vocabulary with the form's namespaces. Returns true; or complains at
 * `at` and returns false. Texts stay in the form. */
bool path_parse(struct path *p, struct str text, const struct form *form, struct vocab *vocab, struct loc at);

/* The path from the root: p joined to the path of a record. *shared becomes the number of steps that belong to the
 * record's own line of ancestors: the value belongs to that ancestor (or to the record, when all are shared). Returns
 * false when `..` leaves the document or there are too many steps. */
bool path_join(struct path *to, const struct path *record, const struct path *p, int *shared);

/* Same step? */
bool path_step_eq(const struct path_step *a, const struct path_step *b);

#endif
