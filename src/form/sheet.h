/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sheet: a TSV file that a person edits in a spreadsheet (form, code list, message catalogue, baseline).
 *
 * Audience: the loaders of such files. Unlike the record stream it may carry a BOM, CR before LF, blank lines,
 * trailing empty cells and cells that the spreadsheet quoted ("a ""b"" c"). Its bytes must be UTF-8 and hold no NUL.
 * What a spreadsheet program saved otherwise (UTF-16, GBK, CSV, a workbook) becomes such a file first (sheet/tsv).
 * Cells are handed out without white space at their ends; they are valid until sheet_close.
 */
#ifndef EC_FORM_SHEET_H
#define EC_FORM_SHEET_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/str.h"

struct sheet {
    const char *path; /* for complaints; not copied */
    struct buf text;  /* the whole file */
    size_t at;        /* where the next line starts */
    long line;        /* number of the current line, from 1 */
    struct str raw;   /* the current line without its line end */
    struct str *cell; /* [n] cells of the current line */
    struct str *span; /* [n] the same as they stand in raw, for locations */
    int n;
    size_t cap, cap_span;
    struct arena unquoted;
    long bad;         /* lines that were skipped after a complaint */
};

/* A column that a loader knows. */
struct sheet_column {
    const char *name;
    bool required;
    int at; /* set by sheet_header: its place, or -1 */
};

/* Reads the file. Returns true, or complains and returns false (nothing to close then). */
bool sheet_open(struct sheet *s, const char *path);

/* The same for a file that is read line by line: of a table the first column. */
bool sheet_open_lines(struct sheet *s, const char *path);

/* The next line as it is, blank or not, in raw; it is not cut into cells. Returns false at the end. */
bool sheet_line(struct sheet *s);

/* The next line that is not blank, cut into cells. Returns false at the end. A line with a badly quoted cell is complained about,
 * counted in bad and skipped. */
bool sheet_next(struct sheet *s);

/* Cell i of the current line; empty when the line is shorter or i is -1. */
struct str sheet_cell(const struct sheet *s, int i);

/* Where cell i of the current line stands, with its line for the excerpt; i < 0 is the whole line. */
struct loc sheet_loc(const struct sheet *s, int i);

/* Takes the current line as the header and sets the places of the n columns. A required column that is missing and a
 * column that occurs twice are complained about; a column that is not known, too, with the nearest name, unless
 * free_columns. Returns true when there was nothing to complain. */
bool sheet_header(struct sheet *s, struct sheet_column *columns, int n, bool free_columns);

/* The first line that is not blank, as the header. Returns false after complaining: as sheet_header, or no line at all. */
bool sheet_begin(struct sheet *s, struct sheet_column *columns, int n, bool free_columns);

/* Gives everything back. Slices of the sheet are gone. */
void sheet_close(struct sheet *s);

#endif
