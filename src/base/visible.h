/* SPDX-License-Identifier: Apache-2.0 */
/*
 * visible: text of data on its way to people.
 *
 * Audience: whoever writes a message, a reason or a report. What could steer a terminal or change the order in which a line
 * is read stands there as an escape: control characters (C0, DEL, C1), ends of lines, marks and overrides of direction.
 */
#ifndef EC_BASE_VISIBLE_H
#define EC_BASE_VISIBLE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"

/* Is a code point one of those? */
bool visible_steers(uint32_t cp);

/* Appends a text; those code points as \xHH or \uHHHH, a byte that is no UTF-8 as \xHH. */
void visible_put(struct buf *b, struct str text);

/* The same, but that the code points of `but` (ASCII) stay. */
void visible_put_but(struct buf *b, struct str text, const char *but);

#endif
