/* SPDX-License-Identifier: Apache-2.0 */
/*
 * parse: tokens become the tree of ast.h.
 *
 * Audience: ruleset. A hand-written descent for statements, precedence climbing for expressions. After a fault the parser
 * goes on at the next rule or statement, so that one run shows several; at most VTL_ERRORS_MAX a file. Names are not
 * resolved here.
 */
#ifndef EC_VTL_PARSE_H
#define EC_VTL_PARSE_H

#include <stddef.h>

#include "vtl/ast.h"

struct parsed {
    struct statement **v; /* [n]; free the array with mem_free, the rest lives in the arena */
    size_t n, cap;
    int errors; /* complaints made; the statements that are whole are there all the same */
};

/* Parses a rule file; with datasets, a program on data sets: what is assigned is any expression on them (ST_DATASET). */
void parse_program(struct parsed *out, struct arena *a, const struct source *s, bool datasets);

/* Parses a text that is one expression. Returns NULL after complaining. */
struct node *parse_expression(struct arena *a, const struct source *s);

/* Parses a text that is the body of one datapoint rule (`when A then B errorcode ...`) or of one hierarchical rule, as a
 * ruleset with that single rule and an empty signature. Returns NULL after complaining. */
struct statement *parse_rule(struct arena *a, const struct source *s, enum statement_kind kind);

#endif
