/* SPDX-License-Identifier: Apache-2.0 */
/*
 * keyparts: name=value joined by ';', the one text that keys and values of findings, suggestions and changes are written in.
 *
 * Audience: whoever writes or reads such a text.
 *
 * In a value ';' is written "\;" and '\' is written "\\", so that a text never makes a part of its own: "a;period=b" is one
 * value. Names hold neither. In a text of another origin a '\' before anything else stands for itself.
 */
#ifndef EC_VALUE_KEYPARTS_H
#define EC_VALUE_KEYPARTS_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"

/* Appends a part; ';' goes before it unless b is empty. */
void keyparts_add(struct buf *b, struct str name, struct str value);

/* Appends a value as it stands in a part. */
void keyparts_escape(struct buf *b, struct str value);

/* Cuts the first part off: up to the next ';' that is not escaped. *rest is what is behind it, p == NULL at the end, as str_cut.
 * The part is as it is written. */
struct str keyparts_cut(struct str text, struct str *rest);

/* Name and value of a part. Returns false when it has no '='; the value is as it is written. */
bool keyparts_split(struct str part, struct str *name, struct str *value);

/* Appends a value as it is. */
void keyparts_unescape(struct buf *b, struct str value);

#endif
