/* SPDX-License-Identifier: Apache-2.0 */
/*
 * survey: the census as a survey of the generator: its functions and registers in one table.
 *
 * Audience: gen/, through gen/survey.h; nobody calls it by name.
 */
#ifndef EC_CENSUS_SURVEY_H
#define EC_CENSUS_SURVEY_H

#include "gen/survey.h"

extern const struct survey census_survey;

#endif
