/* SPDX-License-Identifier: Apache-2.0 */
/*
 * name: made-up names of enterprises and people, addresses and telephones.
 *
 * Audience: gen/. A number gives a name, and different numbers below 2^22 give different names of enterprises: the
 * number is permuted and spelt with 64 characters. The characters avoid the brands that the plan names; that no firm in
 * the world has such a name cannot be promised, but none is meant.
 */
#ifndef EC_CENSUS_NAME_H
#define EC_CENSUS_NAME_H

#include <stdint.h>

#include "base/buf.h"
#include "gen/draw.h"

/* The name of enterprise number: brand, word of its trade, legal form. */
void name_firm(struct buf *b, uint64_t seed, uint32_t number, const char *const words[4]);

/* A person of two or three characters, now and then a double surname. */
void name_person(struct buf *b, struct draw *d);

/* A mobile number that no other enterprise number below 2^29 has, so that no two share one by chance. */
void name_phone(struct buf *b, uint64_t seed, uint32_t number);

#endif
