/* SPDX-License-Identifier: Apache-2.0 */
/*
 * parse_clause: clauses of data sets, groups, and what stands behind the data set of a check.
 *
 * Audience: parse, parse_data. Each function takes what it parses; it returns false after complaining. What only programs on
 * data sets have (alias#component, sub, pivot, group all, time_agg) is taken where parser.datasets is set.
 */
#ifndef EC_VTL_PARSE_CLAUSE_H
#define EC_VTL_PARSE_CLAUSE_H

#include "vtl/parser.h"

/* NAME, or in programs on data sets NAME#NAME as one text. */
bool parse_component(struct parser *p, struct name *n);

/* component {, component} into the arena. */
bool parse_names(struct parser *p, struct name **out, int *n);

/* `[` CLAUSE `]`. */
bool parse_clause(struct parser *p, struct clause *c);

/* A clause without its brackets, as joins have them. */
bool parse_clause_body(struct parser *p, struct clause *c);

/* [group by ... [having ...]] into a clause. */
bool parse_grouping(struct parser *p, struct clause *c);

/* A mode of hierarchies, if one stands here. */
void parse_mode(struct parser *p, struct statement *st);

/* `, RULESET ... )`: the rest of a check whose kind is st->kind. */
bool parse_check_rest(struct parser *p, struct statement *st);

#endif
