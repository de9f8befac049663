/* SPDX-License-Identifier: Apache-2.0 */
/*
 * grid: the rows of a spreadsheet or of delimited text, whatever kind of file they stand in.
 *
 * Audience: read/table (ecread), form/sheet (lists that people keep in spreadsheets).
 *
 * One interface over delimited text (sheet/delimited), xlsx (sheet/ooxml), ods (sheet/ods) and SpreadsheetML 2003 (sheet/ssml):
 * sheets in their order, of each its rows in order, of each row its cells as a person sees them. Rows without any cell may be
 * left out; their numbers tell. Memory is that of a row, whatever the file's size; the texts that a workbook shares between its
 * cells go to a temporary file when they are many.
 */
#ifndef EC_SHEET_GRID_H
#define EC_SHEET_GRID_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "io/in.h"
#include "sheet/gridrow.h"

enum grid_kind {
    GRID_NONE,
    GRID_DELIMITED,
    GRID_ARCHIVE,  /* xlsx or ods: its entries tell */
    GRID_FLAT_ODS,
    GRID_SSML
};

struct part_slow;

struct grid_options {
    struct in_limits limits; /* of what comes out of an archive */
    const struct part_slow *slow; /* for XML that is not plain (sheet/slow); NULL: such a workbook is a fault */
    size_t max_row;          /* bytes of a record of delimited text; 0: 16 MiB */
    char delimiter;          /* of delimited text; 0: found out */
};

struct grid;

/* The rows of what comes from `in`. head: bytes that were read from it before. Both stay the caller's, until grid_close. options
 * may be NULL. Never NULL: what is wrong grid_next tells. */
struct grid *grid_open(enum grid_kind kind, struct in *in, struct str head, const struct grid_options *options);

/* The next thing. *row is set for GRID_ROW and GRID_BAD_ROW. After a GRID_END or GRID_FAULT it must not be called. */
enum grid_got grid_next(struct grid *g, struct grid_row *row);

/* The rows that the sheet still has are passed over: grid_next goes on with the next sheet. */
void grid_skip(struct grid *g);

/* The name of the sheet that began last; empty for delimited text. Valid until the next one. */
struct str grid_name(const struct grid *g);

/* Is that sheet hidden? */
bool grid_hidden(const struct grid *g);

/* What was wrong, in words (English, Chinese); valid until the next call. */
const char *const *grid_why(const struct grid *g);

/* Did reading `in` fail (in_why tells)? With GRID_FAULT. */
bool grid_unread(const struct grid *g);

/* With GRID_FAULT: is it an archive that is no workbook at all? document: it is another office document. */
bool grid_foreign(const struct grid *g, bool *document);

/* With GRID_FAULT: is it an archive that could not be opened at all? */
bool grid_unopened(const struct grid *g);

/* Of delimited text: was it read as GB18030, since it is not UTF-8? */
bool grid_was_gb(const struct grid *g);

/* g may be NULL. */
void grid_close(struct grid *g);

#endif
