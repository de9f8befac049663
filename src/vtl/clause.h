/*
 * clause: the expressions of data set statements (calc, filter, aggr, having), bound to columns.
 *
 * Audience: sum/, edit/steps. As vtl/expression.h, but for a part of a statement of a loaded program, so that the
 * operators that the program defines are known and messages point into the file.
 */
#ifndef EC_VTL_CLAUSE_H
#define EC_VTL_CLAUSE_H

#include "vtl/ruleset.h"

struct clause_expr;

/* Checks and compiles a node of a statement; its names are the columns of the schema, which must outlive it. what is
 * NULL, or names the place of an expression that must be boolean ("filter"). Returns NULL after complaining. A node is
 * bound once. */
struct clause_expr *clause_expr_new(const struct rules *r, const struct statement *st, struct node *n,
                                    const struct schema *schema, const struct rules_host *host, const char *what);

/* Its type; where it stands. */
enum vtype clause_expr_type(const struct clause_expr *e);
struct loc clause_expr_loc(const struct clause_expr *e);

/* The slots of the schema that it reads. */
int clause_expr_slots(const struct clause_expr *e, const int **slots);

/* Its value for v[slot]. Returns ERR_NONE and sets *out (strings live until the next call), or the error. */
enum vtl_error clause_expr_eval(struct clause_expr *e, const struct value *v, struct value *out);

void clause_expr_free(struct clause_expr *e); /* NULL is fine */

#endif
