/*
 * generator: made-up submissions of any form, one after the other.
 *
 * Audience: the tool ecgen. Submission i of a seed and period is the same whatever else is generated. Forms with the
 * variables of the census get enterprises with a life of their own (gen/census); for others each value follows its line
 * of the form (gen/generic).
 */
#ifndef EC_GEN_GENERATOR_H
#define EC_GEN_GENERATOR_H

#include "base/buf.h"
#include "form/form.h"
#include "census/firm.h"
#include "gen/record.h"
#include "gen/shape.h"

struct generator;

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

/* What the enterprise of a unit sends after it was told of an error: its record, right, as revision 1. */
void generator_correct(const struct generator *g, uint32_t unit, struct gen_record *r);

/* Fills it for another quarter, shift quarters later (earlier where negative), for forms of the census; false where the
 * form is another, or the unit's enterprise was not there then. */
bool generator_fill_shifted(const struct generator *g, uint32_t unit, int shift, struct gen_record *r);

/* The same with output that is an estimate yet, and all that follows from it; forms that are not of the census as
 * generator_fill. */
void generator_fill_estimate(const struct generator *g, uint32_t unit, struct gen_record *r);

/* Makes the record revision 1, with that reason. */
void generator_revise(const struct generator *g, struct gen_record *r, struct str reason);

/* The enterprise behind a unit; false when the form is not of the census. */
bool generator_firm(const struct generator *g, uint32_t unit, struct firm *f, int *quarter);

/* Gives everything back; g may be NULL. */
void generator_free(struct generator *g);

#endif
