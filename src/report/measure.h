/* SPDX-License-Identifier: Apache-2.0 */
/*
 * measure: sums, panels and the heaviest units of the key variables.
 *
 * Audience: collect.c, once all streams are read.
 */
#ifndef EC_REPORT_MEASURE_H
#define EC_REPORT_MEASURE_H

#include "report/model.h"

/* Fills r->measures[index] from the units. A sum of more than 38 digits sets the state's overflow flag. */
void measure_sum(struct report *r, int index);

#endif
