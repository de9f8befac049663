/* SPDX-License-Identifier: Apache-2.0 */
/*
 * utf8: code points in UTF-8 bytes (RFC 3629: no surrogates, no overlong forms, up to U+10FFFF).
 *
 * Audience: everybody who looks inside text.
 */
#ifndef EC_BASE_UTF8_H
#define EC_BASE_UTF8_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"

/* Reads the code point at p (p < end). Returns its length in bytes, 1..4, and sets *cp; 0 when the bytes are not valid. */
int utf8_next(const char *p, const char *end, uint32_t *cp);

/* Writes a code point (a valid one) as UTF-8 into to, which has room for 4 bytes; returns how many. */
size_t utf8_encode(char *to, uint32_t cp);

/* Appends a code point (a valid one) as UTF-8. */
void utf8_put(struct buf *b, uint32_t cp);

/* The offset of the first byte that is not valid UTF-8, or s.n. Plain ASCII runs at several GB/s. */
size_t utf8_valid(struct str s);

/* The number of code points of valid UTF-8. */
size_t utf8_length(struct str s);

/* The columns that valid UTF-8 takes on a terminal (East Asian wide characters take 2, combining marks 0). */
size_t utf8_width(struct str s);

/* Unicode White_Space (includes U+00A0 and U+3000). */
int utf8_is_space(uint32_t cp);

#endif
