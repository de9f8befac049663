/* SPDX-License-Identifier: Apache-2.0 */
/*
 * run: the steps of a statement on one row, and rows into groups.
 *
 * Audience: tally.c, while the records pass; finish.c, on rows in memory; partial.c.
 */
#ifndef EC_SUM_RUN_H
#define EC_SUM_RUN_H

#include "sum/bind.h"

/* Evaluates an expression over the values v. Where it has no value (a division by zero ...) *out is null, and e counts
 * it. */
void run_eval(const struct tally *p, struct expr *e, const struct value *v, struct value *out);

/* Runs filters and calcs on a row; v takes the results. Returns false when a filter drops the row. Texts of results are
 * copied into `texts`; NULL where they need not outlive the next evaluation. */
bool run_segment(const struct tally *p, const struct segment *s, struct value *v, struct arena *texts);

/* Takes a row into its group, made when it is new. Returns false after complaining: the memory that -S allows is used
 * up. */
bool run_group(struct tally *p, struct grouping *g, const struct value *v);

/* Complains that there is no memory left for these groups. Returns false. */
bool run_no_room(const struct tally *p, const struct grouping *g);

#endif
