/* SPDX-License-Identifier: Apache-2.0 */
/*
 * plan: a program on data sets becomes operators.
 *
 * Audience: ecvtl. The structure of every result is known, and every fault of the program told, before a row is read; pulling
 * the rows of a result then runs what it needs, and nothing else. Statements may stand in any order.
 *
 *     plan_new, plan_input for each data set that is given, plan_program, plan_results, then plan_result and rel_next
 */
#ifndef EC_DATA_PLAN_H
#define EC_DATA_PLAN_H

#include "data/rel.h"
#include "vtl/ruleset.h"

struct plan;

/* rules: loaded (rules_new_datasets) and linked. All must outlive the plan, which lives in the session. */
struct plan *plan_new(struct session *e, const struct rules *rules, const struct rules_host *host);

/* Gives a data set a name. Returns false when it has been given before. */
bool plan_input(struct plan *p, struct str name, struct rel *r);

/* Is that a name which the program reads and does not assign? */
bool plan_reads(const struct plan *p, struct str name);

/* Says which results are wanted (NULL: all that the program assigns); before plan_program. Returns false after complaining. */
bool plan_want(struct plan *p, const char *name);

/* Plans all statements. Returns false after complaining. */
bool plan_program(struct plan *p);

/* What is wanted, in the order of the program: number, name, whether persistent (<-), rows. */
int plan_results(const struct plan *p);
struct str plan_result_name(const struct plan *p, int i);
bool plan_result_persistent(const struct plan *p, int i);
struct rel *plan_result(struct plan *p, int i);

/* Gives back what is not in the session. */
void plan_end(struct plan *p);

#endif
