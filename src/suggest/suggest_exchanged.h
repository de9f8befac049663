/* SPDX-License-Identifier: Apache-2.0 */
/*
 * suggest_exchanged: two items that stand in each other's row, as the quarter before shows. Where no balance reads them
 * (receivables and inventory, selling and administrative expenses), nothing else does.
 *
 * Audience: suggest.
 *
 * Two items of one statement, in one unit of measure. Each is off by more than EXCHANGED_OFF per cent against its own value of
 * the quarter before, and within EXCHANGED_NEAR per cent of the other's:
 *     stocks         against the value of the quarter before
 *     year to date   against it at a steady pace, n quarters for n - 1, within a year
 * A form does not say which of its items is what. One with a NAME_q counts from the beginning of the year, one with a NAME_begin
 * stands; what stands in one balance with such items, or with them is a part of one total, is what they are, if they agree. The
 * others are tried both ways, and are off when they go on in neither.
 *
 * Not told: pairs that were alike before (within EXCHANGED_OFF per cent); figures that were below EXCHANGED_LEAST or, of money,
 * EXCHANGED_AMOUNT: small ones leap; zeros and losses; an exchange that breaks a rule which held; records most of whose items go
 * on in neither reading: those are another enterprise's, or of another time. Figures that stand for a time of their own (one
 * quarter, last year, the beginning of the year, the reference year) take no part.
 */
#ifndef EC_SUGGEST_SUGGEST_EXCHANGED_H
#define EC_SUGGEST_SUGGEST_EXCHANGED_H

#include "suggest/suggest_work.h"

enum exchanged_kind { EXCHANGED_OPEN, EXCHANGED_STOCK, EXCHANGED_FLOW };

/* What the items are, by the form and the edits: [columns], the caller's. */
unsigned char *exchanged_kinds(const struct suggester *s);

/* Per cent; per cent; the smallest figure of the quarter before; the smallest amount. */
enum { EXCHANGED_OFF = 20, EXCHANGED_NEAR = 10, EXCHANGED_LEAST = 10, EXCHANGED_AMOUNT = 100 };

/* Returns true when a pair is exchanged. Its two rows are new ones of the method swap-prior, or those of the method swap, where
 * the balances said so before; a pair of which they said something else is left to that. */
bool suggest_exchanged(struct suggester *s);

#endif
