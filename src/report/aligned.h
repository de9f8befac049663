/* SPDX-License-Identifier: Apache-2.0 */
/*
 * aligned: text in columns of a terminal.
 *
 * Audience: text.c, status_text.c. Widths are those of the terminal: Chinese characters take two.
 */
#ifndef EC_REPORT_ALIGNED_H
#define EC_REPORT_ALIGNED_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/str.h"

/* Appends text with blanks up to a width, behind it or (right) before it; wider text stays whole. */
void aligned_put(struct buf *b, struct str s, size_t width, bool right);

/* The same; wider text is cut, with an ellipsis. */
void aligned_fit(struct buf *b, struct str s, size_t width, bool right);

/* Appends text with an escape (base/visible) for all that could steer a terminal: control characters, changes of direction,
 * bytes that are no UTF-8. */
void aligned_safe(struct buf *b, struct str s);

#endif
