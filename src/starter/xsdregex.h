/* SPDX-License-Identifier: Apache-2.0 */
/*
 * xsdregex: the expressions of XML schemas as those of PCRE2.
 *
 * Audience: starter/xsd_simple.
 *
 * Both match whole values. What differs: ^ and $ are characters there; \i and \c are those of names; a class may have another one
 * taken away from it ([a-z-[aeiou]]), which becomes a look ahead; blocks such as \p{IsCyrillic} have no counterpart.
 *
 * Source: XML Schema Part 2, appendix F.
 */
#ifndef EC_STARTER_XSDREGEX_H
#define EC_STARTER_XSDREGEX_H

#include "base/buf.h"

/* Appends the expression. Returns false where it has no counterpart; what was appended is to be forgotten then. */
bool xsdregex_put(struct buf *b, struct str expression);

#endif
