/* SPDX-License-Identifier: Apache-2.0 */
/*
 * delimited: rows of CSV (RFC 4180) and its kin, as office programs and databases write them.
 *
 * Audience: sheet/grid.
 *
 * Cells are parted by a comma, TAB, semicolon or bar: the one that parts the first records most evenly, unless the caller knows.
 * Cells may be quoted, with quotes doubled and line ends inside; lines end in LF or CR LF. The encoding is told by a byte order
 * mark (UTF-8, UTF-16), else by the bytes: UTF-8, or GB18030 where they are not. A record that cannot be read is
 * given out as such and reading goes on: behind it, or, where a quote is never closed, behind its first line. Memory is that
 * of a record.
 */
#ifndef EC_SHEET_DELIMITED_H
#define EC_SHEET_DELIMITED_H

#include "sheet/gridrow.h"
#include "sheet/source.h"

struct delimited;

/* source stays the caller's. delimiter 0: to be found out. */
struct delimited *delimited_new(struct source *source, char delimiter, size_t max_row);

/* The next record that is not an empty line: GRID_ROW, GRID_BAD_ROW, GRID_END or GRID_FAULT; slices of row are valid until the
 * next call. */
enum grid_got delimited_next(struct delimited *d, struct grid_row *row);

/* What was wrong (English, Chinese; constant). */
const char *const *delimited_why(const struct delimited *d);

/* Was it read as GB18030 without a mark that says so? */
bool delimited_was_gb(const struct delimited *d);

/* d may be NULL. */
void delimited_free(struct delimited *d);

#endif
