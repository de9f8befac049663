/* SPDX-License-Identifier: Apache-2.0 */
#include "value/keytext.h"

/* Durations have equals among the letters (P3M is Q) and among the parts of the P form (P12M is P1Y). */
static struct duration normal_duration(struct duration d)
{
    static const char letters[] = "DWMQTSA";
    for (const char *l = letters; *l; l++) {
        struct duration named = duration_of(*l);
        if (named.months == d.months && named.days == d.days)
            return named;
    }
    d.letter = 0;
    d.parts = (uint8_t)((d.months >= 12 ? DURATION_YEARS : 0) | (d.months % 12 ? DURATION_MONTHS : 0) |
                        (d.days || !d.months ? DURATION_DAYS : 0));
    return d;
}

struct value keytext_value(struct value v)
{
    if (v.null)
        return v;
    if (vtype_is_numeric(v.type))
        v.dec = dec_strip(v.dec);
    else if (v.type == T_DURATION)
        v.duration = normal_duration(v.duration);
    return v;
}

/* A carriage return may stand in a cell as it is, or as \r: one text. */
static void put_string(struct buf *to, struct str cell)
{
    if (!memchr(cell.p, '\r', cell.n)) {
        buf_str(to, cell);
        return;
    }
    for (struct str rest = cell; rest.p;) {
        buf_str(to, str_cut(rest, '\r', &rest));
        if (rest.p)
            buf_puts(to, "\\r");
    }
}

enum cell keytext_put_other(struct buf *to, enum vtype type, struct str cell)
{
    struct value v;
    if (cell.n == 2 && cell.p[0] == '\\' && cell.p[1] == 'N') {
        buf_str(to, cell);
        return CELL_NULL;
    }
    if (type == T_STRING) {
        put_string(to, cell);
        return CELL_OK;
    }
    enum cell read = value_from_text(&v, type, cell);
    if (read != CELL_OK || type == T_DATE || type == T_BOOLEAN) { /* these have one spelling */
        buf_str(to, cell);
        return read;
    }
    v = keytext_value(v);
    value_put_text(to, &v);
    return CELL_OK;
}

bool keytext_equal(enum vtype type, struct str a, struct str b)
{
    if (str_eq(a, b))
        return true;
    struct buf text = {0};
    keytext_put(&text, type, a);
    size_t n = text.n;
    keytext_put(&text, type, b);
    bool equal = text.n == 2 * n && (n == 0 || memcmp(text.p, text.p + n, n) == 0);
    buf_free(&text);
    return equal;
}
