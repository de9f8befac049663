/*
 * expression: one expression over the columns of a schema.
 *
 * Audience: ecexpr, tests, the clauses of data-set statements.
 */
#ifndef EC_VTL_EXPRESSION_H
#define EC_VTL_EXPRESSION_H

#include "value/schema.h"
#include "vtl/ast.h"
#include "vtl/func.h"
#include "vtl/host.h"

struct expression;

/* Parses, checks and compiles an expression; its names are the columns of the schema. Returns NULL after complaining. */
struct expression *expression_new(const char *file, struct str text, const struct schema *schema,
                                  const struct rules_host *host);

/* The tree, with types; and the compiled code, appended. */
const struct node *expression_tree(const struct expression *e);
void expression_print(struct buf *b, const struct expression *e);

/* Its value for v[slot]. Returns ERR_NONE and sets *out (strings live until the next call), or the error. */
enum vtl_error expression_eval(struct expression *e, const struct value *v, struct value *out);

/* e may be NULL. */
void expression_free(struct expression *e);

#endif
