/* SPDX-License-Identifier: Apache-2.0 */
/*
 * kind: what a file is, by its first bytes and not by its name, and what to do where no tool reads it.
 *
 * Audience: read/batch, form/sheet.
 */
#ifndef EC_SHEET_KIND_H
#define EC_SHEET_KIND_H

#include <stdbool.h>

#include "sheet/grid.h"

enum kind {
    KIND_EMPTY, KIND_XML, KIND_SSML, KIND_FLAT_ODS, KIND_HTML, KIND_ZIP, KIND_OLE, KIND_PDF, KIND_RTF, KIND_IMAGE, KIND_ARCHIVE,
    KIND_JSON, KIND_TEXT, KIND_BINARY
};

/* head: the first bytes of a file, 4096 of them where it has so many. */
enum kind kind_of(struct str head);

/* The reader of such a file as a table; GRID_NONE: there is none. */
enum grid_kind kind_grid(enum kind k);

/* What it is and what to do, in words (English, Chinese; constant); NULL of a kind that is read, and of KIND_EMPTY. */
const char *const *kind_advice(enum kind k);

#endif
