/* SPDX-License-Identifier: Apache-2.0 */
/*
 * expression: one expression over the columns of a schema.
 *
 * Audience: ecexpr and tests, with a text; data/map and fix/steps, with a part of a statement of a loaded program (calc, filter,
 * aggr, having), so that the operators which the program defines are known and messages point into the file.
 */
#ifndef EC_VTL_EXPRESSION_H
#define EC_VTL_EXPRESSION_H

#include "value/schema.h"
#include "vtl/ast.h"
#include "vtl/func.h"
#include "vtl/host.h"

struct rules;
struct expression;

/* Parses, checks and compiles a text; its names are the columns of the schema, which must outlive it; file is for messages.
 * Returns NULL after complaining. */
struct expression *expression_new(const char *file, struct str text, const struct schema *schema,
                                  const struct rules_host *host);

/* The same for a node of a statement. what is NULL, or names the place of an expression that must be boolean ("filter").
 * A node is bound once. */
struct expression *expression_of(const struct rules *r, const struct statement *st, struct node *n,
                                 const struct schema *schema, const struct rules_host *host, const char *what);

/* Would expression_of take it? Says nothing. The node cannot be bound afterwards. */
bool expression_suits(const struct rules *r, const struct statement *st, struct node *n, const struct schema *schema,
                      const struct rules_host *host);

/* The tree, with types; and the compiled code, appended. */
const struct node *expression_tree(const struct expression *e);
void expression_print(struct buf *b, const struct expression *e);

/* Its type; where it stands. */
enum vtype expression_type(const struct expression *e);
struct loc expression_loc(const struct expression *e);

/* The slots of the schema that it reads. Returns how many. */
int expression_slots(const struct expression *e, const int **slots);

/* Its value for v[slot]. Returns ERR_NONE and sets *out (strings live until the next call), or the error. */
enum vtl_error expression_eval(struct expression *e, const struct value *v, struct value *out);

/* e may be NULL. */
void expression_free(struct expression *e);

#endif
