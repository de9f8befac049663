/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pass: one reading of a data set fills all the groups that are made of it.
 *
 * Audience: data/dsplan. Sixty indicators over one stream are sixty groups; each would read a copy of the stream. Where all
 * that is wanted of a data set are groups, however its rows are filtered and computed on the way, the rows are shown to all of
 * them one by one, and nothing is copied: memory is that of the groups. Columns that nobody needs are not read.
 */
#ifndef EC_DATA_PASS_H
#define EC_DATA_PASS_H

#include "data/rel.h"

/* After planning, before anything is read: makes taps of the shared data sets whose wanted readers all end in groups, and tells
 * all below groups what they need not make. wanted is by owner (shared_reader, group_own). */
void pass_plan(struct session *e, const bool *wanted);

#endif
