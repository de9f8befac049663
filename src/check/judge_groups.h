/* SPDX-License-Identifier: Apache-2.0 */
/*
 * judge_groups: rules about groups of rows, check_hierarchy on data with a row for each code.
 *
 * Audience: judge.
 *
 * A group is the rows that agree in all identifiers but the rule component. Its rows must stand together in the stream; then
 * memory is that of the rows whose codes are items. A group that comes back after others is found by its fingerprint and
 * reported, never judged as if it were whole. Rows are numbered from 1 within their group.
 */
#ifndef EC_CHECK_JUDGE_GROUPS_H
#define EC_CHECK_JUDGE_GROUPS_H

#include "check/judge_work.h"

struct judge_groups;

/* NULL when no rule of j's program is about rows. j->program and j->vm must be there. */
struct judge_groups *judge_groups_new(struct judge *j);

/* An identifier that the stream lacks, so that nobody knows the groups and no such rule is run; else empty. */
struct str judge_groups_missing(const struct judge_groups *g);

/* Does r belong to the group under way? True when there is none yet and r is not NULL. */
bool judge_groups_has(struct judge_groups *g, const struct rec *r);

/* Takes the record that vm_record was called with. Reports a code that comes twice, and a group that comes back. Returns
 * worst, or the level of what is reported if it is higher. */
int judge_groups_take(struct judge_groups *g, struct judge *j, const struct rec *r, int worst);

/* Applies the rules to the group, and forgets it. Returns -1 or the highest level. */
int judge_groups_close(struct judge_groups *g, struct judge *j);

/* Forgets the group. */
void judge_groups_clear(struct judge_groups *g);

/* Applies one rule, and leaves j->rec at the row that it is about: the one with the left item, or one made up for it. */
enum outcome judge_groups_rule(struct judge_groups *g, struct judge *j, int rule);

/* Behind the last group: says when groups were not compared with earlier ones. */
void judge_groups_end(struct judge_groups *g, struct judge *j);

/* How many rules; how many groups so far. g may be NULL. */
int judge_groups_rules(const struct judge_groups *g);
uint64_t judge_groups_count(const struct judge_groups *g);

/* g may be NULL. */
void judge_groups_free(struct judge_groups *g);

#endif
