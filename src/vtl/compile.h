/* SPDX-License-Identifier: Apache-2.0 */
/*
 * compile: checked expressions become code.
 *
 * Audience: ruleset. Constants are folded, sums of columns become one node, constant patterns are compiled, sets are
 * hashed, operators are put in place of their calls; equal expressions become one node, over all rules of a program.
 */
#ifndef EC_VTL_COMPILE_H
#define EC_VTL_COMPILE_H

#include "value/schema.h"
#include "vtl/check.h"
#include "vtl/eval.h"

struct compiler {
    struct arena *a;             /* code lives here */
    const struct schema *schema;
    const struct source *source; /* of the rule being compiled, for messages */
    struct date today;           /* the value of current_date(), which is the same for a whole run */
    int errors;                  /* complaints made */

    int *slot_of;                /* [schema->n] number of the used slot or -1; owned, mem_free */
    int *used;                   /* [nused] slot of the schema; owned, mem_free */
    int nused;
    size_t cap_used;

    struct code **table;         /* by hash; owned, mem_free */
    size_t size, n;
    struct code *newest;         /* all nodes, through code.older */
    long budget;                 /* nodes that the current rule may still take */
    int memos;                   /* numbers given by compile_finish */
    struct run fold;
};

/* Starts; a and schema must outlive the code. */
void compile_start(struct compiler *c, struct arena *a, const struct schema *schema, struct date today);

/* Compiles one expression of a rule (or NULL, giving NULL). Returns NULL after complaining: a bad pattern, a constant
 * that cannot be cast, an expansion of operators beyond all measure. */
const struct code *compile_root(struct compiler *c, const struct source *s, const struct node *n);

/* After the last root: decides what is evaluated once a record. roots may hold NULL. */
void compile_finish(struct compiler *c, const struct code *const *roots, size_t n);

/* Frees patterns and tables (not the arena). */
void compile_free(struct compiler *c);

#endif
