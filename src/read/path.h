/* SPDX-License-Identifier: Apache-2.0 */
/*
 * path: the syntax of the paths in a form (ecform(5)), and their absolute form.
 *
 * Audience: read/plan_paths. A path is a list of steps from the root down to an element, and perhaps an attribute. A step goes
 * to a child or, after `//`, to any element further down; predicates keep some of the elements that it meets. Relative paths
 * are joined to a record's path; `..` and `.` are gone afterwards.
 *
 * What a variable takes is an expression: one path; the first of several that is there (A | B); or parts put together
 * (concat), each a path, a text or the file's name, of which substring() and translate() may leave a part. A function around
 * a path says what is taken of the elements it meets.
 */
#ifndef EC_READ_PATH_H
#define EC_READ_PATH_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/diag.h"
#include "form/form.h"
#include "io/xmlev.h"

enum { PATH_STEPS = 32, PATH_ANY = -1, PATH_UP = -2, PATH_SELF = -3 };

enum path_axis {
    AXIS_CHILD,
    AXIS_DEEP,        /* any element further down */
    AXIS_DEEP_OR_SELF /* or the one before: what `//a/..` leads to; its name is PATH_ANY */
};

enum path_operator { OP_EXISTS, OP_EQUAL, OP_UNLIKE, OP_POSITION };

/* [a/b], [not(@a)], [a/@b='v'], [a!='v'], [2] */
struct path_predicate {
    enum path_operator op;
    bool negated;
    bool left;               /* a step led here and `..` back: [a] of a/.. */
    const struct path *path; /* relative to the element, in the arena; NULL: OP_POSITION */
    struct str value;
    int position; /* among the children of that name, from 1 */
};

struct path_step {
    int name; /* of the vocabulary, or PATH_ANY, PATH_UP, PATH_SELF */
    enum path_axis axis;
    struct path_predicate *predicates; /* [n_predicates], in the arena */
    int n_predicates;
};

/* What is taken of the elements that a path meets. */
enum path_function {
    PATH_VALUE,      /* the text of one; a second is a fault */
    PATH_COUNT,
    PATH_SUM,
    PATH_FIRST,      /* the text of the first */
    PATH_JOIN,       /* the texts of all, with something between them */
    PATH_STRING,     /* the text of one with all that is in it */
    PATH_NAME,       /* its name as written */
    PATH_LOCAL_NAME,
    PATH_POSITION,   /* among the children of that name, from 1 */
    PATH_TEST        /* only in plans: whether a predicate holds */
};

struct path {
    enum path_function function;
    struct str between; /* PATH_JOIN */
    bool absolute;
    int n;
    struct path_step step[PATH_STEPS];
    int attribute; /* name, or XML_UNKNOWN: the element itself */
};

enum path_mode { MODE_ONE, MODE_FIRST, MODE_CONCAT };

/* What substring() and translate() do to a text. */
struct path_edit {
    int from, n;        /* substring(): from that character on, so many; n 0: it is translate() */
    struct str letters; /* translate(): each of these becomes the one at the same place of `others`, or goes */
    struct str others;
};

enum part_kind { PART_PATH, PART_TEXT, PART_FILE };

struct path_part {
    enum part_kind kind;
    struct str text; /* PART_TEXT */
    struct path path;
    struct path_edit *edits; /* [n_edits], the innermost first, in the arena */
    int n_edits;
};

struct path_expression {
    enum path_mode mode;
    int n;
    struct path_part *parts; /* [n], in the arena */
    const struct path_ref *ref; /* ref(): the parts are the key; or NULL */
};

/* ref(KEY, PATH): a value of the element that has the key, wherever it stands. */
struct path_ref {
    struct str text;              /* as written, behind the key: equal texts are one */
    struct path target;           /* the element that has the key, without the predicate that names it */
    struct path_expression key;   /* relative to that element */
    struct path_expression value; /* likewise */
};

/* Reads what a variable takes. Names go into the vocabulary with the form's namespaces; what is made goes into the arena; texts
 * stay in the form. Returns true; or complains at `at` and returns false. */
bool path_read(struct path_expression *e, struct str text, const struct form *form, struct vocab *vocab, struct arena *arena,
               struct loc at);

/* Reads one plain path, as that of a record is. Otherwise as path_read. */
bool path_parse(struct path *p, struct str text, const struct form *form, struct vocab *vocab, struct arena *arena,
                struct loc at);

/* The path from the root: p joined to the path of a record. *shared becomes the number of steps that belong to the
 * record's own line of ancestors: the value belongs to that ancestor (or to the record, when all are shared). *up: how many
 * elements it is above the record; -1: p is absolute, the steps tell. A step that `..` takes back leaves a predicate: a/../b is
 * ./[a]/b. Such predicates live in the arena. Returns NULL, or what is wrong (in the user's language). */
const char *path_join(struct path *to, const struct path *record, const struct path *p, int *shared, int *up,
                      struct arena *arena);

/* Same step, with the same predicates? */
bool path_step_eq(const struct path_step *a, const struct path_step *b);

/* Same function of the same steps? */
bool path_eq(const struct path *a, const struct path *b);

#endif
