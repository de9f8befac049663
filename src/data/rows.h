/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rows: rows as bytes, for sorts and spools, and keys whose byte order is an order of rows.
 *
 * Audience: data/. The bytes are those of this process: they are never read by another one.
 */
#ifndef EC_DATA_ROWS_H
#define EC_DATA_ROWS_H

#include "base/arena.h"
#include "base/buf.h"
#include "value/value.h"

/* Appends n values. */
void row_put(struct buf *b, const struct value *row, int n);

/* Reads n values; their texts are slices of the bytes. */
void row_get(struct str bytes, struct value *row, int n);

/* The same of one value. Returns the place behind it. */
const char *row_get_value(const char *p, struct value *v);

/* Copies n values, their texts into the arena. */
void row_copy(struct arena *a, struct value *to, const struct value *row, int n);

/* Appends a value to a key in key order: the byte order of canonical texts (rec/sortkey). Equal values give equal bytes, 1 and
 * 1.0 too; no key is the beginning of another one. scratch is overwritten. */
void key_put(struct buf *key, const struct value *v, struct buf *scratch);

/* The same of the components by[n] of a row, from the beginning. */
void key_make(struct buf *key, const struct value *row, const int *by, int n, struct buf *scratch);

/* Appends what key_make made of the components by[n] of a data set as name=value;name=value: for messages. */
struct structure;
void key_show(struct buf *b, const struct structure *s, const int *by, int n, struct str key);

/* Appends a value to a key in the order of values: numbers, dates, texts by code point; null behind all; down reverses. */
void key_put_value(struct buf *key, const struct value *v, bool down, struct buf *scratch);

#endif
