/* SPDX-License-Identifier: Apache-2.0 */
/*
 * finish: groups as rows in memory, and the statements that follow an aggr.
 *
 * Audience: tally.c, when the last record has passed.
 */
#ifndef EC_SUM_FINISH_H
#define EC_SUM_FINISH_H

#include "sum/bind.h"

/* Fills r->table, rows in the order of their keys; the results that r reads must be finished. Returns false after
 * complaining: no memory left for groups of groups. */
bool finish_result(struct tally *p, struct result *r);

/* Gives back the rows of a table and leaves it empty. */
void finish_free(struct table *t);

#endif
