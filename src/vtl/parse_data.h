/* SPDX-License-Identifier: Apache-2.0 */
/*
 * parse_data: the operators of VTL on data sets: membership, clauses, joins, set operators, aggregates, analytic functions,
 * checks, hierarchies, time series.
 *
 * Audience: parse. They stand in expressions beside those of parse_expr, which asks for them through parser.word and
 * parser.behind; in a clause (parser.inside) names are components, and only aggregates and analytic calls are taken.
 */
#ifndef EC_VTL_PARSE_DATA_H
#define EC_VTL_PARSE_DATA_H

#include "vtl/parser.h"

/* Makes a parser one for programs on data sets. */
void parse_datasets(struct parser *p);

/* An expression on data sets. Returns NULL after complaining. */
struct node *parse_dataset(struct parser *p);

/* At `viral` behind define: a rule for a viral attribute. */
bool parse_viral(struct parser *p, struct statement *st);

#endif
