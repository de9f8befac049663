/*
 * transform: data-set statements with clauses, `NAME := ds [calc ...] [filter ...] ...`.
 *
 * Audience: ecfix, ecsum; with ruleset.h the second header of vtl/ for tools.
 *
 * The clauses are steps. calc, filter, keep, drop and rename act on one record and are done here: cells in, cells out;
 * a cell that no clause computes is passed on as it is. aggr ends a run of steps: its plan says what to group by and what
 * to accumulate; the tool accumulates (agg), makes the rows, and goes on with the step behind.
 */
#ifndef EC_VTL_TRANSFORM_H
#define EC_VTL_TRANSFORM_H

#include "value/schema.h"
#include "vtl/ast.h"
#include "vtl/func.h"
#include "vtl/host.h"

struct transform;
struct rules;

/* One result of aggr. */
struct aggr_item {
    struct str name;         /* of the column; "" for what only having needs */
    enum aggr kind;
    enum vtype type, operand; /* of the result; of what is accumulated (T_NULL for count()) */
    uint32_t kids;            /* 1 with an operand, 0 for count() */
};

struct aggr_plan {
    const int *group;              /* [ngroup] slots of the step's input columns to group by; none: one group */
    int ngroup;
    const struct aggr_item *items; /* [nitems] the output has the group's columns, then the items with a name */
    int nitems, nnamed;            /* named ones come first */
    bool has_having;
};

/* Binds statement number i of a linked rule set (of kind ST_CLAUSES) to the columns of its data set. Returns NULL after
 * complaining. rules must outlive it. */
struct transform *transform_new(struct rules *r, int i, const struct schema *in, const struct rules_host *host);
void transform_free(struct transform *t);

/* The number of steps, the columns in front of step i (i = number of steps: the result), whether step i is an aggr. */
int transform_steps(const struct transform *t);
const struct schema *transform_schema(const struct transform *t, int i);
const struct aggr_plan *transform_aggr(const struct transform *t, int i); /* NULL for other steps */

/* Takes a record (cells by slot of transform_schema(from)) from step `from` to the end or to the next aggr.
 * Returns the number of the step where it stopped, with *out its cells there (valid until the next call); -1 when a
 * filter drops it; -2 when an expression has no value: *error says why and *step where. */
int transform_run(struct transform *t, int from, const struct str *cells, const struct str **out, enum vtl_error *error,
                  int *step);

/* aggr at a step: the value that item k accumulates for a record at that step; for count() without argument a true.
 * Returns ERR_NONE or why there is none. */
enum vtl_error transform_operand(struct transform *t, int step, int k, const struct str *cells, struct value *v);

/* aggr with having: does a group, given the results of all items, stay? A null condition drops it. */
enum vtl_error transform_having(struct transform *t, int step, const struct value *results, bool *stays);

#endif
