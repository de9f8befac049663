/* SPDX-License-Identifier: Apache-2.0 */
/*
 * format: a program in canonical layout, with its comments.
 *
 * Audience: eclint --fmt. Statements are printed from their trees, an empty line between them. What stands between two statements
 * stays as it is; a statement with a comment inside stays as it is altogether, since the tree does not say what the comment
 * belongs to.
 */
#ifndef EC_VTL_FORMAT_H
#define EC_VTL_FORMAT_H

#include "vtl/ruleset.h"

/* Appends the statements from number `from` on; all are of one source. Returns how many have been left as they are. */
int format_statements(struct buf *b, const struct rules *r, int from);

#endif
