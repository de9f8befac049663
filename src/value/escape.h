/* SPDX-License-Identifier: Apache-2.0 */
/*
 * escape: text in one line: backslash, TAB, LF and CR as two bytes each, `\\ \t \n \r`.
 *
 * Audience: cells of a record stream (rec/cell, read/frame, fix/normalise) and examples of regex files (form/pattern).
 *
 * A bad escape (a backslash before any other byte, or at the end) is refused, never guessed at: whoever reads a stream or a
 * file says so and stops there.
 */
#ifndef EC_VALUE_ESCAPE_H
#define EC_VALUE_ESCAPE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"

/* The letter after the backslash for each byte, 0 where a byte stands for itself. */
extern const char escape_letters[256];

/* Appends text with its escapes. Text may hold any byte. */
void escape_put(struct buf *b, struct str text);

/* Resolves the escapes of raw into to, which has room for raw.n bytes; with unicode, \uXXXX (no surrogate) too. *n bytes are
 * written. Returns false at the first bad escape: *bad is the byte after the backslash, ' ' at the end. */
bool escape_resolve(struct str raw, bool unicode, char *to, size_t *n, char *bad);

#endif
