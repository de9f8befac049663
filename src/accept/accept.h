/* SPDX-License-Identifier: Apache-2.0 */
/*
 * accept: one verdict a unit.
 *
 * Audience: ecaccept.
 *
 * Idea: first what was read and who must report (records, frame), then what people have said (decisions, re-openings,
 * explanations), then all findings in one pass: each belongs to one unit, by its key or by its submission, and is weighed
 * (weigh.h). At the end a unit is accepted when nothing holds it, and its rows of all tables are copied; nothing of the others
 * is. Memory is that of the table of units (unittable.h); findings and rows are not kept.
 *
 * What is said of a submission that another one has superseded holds nobody. What names no unit (a file, the run) holds nobody
 * either, and is counted. Findings of tables that have no XML (indicators) and those of standalone tables never hold a unit.
 */
#ifndef EC_ACCEPT_ACCEPT_H
#define EC_ACCEPT_ACCEPT_H

#include "accept/accept_options.h"

/* Does it all. Findings of its own (period, spelling of keys, stale decisions) go to f. Returns false after complaining: nothing
 * was written then. */
bool accept_run(const struct accept_options *o, const struct form *form, struct findings *f, struct accept_counts *counts);

#endif
