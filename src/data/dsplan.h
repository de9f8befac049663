/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dsplan: a program on data sets becomes operators.
 *
 * Audience: ecvtl. The structure of every result is known, and every fault of the program told, before a row is read; pulling
 * the rows of a result then runs what it needs, and nothing else. Statements may stand in any order.
 *
 *     dsplan_new, dsplan_input for each data set that is given, dsplan_program, dsplan_results, then dsplan_result and rel_next
 */
#ifndef EC_DATA_DSPLAN_H
#define EC_DATA_DSPLAN_H

#include "data/rel.h"
#include "vtl/ruleset.h"

struct dsplan;

/* rules: loaded (rules_new_datasets) and linked. All must outlive the plan, which lives in the session. */
struct dsplan *dsplan_new(struct session *e, const struct rules *rules, const struct rules_host *host);

/* Gives a data set a name. Returns false when it has been given before. */
bool dsplan_input(struct dsplan *p, struct str name, struct rel *r);

/* Says which results are wanted (NULL: all that the program assigns); before dsplan_program. Returns false after complaining. */
bool dsplan_want(struct dsplan *p, const char *name);

/* The same for those that wanted() says; called once for each statement in the order of the program. Returns how many. */
int dsplan_want_those(struct dsplan *p, bool (*wanted)(const void *ctx, const struct statement *st), const void *ctx);

/* A data set that is not given, and whose statements are left out, with those on their results: no fault. Nothing happens where
 * the name is given or assigned. */
void dsplan_leave_out(struct dsplan *p, struct str name);

/* From now on groups may be by any component, in the order in which they are named; a null is a group. Not VTL, which knows
 * identifiers only: ecvtl --records. */
void dsplan_any_group(struct dsplan *p);

/* Nobody will read the results, only the groups that are made of rows (data/group_parts). */
void dsplan_groups_only(struct dsplan *p);

/* After dsplan_program, by owner (group_own): is it needed for what is wanted? */
const bool *dsplan_needed(const struct dsplan *p);

/* Plans all statements. Returns false after complaining. */
bool dsplan_program(struct dsplan *p);

/* What is wanted, in the order of the program: number, name, statement, whether persistent (<-), rows. */
int dsplan_results(const struct dsplan *p);
struct str dsplan_result_name(const struct dsplan *p, int i);
const struct statement *dsplan_result_statement(const struct dsplan *p, int i);
bool dsplan_result_persistent(const struct dsplan *p, int i);
struct rel *dsplan_result(struct dsplan *p, int i);

/* Gives back what is not in the session. */
void dsplan_end(struct dsplan *p);

#endif
