/* SPDX-License-Identifier: Apache-2.0 */
/*
 * edit: substring() and translate() of a form's paths.
 *
 * Audience: read/frame. Characters are code points, as in XPath 1.0, section 4.2.
 */
#ifndef EC_READ_EDIT_H
#define EC_READ_EDIT_H

#include "base/buf.h"
#include "read/path.h"

/* Does to the text of a buffer behind `from` what the edit says. The text is UTF-8; it gets no longer than four times itself. */
void edit_text(struct buf *b, size_t from, const struct path_edit *edit);

#endif
