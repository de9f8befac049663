/* SPDX-License-Identifier: Apache-2.0 */
/*
 * json: text as JSON strings.
 *
 * Audience: the sinks of findings.
 */
#ifndef EC_REC_JSON_H
#define EC_REC_JSON_H

#include "base/buf.h"
#include "base/str.h"

/* Appends a quoted JSON string (RFC 8259); bytes that are not UTF-8 become U+FFFD. */
void json_put(struct buf *b, struct str s);

/* The same, or null where s is absent (p == NULL). */
void json_put_or_null(struct buf *b, struct str s);

/* Appends a decimal number: as a JSON number, or as a string where it has more than 15 digits (readers that keep
 * numbers as doubles would change it) or is none. */
void json_put_number(struct buf *b, struct str s);

#endif
