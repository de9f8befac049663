/* SPDX-License-Identifier: Apache-2.0 */
/*
 * plant_cell: errors of writing, one cell at a time.
 *
 * Audience: gen/plant. Each function plants one error of its kind (the numbers are those of the catalogue of error
 * patterns, see plant.def). They return false, and change nothing, when the record has no place for it.
 */
#ifndef EC_GEN_PLANT_CELL_H
#define EC_GEN_PLANT_CELL_H

#include "gen/plant_work.h"

bool plant_single_unit(struct plant_work *w);   /* EP04 */
bool plant_full_width(struct plant_work *w);    /* EP05 */
bool plant_spaces(struct plant_work *w);        /* EP06 */
bool plant_mojibake(struct plant_work *w);      /* EP09 */
bool plant_thousands(struct plant_work *w);     /* EP12 */
bool plant_magnitude(struct plant_work *w);     /* EP13 */
bool plant_numerals(struct plant_work *w);      /* EP14 */
bool plant_minus(struct plant_work *w);         /* EP15 */
bool plant_nothing(struct plant_work *w);       /* EP16 */
bool plant_exponent(struct plant_work *w);      /* EP17 */
bool plant_code_number(struct plant_work *w);   /* EP18 */
bool plant_decimal_sign(struct plant_work *w);  /* EP19 */
bool plant_percent(struct plant_work *w);       /* EP20 */
bool plant_date(struct plant_work *w);          /* EP21 */
bool plant_sign(struct plant_work *w);          /* EP28 */
bool plant_digits(struct plant_work *w);        /* EP29 */
bool plant_residue(struct plant_work *w);       /* EP30 */
bool plant_identity(struct plant_work *w);      /* EP35 */
bool plant_artefact(struct plant_work *w);      /* EP37 */

#endif
