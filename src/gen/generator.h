/* SPDX-License-Identifier: Apache-2.0 */
/*
 * generator: made-up submissions of any form, one after the other.
 *
 * Audience: the tool ecgen. Submission i of a seed and period is the same whatever else is generated. Forms of a
 * survey that is known (gen/survey.h) get enterprises with a life of their own; for others each value follows its line of
 * the form (gen/generic).
 */
#ifndef EC_GEN_GENERATOR_H
#define EC_GEN_GENERATOR_H

#include "base/buf.h"
#include "form/form.h"
#include "gen/record.h"
#include "gen/shape.h"
#include "gen/survey.h"

struct generator;

/* Why a unit sends a second version. */
enum revision_reason { REASON_BACK, REASON_ESTIMATE, REASON_ERROR };

/* period may be NULL: one that the form takes. batch: submissions in one document. Complains and returns NULL when the
 * form cannot be written or the period is none. The form must outlive it. Free with generator_free. */
struct generator *generator_new(const struct form *form, uint64_t seed, const char *period, bool batch);

/* The form it was made for. */
const struct form *generator_form(const struct generator *g);

/* The period that was chosen. */
struct str generator_period(const struct generator *g);

/* The tree of elements. */
const struct shape *generator_shape(const struct generator *g);

/* Fills the record of unit i. */
void generator_fill(const struct generator *g, uint32_t unit, struct gen_record *r);

/* The same as it is sent first: SENT_ONCE is generator_fill. Forms of no survey: always that. */
void generator_fill_first(const struct generator *g, uint32_t unit, enum sending how, struct gen_record *r);

/* Fills it with what the unit sends after that, whole and right: revision 1, with the reason, in the
 * variables `revision` and `revision_reason` where the form has them. */
void generator_revise(const struct generator *g, uint32_t unit, enum revision_reason why, struct gen_record *r);

/* Fills it for another quarter, shift quarters later (earlier where negative); false where the form is of no survey, or the
 * unit's enterprise was not there then. */
bool generator_fill_shifted(const struct generator *g, uint32_t unit, int shift, struct gen_record *r);

/* The survey of the form, NULL for none; the enterprise of a unit, as its functions want it. */
const struct survey *generator_survey(const struct generator *g);
struct survey_unit generator_unit(const struct generator *g, uint32_t unit);

/* Gives everything back; g may be NULL. */
void generator_free(struct generator *g);

#endif
