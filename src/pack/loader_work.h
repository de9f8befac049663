/* SPDX-License-Identifier: Apache-2.0 */
/*
 * loader_work: what the loading scripts ask of a column.
 *
 * Audience: loader_sql.c, loader_frames.c. A column with cells that are not of its type counts as text: it is none of
 * the types asked for here.
 */
#ifndef EC_PACK_LOADER_WORK_H
#define EC_PACK_LOADER_WORK_H

#include <stdbool.h>

#include "base/buf.h"
#include "pack/dataset.h"

/* Are all its cells of that type? */
bool loader_is(const struct dataset_field *f, enum vtype t);
bool loader_is_number(const struct dataset_field *f);
bool loader_is_integer(const struct dataset_field *f);

/* Appends text in quotes, which are doubled inside: names and strings of SQL, names of R. */
void loader_put_quoted(struct buf *b, struct str s, char quote);

#endif
