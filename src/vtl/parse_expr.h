/* SPDX-License-Identifier: Apache-2.0 */
/*
 * parse_expr: the expressions of VTL, by precedence climbing.
 *
 * Audience: parse, parse_rules. Each function takes what it parses; after a fault it has complained, returns NULL or false
 * and leaves the parser where the fault is.
 */
#ifndef EC_VTL_PARSE_EXPR_H
#define EC_VTL_PARSE_EXPR_H

#include "vtl/parser.h"

/* An expression, as far as it extends. */
struct node *parse_expr(struct parser *p);

/* A constant with an optional sign: errorcode, default, the members of a set. Where none stands, the complaint is
 * `otherwise`, about the token found. */
struct node *parse_constant(struct parser *p, enum diag_id otherwise);

/* { constants } behind `x in`: an N_IN over x. The brace stands here. */
struct node *parse_set(struct parser *p, struct node *x, int op);

/* The name of a scalar type. */
bool parse_type(struct parser *p, enum vtype *t);

/* The aggregate function of this number (aggr_find); its name and parenthesis stand here. */
struct node *parse_aggregate(struct parser *p, int kind);

/* The binary operator (enum op) that stands here, or -1; nothing is taken. */
int parse_binary_op(const struct parser *p);

/* Complains about what stands behind a complete expression but cannot; the common slips get a message of their own,
 * otherwise `wanted` is said to be expected. */
void parse_tail(struct parser *p, const char *wanted);

#endif
