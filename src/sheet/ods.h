/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ods: the rows of an OpenDocument spreadsheet, packed (.ods) or as one XML file (.fods).
 *
 * Audience: sheet/grid.
 *
 * What a cell is, is said beside it (office:value-type), so styles are read only for sheets that are hidden. Cells and rows that
 * repeat are given out as often as they say, as far as there is something in them.
 *
 * Source: OASIS OpenDocument 1.3, part 3, sections 9 and 19.385.
 */
#ifndef EC_SHEET_ODS_H
#define EC_SHEET_ODS_H

#include "sheet/gridrow.h"
#include "sheet/part.h"
#include "sheet/source.h"
#include "sheet/unzip.h"

struct ods;

/* Is the archive such a spreadsheet? */
bool ods_is(struct unzip *z);

/* From an archive, or (z NULL) from the bytes of an XML file. They and slow (as in sheet/part) stay the
 * caller's. */
struct ods *ods_new(struct unzip *z, struct source *source, const struct part_slow *slow);

/* As grid_next, without GRID_BAD_ROW. */
enum grid_got ods_next(struct ods *o, struct grid_row *row);

/* As grid_skip, grid_name, grid_hidden, grid_why. */
void ods_skip(struct ods *o);
struct str ods_name(const struct ods *o);
bool ods_hidden(const struct ods *o);
const char *const *ods_why(const struct ods *o);

/* o may be NULL. */
void ods_free(struct ods *o);

#endif
