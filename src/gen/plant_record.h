/* SPDX-License-Identifier: Apache-2.0 */
/*
 * plant_record: errors of content that touch many cells of a record.
 *
 * Audience: gen/plant. As in plant_cell: false, and nothing changed, when the record has no place for the error.
 */
#ifndef EC_GEN_PLANT_RECORD_H
#define EC_GEN_PLANT_RECORD_H

#include "gen/plant_work.h"

bool plant_unit_yuan(struct plant_work *w);    /* EP01 */
bool plant_unit_wan(struct plant_work *w);     /* EP02 */
bool plant_unit_large(struct plant_work *w);   /* EP03 */
bool plant_swap_years(struct plant_work *w);   /* EP22 */
bool plant_swap_rows(struct plant_work *w);    /* EP23 */
bool plant_quarter(struct plant_work *w);      /* EP24 */
bool plant_carried_on(struct plant_work *w);   /* EP25 */
bool plant_stale(struct plant_work *w);        /* EP26 */
bool plant_copied(struct plant_work *w);       /* EP27 */
bool plant_missing(struct plant_work *w);      /* EP31 */
bool plant_shares(struct plant_work *w);       /* EP32 */
bool plant_shifted(struct plant_work *w);      /* EP33 */
bool plant_region(struct plant_work *w);       /* EP34 */
bool plant_zeros(struct plant_work *w);        /* EP36 */

#endif
