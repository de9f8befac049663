/* SPDX-License-Identifier: Apache-2.0 */
/*
 * duplicates: rows of a table that have the same key, told when the table has been read.
 *
 * Audience: ecpack. Nobody can say which of two rows with one key is right, so each of them is refused, the first one too; and
 * since the first has long been written by then, the table is not packed. Keys are compared as values (rec/reckey.h); a key of
 * which a part is null or empty is compared with nothing. Memory is bounded, and the answer does not depend on it
 * (rec/twins.h).
 */
#ifndef EC_PACK_DUPLICATES_H
#define EC_PACK_DUPLICATES_H

#include <stdbool.h>
#include <stdint.h>

#include "finding/finding.h"
#include "form/form.h"
#include "rec/recin.h"
#include "rec/recout.h"

struct duplicates;

/* NULL when the table has no identifiers, or the stream lacks one: then there is no key. memory: bytes for keys. lines: whole
 * lines are kept, for duplicates_report to write. The table and the stream must outlive the result. */
struct duplicates *duplicates_new(const struct form_table *t, const struct recin *in, uint64_t memory, bool lines);

/* Takes a row that was written. */
void duplicates_take(struct duplicates *d, const struct rec *rec);

/* Reports each row that has the key of another as PACK-KEY, in the order of the stream, and writes its line to rejects, where
 * that is not NULL. Returns how many. d may be NULL: none. */
uint64_t duplicates_report(struct duplicates *d, struct findings *f, struct recout *rejects);

/* d may be NULL. */
void duplicates_free(struct duplicates *d);

#endif
