/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ssml: the rows of an "XML Spreadsheet 2003" (SpreadsheetML of Excel 2002 and 2003).
 *
 * Audience: sheet/grid. One XML file, read straight through. Whether a sheet is hidden stands behind its rows, so nobody knows.
 *
 * Source: Microsoft, XML Spreadsheet Reference (Excel 2002).
 */
#ifndef EC_SHEET_SSML_H
#define EC_SHEET_SSML_H

#include "sheet/gridrow.h"
#include "sheet/part.h"
#include "sheet/source.h"

struct ssml;

/* source and slow (as in sheet/part) stay the caller's. */
struct ssml *ssml_new(struct source *source, const struct part_slow *slow);

/* As grid_next, without GRID_BAD_ROW. */
enum grid_got ssml_next(struct ssml *s, struct grid_row *row);

/* As grid_skip, grid_name, grid_why. */
void ssml_skip(struct ssml *s);
struct str ssml_name(const struct ssml *s);
const char *const *ssml_why(const struct ssml *s);

/* s may be NULL. */
void ssml_free(struct ssml *s);

#endif
