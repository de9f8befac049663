/* SPDX-License-Identifier: Apache-2.0 */
/*
 * census_groups: the repeating groups of a submission: products, classes, fuels, suppliers, projects, titles, explanations.
 *
 * Audience: census/census.
 */
#ifndef EC_CENSUS_CENSUS_GROUPS_H
#define EC_CENSUS_CENSUS_GROUPS_H

#include "census/census_put.h"

/* Energy by fuel from the flows of a year so far and the diesel in stock at its begin and end; electricity with the year's
 * grid factor. */
void census_fuels(const int64_t *flow, int year, int64_t diesel_begin, int64_t diesel_end,
                  struct census_fuel fuel[FUELS]);

/* Adds the rows of all groups. */
void census_groups(struct census_work *w);

#endif
