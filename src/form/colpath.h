/* SPDX-License-Identifier: Apache-2.0 */
/*
 * colpath: the alternatives of a path that name a column or a sheet instead of an element: col("单位名称", "企业名称").
 *
 * Audience: form/load. They stand beside alternatives for XML, parted by " | ", in any order.
 */
#ifndef EC_FORM_COLPATH_H
#define EC_FORM_COLPATH_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"

/* Cuts the alternatives that are calls of `word` ("col", "sheet") out of a path: the texts between their quotes go to names, each
 * with LF behind it, the other alternatives to rest, joined by " | " again. *found: there was one, even with nothing in it.
 * Returns false when such a call is not written as it must be. */
bool colpath_take(struct str path, const char *word, struct buf *names, struct buf *rest, bool *found);

#endif
