/* SPDX-License-Identifier: Apache-2.0 */
/*
 * registers: the registers of a made-up quarter, as streams that are put beside its records.
 *
 * Audience: the tool ecgen. Which registers there are, and with which columns, says the survey (gen/survey.h).
 */
#ifndef EC_GEN_REGISTERS_H
#define EC_GEN_REGISTERS_H

#include "gen/generator.h"
#include "rec/recout.h"

struct registers;

/* Opens the first n registers of the survey, register i at paths[i], and writes their headers. NULL when the form is of no
 * survey: nothing was opened. The generator must outlive it. */
struct registers *registers_new(const struct generator *g, const char *const *paths, int n, const struct dialect *dialect);

/* Writes what the registers know of a unit. The record is the unit's, without a planted error. */
void registers_add(struct registers *f, uint32_t unit, struct gen_record *r);

/* Closes the files and frees; NULL is allowed. */
void registers_free(struct registers *f);

#endif
