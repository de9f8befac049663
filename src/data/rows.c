/* SPDX-License-Identifier: Apache-2.0 */
#include "data/rows.h"

#include "data/structure.h"
#include "rec/sortkey.h"

/* What stands before a value. */
enum { MARK_NULL = 0x40, MARK_ROUNDED = 0x80, MARK_SMALL = 0x20, MARK_TYPE = 0x0f };

static void put_dec(struct buf *b, const struct value *v)
{
    bool small = v->dec.coef >= INT64_MIN && v->dec.coef <= INT64_MAX;
    int64_t narrow = (int64_t)v->dec.coef;
    buf_char(b, (char)(v->type | (v->dec.rounded ? MARK_ROUNDED : 0) | (small ? MARK_SMALL : 0)));
    buf_char(b, (char)v->dec.scale);
    if (small)
        buf_add(b, &narrow, sizeof narrow);
    else
        buf_add(b, &v->dec.coef, sizeof v->dec.coef);
}

static void put_value(struct buf *b, const struct value *v)
{
    if (v->null) {
        buf_char(b, (char)(v->type | MARK_NULL));
        return;
    }
    if (vtype_is_numeric((enum vtype)v->type)) {
        put_dec(b, v);
        return;
    }
    buf_char(b, (char)v->type);
    switch (v->type) {
    case T_BOOLEAN: buf_char(b, v->boolean); break;
    case T_STRING: {
        uint32_t n = (uint32_t)v->str.n; /* no text is longer than 16 MB (ERR_LONG) or a line */
        buf_add(b, &n, sizeof n);
        buf_str(b, v->str);
        break;
    }
    case T_DATE: buf_add(b, &v->date, sizeof v->date); break;
    case T_PERIOD: buf_add(b, &v->period, sizeof v->period); break;
    case T_DURATION: buf_add(b, &v->duration, sizeof v->duration); break;
    case T_TIME: buf_add(b, &v->interval, sizeof v->interval); break;
    default: break;
    }
}

void row_put(struct buf *b, const struct value *row, int n)
{
    for (int i = 0; i < n; i++)
        put_value(b, &row[i]);
}

static const char *take(void *to, const char *p, size_t n)
{
    memcpy(to, p, n);
    return p + n;
}

static const char *get_dec(struct value *v, const char *p, unsigned char mark)
{
    v->dec.scale = (uint8_t)*p++;
    v->dec.rounded = mark & MARK_ROUNDED;
    if (!(mark & MARK_SMALL))
        return take(&v->dec.coef, p, sizeof v->dec.coef);
    int64_t narrow;
    p = take(&narrow, p, sizeof narrow);
    v->dec.coef = narrow;
    return p;
}

static const char *get_value(struct value *v, const char *p)
{
    unsigned char mark = (unsigned char)*p++;
    *v = (struct value){.type = mark & MARK_TYPE, .null = mark & MARK_NULL};
    if (v->null)
        return p;
    if (vtype_is_numeric((enum vtype)v->type))
        return get_dec(v, p, mark);
    switch (v->type) {
    case T_BOOLEAN: v->boolean = *p; return p + 1;
    case T_STRING: {
        uint32_t n;
        p = take(&n, p, sizeof n);
        v->str = (struct str){p, n};
        return p + n;
    }
    case T_DATE: return take(&v->date, p, sizeof v->date);
    case T_PERIOD: return take(&v->period, p, sizeof v->period);
    case T_DURATION: return take(&v->duration, p, sizeof v->duration);
    case T_TIME: return take(&v->interval, p, sizeof v->interval);
    default: return p;
    }
}

const char *row_get_value(const char *p, struct value *v)
{
    return get_value(v, p);
}

void row_get(struct str bytes, struct value *row, int n)
{
    const char *p = bytes.p;
    for (int i = 0; i < n; i++)
        p = get_value(&row[i], p);
}

void row_copy(struct arena *a, struct value *to, const struct value *row, int n)
{
    for (int i = 0; i < n; i++) {
        to[i] = row[i];
        if (row[i].type == T_STRING && !row[i].null)
            to[i].str = arena_str(a, row[i].str);
    }
}

void key_put(struct buf *key, const struct value *v, struct buf *scratch)
{
    (void)scratch;
    sortkey_value(key, v);
}

void key_make(struct buf *key, const struct value *row, const int *by, int n, struct buf *scratch)
{
    buf_reset(key);
    for (int i = 0; i < n; i++)
        key_put(key, &row[by[i]], scratch);
}

void key_show(struct buf *b, const struct structure *s, const int *by, int n, struct str key)
{
    const char *p = key.p, *end = key.p + key.n;
    for (int i = 0; i < n; i++) {
        buf_puts(b, i ? ";" : "");
        buf_str(b, s->v[by[i]].name);
        buf_char(b, '=');
        for (p++; p + 1 < end && (p[0] || p[1]); p++) /* behind the mark of the part, up to 00 00 */
            if (p[0]) {
                buf_char(b, *p);
            } else { /* 00 FF */
                buf_char(b, 0);
                p++;
            }
        p += 2;
    }
}

/* The order of a duration: its days, a month as 30.4375 of them. */
static int64_t duration_rank(struct duration d)
{
    return (int64_t)d.months * 487 + (int64_t)d.days * 16;
}

static void put_big_endian(struct buf *b, int64_t v)
{
    uint64_t u = (uint64_t)v ^ ((uint64_t)1 << 63);
    for (int i = 56; i >= 0; i -= 8)
        buf_char(b, (char)(u >> i));
}

void key_put_value(struct buf *key, const struct value *v, bool down, struct buf *scratch)
{
    size_t from = key->n;
    buf_char(key, v->null ? 2 : 1);
    if (!v->null) {
        buf_reset(scratch);
        switch (v->type) {
        case T_INTEGER:
        case T_NUMBER:
            value_put_cell(scratch, v);
            sortkey_number(key, buf_slice(scratch), false);
            break;
        case T_STRING: sortkey_text(key, v->str); break;
        case T_DATE: put_big_endian(key, v->date.day); break;
        case T_PERIOD:
            buf_char(key, v->period.indicator);
            put_big_endian(key, (int64_t)v->period.year * 1000 + v->period.number);
            break;
        case T_DURATION: put_big_endian(key, duration_rank(v->duration)); break;
        case T_BOOLEAN: buf_char(key, v->boolean); break;
        case T_TIME:
            put_big_endian(key, v->interval.first.day);
            put_big_endian(key, v->interval.last.day);
            break;
        default: break;
        }
    }
    for (size_t i = from; down && i < key->n; i++)
        key->p[i] = (char)~key->p[i];
}
