/* SPDX-License-Identifier: Apache-2.0 */
/*
 * uscc: the check digits of the unified social credit code.
 *
 * Audience: fix/normalise (a code whose writing was put right must prove itself), gen/code (made-up codes), and whoever
 * judges codes.
 *
 * A code has 18 characters of an alphabet of 31 (no I O S V Z). Position 18 is a check character over the first 17
 * (weights 3^i mod 31); positions 9 to 17 are an organisation code whose last character checks the eight before it
 * (mod 11). Some old organisation codes were issued with a wrong mod-11 character: that check alone is no proof.
 *
 * Sources: GB 32100-2015 with amendment 1 (2016), GB 11714-1997.
 */
#ifndef EC_VALUE_USCC_H
#define EC_VALUE_USCC_H

#include <stdbool.h>

#include "base/str.h"

enum { USCC_LENGTH = 18, USCC_ALPHABET = 31 };

/* The character of a number, taken modulo 31. */
char uscc_character(unsigned number);

/* The check character over the first 17 characters of code, or 0 when one of them is not of the alphabet or code is
 * shorter. */
char uscc_check(struct str code);

/* Is it 18 characters of the alphabet with the right last one? */
bool uscc_valid(struct str code);

/* The check character over the first 8 characters of an organisation code, or 0 when one of them is no digit or capital or
 * body is shorter. */
char uscc_org_check(struct str body);

/* Is the organisation code in it (positions 9 to 17) right by its own check character? False also for a code that is
 * not 18 characters long. */
bool uscc_org_valid(struct str code);

#endif
