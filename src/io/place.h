/* SPDX-License-Identifier: Apache-2.0 */
/*
 * place: line and column of an offset in a text.
 *
 * Audience: readers that report places in their input.
 *
 * Counts on from the last place asked for, so that asking in ascending order costs one pass over the text, however long
 * its lines are.
 */
#ifndef EC_IO_PLACE_H
#define EC_IO_PLACE_H

#include <stddef.h>

struct place {
    const char *base;  /* the text */
    size_t counted_to; /* lines are known up to here */
    long lines;
    size_t column_at;  /* column is that of this offset */
    long column;
};

/* A text of which nothing is known yet. It stays the caller's. */
void place_start(struct place *p, const char *base);

/* The number of line ends (LF) in base[0..at). */
long place_lines(struct place *p, size_t at);

/* The column of base[at] in its line, from 1, in code points. */
long place_column(struct place *p, size_t at);

#endif
