/* SPDX-License-Identifier: Apache-2.0 */
/*
 * keylog: does a key come twice among the rows of an input?
 *
 * Audience: data/input. Keys are noted one behind the other, in memory and beyond it in a temporary file. Where each was greater
 * than the one before, that is all. Else fingerprints of them (64 bits, base/seeded) are sorted at the end, beyond the memory on
 * disk, and where two are the same the keys are compared: no key is looked up while rows are read, which would cost a miss of the
 * cache each.
 */
#ifndef EC_DATA_KEYLOG_H
#define EC_DATA_KEYLOG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

struct keylog;

/* memory: bytes it may take. Free with keylog_free. */
struct keylog *keylog_new(uint64_t memory);

/* Takes the key of a row (copied); line: where it stands, not less than those before. Not after keylog_twin. */
void keylog_add(struct keylog *l, struct str key, uint64_t line);

/* Looks for two rows with one key, of all such pairs for the one whose second row comes first: sets both lines and the key,
 * and returns true (key: emptied first). Returns false where there is none. Once. */
bool keylog_twin(struct keylog *l, uint64_t *first, uint64_t *second, struct buf *key);

/* l may be NULL. */
void keylog_free(struct keylog *l);

#endif
