/* SPDX-License-Identifier: Apache-2.0 */
/*
 * census_unit: the enterprise's own row, section by section.
 *
 * Audience: census/census.
 */
#ifndef EC_CENSUS_CENSUS_UNIT_H
#define EC_CENSUS_CENSUS_UNIT_H

#include "census/census_put.h"

/* Each fills its section of w->row. census_green wants what census_digital and the fuels have set in w. */
void census_identity(struct census_work *w);
void census_production(struct census_work *w);
void census_finance(struct census_work *w);
void census_labour(struct census_work *w);
void census_research(struct census_work *w);
void census_digital(struct census_work *w);
void census_green(struct census_work *w);
void census_policy(struct census_work *w);
void census_persons(struct census_work *w);

#endif
