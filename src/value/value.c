/* SPDX-License-Identifier: Apache-2.0 */
#include "value/value.h"

#include "base/intern.h"

struct str value_unescape(struct str cell, struct arena *row, bool *ok)
{
    *ok = true;
    const char *first = cell.n ? memchr(cell.p, '\\', cell.n) : NULL;
    if (!first)
        return cell;
    char *to = arena_alloc(row, cell.n + 1);
    size_t n = (size_t)(first - cell.p);
    memcpy(to, cell.p, n);
    for (size_t i = n; i < cell.n; i++) {
        char c = cell.p[i];
        if (c == '\\') {
            c = ++i < cell.n ? cell.p[i] : '\0';
            if (c == 't' || c == 'n' || c == 'r')
                c = c == 't' ? '\t' : c == 'n' ? '\n' : '\r';
            else if (c != '\\')
                *ok = false;
        }
        to[n++] = c;
    }
    return (struct str){to, n};
}

struct value value_of_interval(struct interval i)
{
    struct value v = {.type = T_PERIOD};
    if (interval_period(i, &v.period))
        return v;
    return (struct value){.type = T_TIME, .interval = i};
}

bool value_days(const struct value *v, struct interval *i)
{
    if (v->type == T_PERIOD)
        return period_first(&i->first, v->period) && period_last(&i->last, v->period);
    *i = v->type == T_DATE ? (struct interval){v->date, v->date} : v->interval;
    return true;
}

/* A period, or a stretch of days that is one (2025-07-01/P1M). */
static bool parse_period(struct period *p, struct str s)
{
    struct interval i;
    return period_parse(p, s) || (interval_parse(&i, s) && interval_period(i, p));
}

static bool parse_time(struct value *v, struct str s)
{
    struct interval i;
    v->type = T_DATE;
    if (date_parse(&v->date, s))
        return true;
    v->type = T_PERIOD;
    if (period_parse(&v->period, s))
        return true;
    if (!interval_parse(&i, s))
        return false;
    *v = value_of_interval(i);
    return true;
}

static enum cell parse_number(struct value *v, enum vtype type, struct str s)
{
    enum dec_status st = dec_parse(&v->dec, s);
    if (st == DEC_OVERFLOW)
        return CELL_LARGE;
    if (st != DEC_OK || (type == T_INTEGER && v->dec.scale))
        return CELL_BAD;
    return CELL_OK;
}

enum cell value_from_text(struct value *v, enum vtype type, struct str s)
{
    v->type = (uint8_t)type;
    v->null = false;
    bool ok = false;
    enum cell number;
    switch (type) {
    case T_INTEGER:
    case T_NUMBER:
        number = parse_number(v, type, s);
        if (number != CELL_OK)
            *v = value_null(type);
        return number;
    case T_STRING:
        v->str = s;
        ok = true;
        break;
    case T_BOOLEAN:
        v->boolean = str_eq(s, STR("true"));
        ok = v->boolean || str_eq(s, STR("false"));
        break;
    case T_DATE: ok = date_parse(&v->date, s); break;
    case T_PERIOD: ok = parse_period(&v->period, s); break;
    case T_TIME: ok = parse_time(v, s); break;
    case T_DURATION: ok = duration_parse(&v->duration, s); break;
    case T_NULL: break;
    }
    if (ok)
        return CELL_OK;
    *v = value_null(type);
    return CELL_BAD;
}

enum cell value_parse(struct value *v, enum vtype type, struct str cell, struct arena *row)
{
    if (cell.n == 2 && cell.p[0] == '\\' && cell.p[1] == 'N') {
        *v = value_null(type);
        return CELL_NULL;
    }
    if (type == T_STRING) {
        bool ok;
        *v = value_of_str(value_unescape(cell, row, &ok));
        if (!ok)
            *v = value_null(type);
        return ok ? CELL_OK : CELL_BAD;
    }
    if (cell.n == 0) {
        *v = value_null(type);
        return CELL_EMPTY;
    }
    return value_from_text(v, type, cell);
}

