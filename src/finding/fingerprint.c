/* SPDX-License-Identifier: Apache-2.0 */
#include "finding/fingerprint.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/sha256.h"
#include "value/dec.h"
#include "value/keyparts.h"
#include "value/keytext.h"

static struct str name_of(struct str part)
{
    struct str rest;
    return str_cut(part, '=', &rest);
}

/* Of which type is the variable that a part name=value is about? */
static bool type_of(const struct fingerprint *f, struct str table, struct str part, enum vtype *type)
{
    return f->types && f->types(f->to, table, name_of(part), type);
}

/* name=value with the value in the one spelling of its type. */
static void put_typed(struct buf *b, struct str part, enum vtype type)
{
    struct str value, name = str_cut(part, '=', &value);
    buf_str(b, name);
    buf_char(b, '=');
    if (value.p && type == T_STRING)
        buf_str(b, value);
    else if (value.p)
        keytext_put(b, type, value);
}

/* A key less its revision. What is no name=value, which a ';' in a text makes, stays as it is. */
static void put_key(struct fingerprint *f, struct str table, struct str key)
{
    struct buf *b = &f->text;
    size_t from = b->n;
    for (struct str rest = key; rest.p;) {
        struct str part = keyparts_cut(rest, &rest);
        enum vtype type;
        if (str_is(name_of(part), "revision"))
            continue;
        if (b->n > from)
            buf_char(b, ';');
        if (name_of(part).n < part.n && type_of(f, table, part, &type))
            put_typed(b, part, type);
        else
            buf_str(b, part);
    }
}

static int compare(const void *a, const void *b)
{
    const struct str *x = a, *y = b;
    int c = memcmp(x->p, y->p, x->n < y->n ? x->n : y->n);
    return c ? c : (x->n > y->n) - (x->n < y->n);
}

/* name=value with the value in one form, where it is a number. */
static void put_part(struct buf *b, struct str part)
{
    struct str value, name = str_cut(part, '=', &value);
    struct dec d;
    buf_str(b, name);
    buf_char(b, '=');
    if (value.p && dec_parse(&d, value) == DEC_OK) {
        d = dec_strip(d);
        dec_put(b, &d);
    } else if (value.p) {
        buf_str(b, value);
    }
    buf_char(b, ';');
}

static void put_values(struct fingerprint *f, struct str table, struct str values)
{
    size_t n = 0;
    for (struct str rest = values; rest.p && values.n;) {
        f->parts = mem_grow(f->parts, &f->cap, n + 1, sizeof *f->parts);
        f->parts[n++] = keyparts_cut(rest, &rest);
    }
    if (n)
        qsort(f->parts, n, sizeof *f->parts, compare);
    for (size_t i = 0; i < n; i++) {
        enum vtype type;
        if (type_of(f, table, f->parts[i], &type)) {
            put_typed(&f->text, f->parts[i], type);
            buf_char(&f->text, ';');
        } else {
            put_part(&f->text, f->parts[i]);
        }
    }
}

struct str fingerprint_of(struct fingerprint *f, const struct finding *x)
{
    struct buf *b = &f->text;
    char hex[65];

    buf_reset(b);
    buf_str(b, x->rule);
    buf_char(b, 0);
    buf_str(b, x->table);
    buf_char(b, 0);
    put_key(f, x->table, x->key);
    buf_char(b, 0);
    buf_str(b, x->variable);
    buf_char(b, 0);
    put_values(f, x->table, x->values);
    buf_char(b, 0);

    struct sha256 sum;
    sha256_start(&sum);
    sha256_add(&sum, b->p, b->n);
    sha256_hex(&sum, hex);
    memcpy(f->hex, hex, 32);
    return (struct str){f->hex, 32};
}

void fingerprint_free(struct fingerprint *f)
{
    mem_free(f->parts);
    buf_free(&f->text);
    *f = (struct fingerprint){.types = f->types, .to = f->to};
}
