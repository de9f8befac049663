/* SPDX-License-Identifier: Apache-2.0 */
/*
 * xlsx: a workbook of plain sheets, written row by row.
 *
 * Audience: pack/workbook.
 *
 * The smallest file that Excel, LibreOffice, R and pandas take: sheets with a frozen header row, filters, column widths,
 * and cells that are text (inline, never a formula), numbers (their digits as they stand), booleans or dates. Memory is
 * that of one row. It is our own since the library for it spools sheets in temporary files and does not notice when they
 * could not be written: on a full disk libxlsxwriter 1.1.4 made a broken workbook and reported success.
 *
 * Source: ECMA-376 Part 1 (5th edition), 18.2 workbook, 18.3 worksheet, 18.8 styles; Part 2 packaging.
 */
#ifndef EC_PACK_XLSX_H
#define EC_PACK_XLSX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "io/out.h"
#include "value/date.h"

enum {
    XLSX_ROWS = 1048576,  /* of a sheet, the header included */
    XLSX_COLUMNS = 16384,
    XLSX_TEXT = 32767,    /* UTF-16 units in a cell */
    XLSX_NAME = 31,       /* UTF-16 units in the name of a sheet */
    XLSX_DIGITS = 15,     /* significant digits that a spreadsheet keeps */
    XLSX_SCALES = 16      /* digits behind the point that a format is made for: 0 to 15 */
};

struct xlsx;

/* A workbook to o, which stays the caller's. Free with xlsx_close. */
struct xlsx *xlsx_open(struct out *o);

/* May another sheet have this name: 1 to 31 UTF-16 units, none of [ ] : * ? / \, no ' at an end, valid UTF-8, not there
 * yet (upper and lower case are one for ASCII)? */
bool xlsx_name_ok(const struct xlsx *x, struct str name);

/* Begins a sheet with its header row; n columns, 1 to XLSX_COLUMNS. The sheet before ends. */
void xlsx_sheet(struct xlsx *x, struct str name, const struct str *heads, int n);

/* Begins the next row; its cells then come from left to right; a column may be left out. */
void xlsx_row(struct xlsx *x);

/* Can a cell hold this text: not longer than XLSX_TEXT? */
bool xlsx_text_ok(struct str text);

/* A text; characters that XML does not allow become U+FFFD. */
void xlsx_text(struct xlsx *x, int column, struct str text);

/* A number: its digits, [+-]digits[.digits], shown with that many digits behind the point (outside 0..15: as the
 * spreadsheet likes). */
void xlsx_number(struct xlsx *x, int column, struct str digits, int scale);

/* A truth value. */
void xlsx_boolean(struct xlsx *x, int column, bool value);

/* A date from 1900-03-01 on (before that, spreadsheets do not agree on the days). Returns false for another one: nothing
 * is written. */
bool xlsx_date(struct xlsx *x, int column, struct date d);

/* Ends the workbook (it must have a sheet) and frees x. Returns false when the file became too large: it must be thrown
 * away. */
bool xlsx_close(struct xlsx *x);

/* Frees x without ending the workbook: what was written is to be thrown away. */
void xlsx_abandon(struct xlsx *x);

#endif