void value_put_text(struct buf *b, const struct value *v)
{
    if (v->null) {
        buf_puts(b, "null");
        return;
    }
    switch ((enum vtype)v->type) {
    case T_BOOLEAN: buf_puts(b, v->boolean ? "true" : "false"); break;
    case T_INTEGER:
    case T_NUMBER: dec_put(b, &v->dec); break;
    case T_STRING: buf_str(b, v->str); break;
    case T_DATE: date_put(b, v->date); break;
    case T_PERIOD: period_put(b, v->period); break;
    case T_DURATION: duration_put(b, v->duration); break;
    case T_TIME: interval_put(b, v->interval); break;
    case T_NULL: break;
    }
}

void value_put(struct buf *b, const struct value *v)
{
    bool quoted = v->type == T_STRING && !v->null;
    if (quoted)
        buf_char(b, '"');
    value_put_text(b, v);
    if (quoted)
        buf_char(b, '"');
}

void value_escape(struct buf *b, struct str text)
{
    size_t plain = 0; /* most texts need none */
    while (plain < text.n && text.p[plain] != '\\' && (unsigned char)text.p[plain] > '\r')
        plain++;
    buf_add(b, text.p, plain);
    for (size_t i = plain; i < text.n; i++) {
        char c = text.p[i];
        if (c == '\\' || c == '\t' || c == '\n' || c == '\r') {
            buf_char(b, '\\');
            c = c == '\t' ? 't' : c == '\n' ? 'n' : c == '\r' ? 'r' : c;
        }
        buf_char(b, c);
    }
}

void value_put_cell(struct buf *b, const struct value *v)
{
    if (v->null)
        buf_puts(b, "\\N");
    else if (v->type == T_STRING)
        value_escape(b, v->str);
    else
        value_put_text(b, v);
}

static enum order order_of(int c)
{
    return c < 0 ? ORDER_LESS : c > 0 ? ORDER_GREATER : ORDER_EQUAL;
}

static enum order order_of_days(int32_t a, int32_t b)
{
    return order_of((a > b) - (a < b));
}

/* Times of two kinds, or intervals. */
static enum order interval_cmp(const struct value *a, const struct value *b)
{
    struct interval x, y;
    if (!value_days(a, &x) || !value_days(b, &y))
        return ORDER_UNEQUAL;
    enum order first = order_of_days(x.first.day, y.first.day);
    return first != ORDER_EQUAL ? first : order_of_days(x.last.day, y.last.day);
}

enum order value_cmp(const struct value *a, const struct value *b)
{
    int c;
    if (a->type == T_TIME || (a->type != b->type && vtype_is_time(a->type)))
        return interval_cmp(a, b);
    switch ((enum vtype)a->type) {
    case T_BOOLEAN: return order_of(a->boolean - b->boolean);
    case T_INTEGER:
    case T_NUMBER: return order_of(dec_cmp(&a->dec, &b->dec));
    case T_STRING: return order_of(str_cmp(a->str, b->str));
    case T_DATE:
        return order_of_days(a->date.day, b->date.day);
    case T_PERIOD:
        if (a->period.indicator != b->period.indicator)
            return ORDER_UNEQUAL;
        return order_of(period_cmp(a->period, b->period));
    case T_DURATION: return duration_cmp(a->duration, b->duration, &c) ? order_of(c) : ORDER_UNEQUAL;
    case T_NULL:
    case T_TIME: break;
    }
    return ORDER_UNEQUAL;
}

uint32_t value_hash(const struct value *v)
{
    struct date d;
    if (v->null)
        return 1;
    switch ((enum vtype)v->type) {
    case T_BOOLEAN: return v->boolean ? 3 : 2;
    case T_INTEGER:
    case T_NUMBER: return dec_hash(&v->dec);
    case T_STRING: return intern_hash(v->str);
    case T_DATE: return (uint32_t)v->date.day * 2654435761u;
    case T_PERIOD:
        if (v->period.indicator == 'D' && period_first(&d, v->period)) /* a date is equal to its period */
            return (uint32_t)d.day * 2654435761u;
        return ((uint32_t)v->period.year * 512u + (uint32_t)v->period.number) * 2654435761u ^
               (uint32_t)(unsigned char)v->period.indicator;
    case T_DURATION: return ((uint32_t)v->duration.months * 40009u + (uint32_t)v->duration.days) * 2654435761u;
    case T_TIME: return ((uint32_t)v->interval.first.day * 40009u + (uint32_t)v->interval.last.day) * 2654435761u;
    case T_NULL: break;
    }
    return 0;
}
