/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pattern: the named regular expressions of .re files.
 *
 * Audience: forms, the form's constraints, eclint.
 *
 * A file has comments (#), lines `NAME = PATTERN` and, under each, examples: `+ text` must match, `- text` must not.
 * Examples may use \t \n \r \\ and \uXXXX; they are kept so that eclint can try them.
 */
#ifndef EC_FORM_PATTERN_H
#define EC_FORM_PATTERN_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/str.h"
#include "value/regex.h"

struct pattern_example {
    bool matches;    /* + or - */
    struct str text; /* its escapes resolved */
    struct str raw;  /* as it stands in the file */
    long line;
};

struct pattern {
    struct str name, text; /* the expression as written */
    struct regex *regex;   /* owned; whole-value match */
    const char *path;      /* the file, zero-terminated */
    long line;
    struct pattern_example *examples; /* [n_examples] */
    int n_examples;
    size_t cap_examples;
};

struct patterns {
    struct pattern **list; /* [n] in the order of the files; their addresses stay */
    int n;
    size_t cap;
    struct arena text;
};

/* All members zero is no patterns. */

/* Adds the patterns of a file, or of all *.re files of a folder in byte order of their names. Complains about every
 * line that is wrong (bad expression, name twice, example without pattern). Returns true when there was nothing. */
bool patterns_load(struct patterns *p, const char *path);

/* The pattern of a name, or NULL. */
const struct pattern *patterns_find(const struct patterns *p, struct str name);

/* The name nearest to a text, for "did you mean"; empty when none is near. */
struct str patterns_nearest(const struct patterns *p, struct str name);

/* Tries the examples of a pattern. Complains about each that does not do as its sign says. Returns how many. */
int pattern_try_examples(const struct pattern *p);

/* Gives everything back. */
void patterns_free(struct patterns *p);

#endif
