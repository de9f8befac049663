/* SPDX-License-Identifier: Apache-2.0 */
#include "rec/sortkey.h"

#include <string.h>

#include "value/dec.h"

/* The first byte of a part. */
enum { KEY_TEXT = 2, KEY_MINUS = 3, KEY_PLUS = 4 };

static void invert(struct buf *b, size_t from)
{
    for (size_t i = from; i < b->n; i++)
        b->p[i] = (char)~b->p[i];
}

/* A byte 00 inside a text is written 00 FF. from: where the text begins in b. */
static void escape_zeros(struct buf *b, size_t from)
{
    struct buf copy = {0};
    buf_add(&copy, b->p + from, b->n - from);
    b->n = from;
    for (size_t i = 0; i < copy.n; i++) {
        buf_char(b, copy.p[i]);
        if (!copy.p[i])
            buf_char(b, (char)0xff);
    }
    buf_free(&copy);
}

/* Text ends with 00 00, which is smaller than any continuation. */
static void end_text(struct buf *b, size_t from)
{
    if (b->n > from && memchr(b->p + from, 0, b->n - from))
        escape_zeros(b, from);
    buf_add(b, "\0\0", 2);
}

enum cell sortkey_cell(struct buf *b, enum vtype type, struct str cell, bool down)
{
    size_t from = b->n;
    buf_char(b, KEY_TEXT);
    enum cell kind = keytext_put(b, type, cell);
    if (type == T_STRING || kind != CELL_OK)
        end_text(b, from + 1);
    else
        buf_add(b, "\0\0", 2);
    if (down)
        invert(b, from);
    return kind;
}

void sortkey_value(struct buf *b, const struct value *v)
{
    size_t from = b->n;
    buf_char(b, KEY_TEXT);
    if (vtype_is_numeric((enum vtype)v->type) && !v->null) {
        struct dec d = dec_strip(v->dec);
        dec_put(b, &d);
        buf_add(b, "\0\0", 2);
        return;
    }
    struct value normal = keytext_value(*v);
    value_put_cell(b, &normal);
    if (v->type == T_STRING)
        end_text(b, from + 1);
    else
        buf_add(b, "\0\0", 2);
}

void sortkey_text(struct buf *b, struct str cell)
{
    buf_char(b, KEY_TEXT);
    size_t from = b->n;
    buf_str(b, cell);
    end_text(b, from);
}

/* Magnitude: the count of digits before the point, these digits, the digits behind it without trailing zeros, an end. */
static void put_number(struct buf *b, struct dec d)
{
    bool minus = d.coef < 0;
    d = dec_strip(dec_abs(&d));
    struct buf text = {0};
    dec_put(&text, &d);
    struct str fraction, whole = str_cut(buf_slice(&text), '.', &fraction);
    if (str_is(whole, "0"))
        whole.n = 0;
    buf_char(b, minus ? KEY_MINUS : KEY_PLUS);
    size_t from = b->n;
    buf_char(b, (char)whole.n);
    buf_str(b, whole);
    buf_str(b, fraction);
    buf_char(b, 0);
    if (minus)
        invert(b, from);
    buf_free(&text);
}

void sortkey_number(struct buf *b, struct str cell, bool down)
{
    struct dec d;
    if (dec_parse(&d, cell) != DEC_OK) {
        sortkey_cell(b, T_STRING, cell, down);
        return;
    }
    size_t from = b->n;
    put_number(b, d);
    if (down)
        invert(b, from);
}

void sortkey_show(struct buf *b, struct str key)
{
    for (size_t i = 0; i < key.n; i++) {
        if (key.p[i] == KEY_TEXT) /* the first byte of a part; inside one it would be shown as nothing */
            continue;
        if (key.p[i]) {
            buf_char(b, key.p[i]);
        } else if (i + 2 < key.n) {
            buf_char(b, ';');
            i++;
        } else {
            i++;
        }
    }
}
