/* SPDX-License-Identifier: Apache-2.0 */
/*
 * longform: results as one number a row, as the table `indicator` of a form has them.
 *
 * Audience: ecvtl --long.
 *
 * A row has the component's name, the names and the values of the identifiers (joined by ';', the form's period apart), the
 * period, the value, and the unit where it is known: that of the variable of a table from which the component came by clauses,
 * aggregates that keep a unit, and renaming. Components that are no numbers are no indicators.
 */
#ifndef EC_DATA_LONGFORM_H
#define EC_DATA_LONGFORM_H

#include "data/rel.h"
#include "rec/recout.h"
#include "vtl/ruleset.h"

#define LONGFORM_HEADER "indicator\tbreakdown\tmember\tperiod\tvalue\tunit"

/* Is the result of a statement written? Those assigned with <-; where the program has none such, all that group. */
bool longform_wants(const struct rules *rules, const struct statement *st);

/* Pulls all rows of a result and writes them. form may be NULL. Returns false after complaining. */
bool longform_write(struct rel *r, const struct rules *rules, const struct form *form, const struct statement *st,
                    struct recout *out);

/* The unit of a component of a result; empty: none is known. */
struct str longform_unit(const struct rules *rules, const struct form *form, const struct statement *st, struct str name);

#endif
