/* SPDX-License-Identifier: Apache-2.0 */
/*
 * twin: the same bytes read in several ways must give the same: by the tokenizer with libxml2 behind it and by libxml2
 * alone, whole and in chunks. Used by the fuzz target and by tests/unit/test_chunk.c.
 */
#ifndef EC_TESTS_FUZZ_TWIN_H
#define EC_TESTS_FUZZ_TWIN_H

#include "read/chunk.h"

/* All rows of a document as text, with absolute lines and columns. chunk: bytes at a time, 0: whole. */
void twin_read(const struct plan *plan, enum chunk_parser parser, struct str bytes, enum encoding e, size_t chunk,
               struct buf *out);

/* What bounds the reading; small, so that limits are met. */
extern struct submit_options twin_options;

/* Are two results the same, or do the bytes have a comment of which libxml2 2.9 says something else for each way of cutting? */
bool twin_same(struct str bytes, const struct buf *a, const struct buf *b);

/* Reads the bytes in all ways; aborts, after printing both, when two differ or the counts do not add up. */
void twin_check(const struct plan *plan, struct str bytes, enum encoding e);

#endif
