/*
 * grouped: rules about groups of rows, check_hierarchy on data with a row for each code.
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

struct grouped;

/* NULL when no rule of j's program is about rows. j->program and j->vm must be there. */
struct grouped *grouped_new(struct judge *j);

/* An identifier that the stream lacks, so that nobody knows the groups and no such rule is run; else empty. */
struct str grouped_missing(const struct grouped *g);

/* Does r belong to the group under way? True when there is none yet and r is not NULL. */
bool grouped_has(struct grouped *g, const struct rec *r);

/* Takes the record that vm_record was called with. Reports a code that comes twice, and a group that comes back. Returns
 * worst, or the level of what is reported if it is higher. */
int grouped_take(struct grouped *g, struct judge *j, const struct rec *r, int worst);

/* Applies the rules to the group, and forgets it. Returns -1 or the highest level. */
int grouped_close(struct grouped *g, struct judge *j);

/* Forgets the group. */
void grouped_clear(struct grouped *g);

/* Applies one rule, and leaves j->rec at the row that it is about: the one with the left item, or one made up for it. */
enum outcome grouped_rule(struct grouped *g, struct judge *j, int rule);

/* Behind the last group: says when groups were not compared with earlier ones. */
void grouped_end(struct grouped *g, struct judge *j);

/* How many rules; how many groups so far. g may be NULL. */
int grouped_rules(const struct grouped *g);
uint64_t grouped_count(const struct grouped *g);

/* g may be NULL. */
void grouped_free(struct grouped *g);

#endif
