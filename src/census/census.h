/* SPDX-License-Identifier: Apache-2.0 */
/*
 * census: the submission of a made-up enterprise in the quarterly form.
 *
 * Audience: gen/generator, gen/plant. Used for forms that have the variables of the census (census_vars.h); what a form
 * lacks is left out, what it has beyond them is left to gen/generic. The identities of the form hold by construction:
 * totals are sums, balances are differences, this year's column is the sum of its quarters.
 */
#ifndef EC_CENSUS_CENSUS_H
#define EC_CENSUS_CENSUS_H

#include "census/census_vars.h"
#include "census/firm.h"
#include "gen/record.h"

/* Fills the record of the enterprise in a quarter; it must live then. The record is reset first. */
void census_fill(const struct census *c, const struct firm *f, int quarter, struct gen_record *r);

#endif
