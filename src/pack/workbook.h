/* SPDX-License-Identifier: Apache-2.0 */
/*
 * workbook: a dataset as an .xlsx file, for people who work in Excel or LibreOffice.
 *
 * Audience: ecpack --xlsx.
 *
 * Opened as text, a CSV loses leading zeros, long identifiers and anything that looks like a formula. A workbook says
 * of each cell what it is: identifiers, codes and texts are text cells, numbers are numbers, dates are dates. A number
 * of more than 15 significant digits is written as text, since a spreadsheet would round it; so is a date before 1900-03-01,
 * where spreadsheets disagree. Both are counted.
 *
 * Sheets: one a table, its titles as header (frozen, with filters); the dictionary of the variables; the codes with their
 * labels; then streams of the tools that the caller adds, every cell of them text. Memory does not grow with the rows.
 * Same dataset, same bytes.
 */
#ifndef EC_PACK_WORKBOOK_H
#define EC_PACK_WORKBOOK_H

#include <stdbool.h>
#include <stdint.h>

#include "io/out.h"

/* A stream of the tools to be added as a sheet. */
struct workbook_sheet {
    const char *name; /* of the sheet */
    const char *path; /* of the stream */
};

struct workbook_totals {
    int sheets;
    uint64_t rows;   /* of all tables, without headers */
    uint64_t as_text; /* numbers and dates that a spreadsheet cannot hold */
};

/* Writes the dataset in a folder, which the caller has verified, and n sheets more to `to`. Returns false after
 * complaining: a table has more rows, columns or longer texts than a sheet can hold, a name that no sheet can have, a
 * stream that is cut, a full disk. */
bool workbook_write(struct out *to, const char *folder, const struct workbook_sheet *sheets, int n,
                    struct workbook_totals *totals);

#endif
