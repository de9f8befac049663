/* SPDX-License-Identifier: Apache-2.0 */
/*
 * suggest_balances: what failing balances say of single cells.
 *
 * Audience: suggest. All of these work on s->active.
 */
#ifndef EC_SUGGEST_SUGGEST_BALANCES_H
#define EC_SUGGEST_SUGGEST_BALANCES_H

#include "suggest/suggest_work.h"

/* A changed sign, an exchanged pair. Returns true when a row came of it; so do the others. */
bool suggest_signs(struct suggester *s);

/* A mistyped number. */
bool suggest_typo(struct suggester *s);

/* Missing values that are determined. Fills s->active anew. */
void suggest_deduced(struct suggester *s);

#endif
