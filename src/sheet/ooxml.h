/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ooxml: the rows of an xlsx workbook (Office Open XML, the usual form and the strict one).
 *
 * Audience: sheet/grid.
 *
 * The relations of the package say where the parts are; names of parts are looked up in the archive and are no paths. The formats
 * of the cells (styles) tell dates and percents from numbers; a formula is what its stored value is. Each sheet is read twice: to
 * its end, so that a damaged one gives no row, and for its merged areas, which stand behind the rows.
 *
 * Source: ECMA-376 parts 1 (SpreadsheetML) and 2 (packages).
 */
#ifndef EC_SHEET_OOXML_H
#define EC_SHEET_OOXML_H

#include "sheet/gridrow.h"
#include "sheet/part.h"
#include "sheet/unzip.h"

struct ooxml;

/* Is the archive such a workbook? */
bool ooxml_is(const struct unzip *z);

/* z and slow (as in sheet/part) stay the caller's. Never NULL: what is wrong ooxml_next tells. */
struct ooxml *ooxml_new(struct unzip *z, const struct part_slow *slow);

/* As grid_next, without GRID_BAD_ROW. */
enum grid_got ooxml_next(struct ooxml *x, struct grid_row *row);

/* As grid_skip, grid_name, grid_hidden, grid_why. */
void ooxml_skip(struct ooxml *x);
struct str ooxml_name(const struct ooxml *x);
bool ooxml_hidden(const struct ooxml *x);
const char *const *ooxml_why(const struct ooxml *x);

/* x may be NULL. */
void ooxml_free(struct ooxml *x);

#endif
