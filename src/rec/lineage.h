/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lineage: the columns of a stream that say where a record came from, `_file _line _rec _sub`.
 *
 * Audience: tools that treat them otherwise than the respondent's columns: they are no content, are not joined, not packed unless
 * asked for, and no program may compute them.
 */
#ifndef EC_REC_LINEAGE_H
#define EC_REC_LINEAGE_H

#include <stdbool.h>

#include "base/str.h"

enum lineage {
    LINEAGE_FILE, /* the file, as people read its name */
    LINEAGE_LINE, /* of the record's start tag: a number */
    LINEAGE_REC,  /* ordinal of the outermost record among its kind: a number */
    LINEAGE_SUB,  /* the submission: its name without loss, and which of the outermost records there it is */
    LINEAGE_COLUMNS
};

/* Their names, in the order of the enum. */
extern const char *const lineage_names[LINEAGE_COLUMNS];

/* Which of them a column is, or -1. */
int lineage_find(struct str name);

/* Is it one that holds whole numbers? */
bool lineage_is_number(struct str name);

#endif
