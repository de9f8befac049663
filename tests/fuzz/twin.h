/*
 * twin: the same bytes read in several ways must give the same: by the tokenizer with libxml2 behind it and by libxml2
 * alone, whole and in pieces. Used by the fuzz target and by tests/unit/test_piece.c.
 */
#ifndef EC_TESTS_FUZZ_TWIN_H
#define EC_TESTS_FUZZ_TWIN_H

#include "read/chunk.h"

/* All of a document's harvest as text, with absolute lines and columns. piece: bytes at a time, 0: whole. */
void twin_read(const struct plan *plan, enum piece_parser parser, struct str bytes, enum encoding e, size_t piece,
               struct buf *out);

/* Reads the bytes in all ways; aborts, after printing both, when two differ or the counts do not add up. */
void twin_check(const struct plan *plan, struct str bytes, enum encoding e);

#endif
