/* SPDX-License-Identifier: Apache-2.0 */
/*
 * seeded: the hash of a text for tables in memory, under a key that each process draws anew.
 *
 * Audience: every table whose keys come from data. With a hash that is known beforehand, texts can be written that all fall
 * into one place, and a table becomes a list: quadratic time. Nothing that is written may depend on these numbers; a table is
 * asked in the order of its data, never in that of its places.
 */
#ifndef EC_BASE_SEEDED_H
#define EC_BASE_SEEDED_H

#include <stdint.h>

#include "base/str.h"

/* SipHash-1-3 under the key of this process; any thread may call it. */
uint64_t seeded_hash(struct str s);

/* The key: for other hashes that nobody may foresee. */
const uint64_t *seeded_key(void);

#endif
