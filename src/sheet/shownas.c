/* SPDX-License-Identifier: Apache-2.0 */
#include "sheet/shownas.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "value/date.h"

enum { DIGITS = 15, EXPONENT_MAX = 400 };

/* ---- formats ---- */

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

/* What the letters of a format say. */
struct letters {
    bool year, day, month, hour, second, percent, general;
    int zeros, others;
};

static void take_letter(struct letters *l, const char *p, const char *end)
{
    char c = lower(*p);
    l->zeros += c == '0';
    l->others += c != '0';
    l->year = l->year || c == 'y' || (c == 'e' && p + 1 < end && lower(p[1]) == 'e');
    l->day = l->day || c == 'd';
    l->month = l->month || c == 'm';
    l->hour = l->hour || c == 'h';
    l->second = l->second || c == 's';
    l->percent = l->percent || c == '%';
}

/* The letters of the first section that stand for something: outside quotes, brackets and behind no escape. */
static struct letters read_code(struct str code)
{
    struct letters l = {0};
    const char *end = code.p + code.n;
    if (code.n >= 7 && memcmp(code.p, "General", 7) == 0)
        return l;
    for (const char *p = code.p; p < end && *p != ';'; p++) {
        if (*p == '"' || *p == '[') {
            char close = *p == '"' ? '"' : ']';
            if (close == ']' && p + 1 < end && strchr("hms", lower(p[1])))
                l.hour = true; /* hours that pass 24 */
            const char *q = memchr(p + 1, close, (size_t)(end - p - 1));
            if (!q)
                break;
            p = q;
        } else if (*p == '\\' || *p == '_' || *p == '*') {
            p++;
        } else {
            take_letter(&l, p, end);
        }
    }
    return l;
}

struct shown_format shown_code(struct str code)
{
    struct letters l = read_code(code);
    bool clock = l.hour || l.second;
    if (l.percent)
        return (struct shown_format){.kind = SHOWN_PERCENT};
    if (l.day || (l.year && clock))
        return (struct shown_format){.kind = SHOWN_DATE, .time = clock};
    if (l.year || (l.month && !clock))
        return (struct shown_format){.kind = l.year && !l.month ? SHOWN_DATE : SHOWN_MONTH};
    if (clock)
        return (struct shown_format){.kind = SHOWN_TIME};
    if (l.zeros > 1 && !l.others && l.zeros <= 20)
        return (struct shown_format){.kind = SHOWN_PADDED, .digits = l.zeros};
    return (struct shown_format){.kind = SHOWN_NUMBER};
}

struct shown_format shown_builtin(int id)
{
    static const struct {
        int from, to;
        struct shown_format format;
    } known[] = {
        {9, 10, {.kind = SHOWN_PERCENT}}, {14, 16, {.kind = SHOWN_DATE}}, {17, 17, {.kind = SHOWN_MONTH}},
        {18, 21, {.kind = SHOWN_TIME}}, {22, 22, {.kind = SHOWN_DATE, .time = true}}, {27, 27, {.kind = SHOWN_MONTH}},
        {28, 31, {.kind = SHOWN_DATE}}, {32, 35, {.kind = SHOWN_TIME}}, {36, 36, {.kind = SHOWN_MONTH}},
        {45, 47, {.kind = SHOWN_TIME}}, {50, 50, {.kind = SHOWN_MONTH}}, {51, 51, {.kind = SHOWN_DATE}},
        {52, 52, {.kind = SHOWN_MONTH}}, {53, 54, {.kind = SHOWN_DATE}}, {55, 56, {.kind = SHOWN_TIME}},
        {57, 57, {.kind = SHOWN_MONTH}}, {58, 58, {.kind = SHOWN_DATE}}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (id >= known[i].from && id <= known[i].to)
            return known[i].format;
    return (struct shown_format){.kind = SHOWN_NUMBER};
}

/* ---- numbers ---- */

/* A number as digits: 0.d1d2d3... times ten to the power `point`. */
struct digits {
    bool negative;
    char d[DIGITS + 1]; /* one more, for rounding */
    int n, point, whole; /* whole: digits that were given before the point, less zeros in front */
};

static bool read_exponent(const char *p, const char *end, int *exponent)
{
    bool negative = p < end && *p == '-';
    p += p < end && (*p == '-' || *p == '+');
    if (p == end)
        return false;
    for (*exponent = 0; p < end; p++) {
        if (*p < '0' || *p > '9' || *exponent > EXPONENT_MAX)
            return false;
        *exponent = *exponent * 10 + (*p - '0');
    }
    *exponent = negative ? -*exponent : *exponent;
    return true;
}

static bool read_digits(struct digits *x, struct str text)
{
    const char *p = text.p, *end = text.p + text.n;
    bool point = false, any = false, begun = false;
    int exponent = 0;
    *x = (struct digits){0};
    x->negative = p < end && *p == '-';
    p += p < end && (*p == '-' || *p == '+');
    for (; p < end && ((*p >= '0' && *p <= '9') || (*p == '.' && !point)); p++) {
        if (*p == '.') {
            point = true;
            continue;
        }
        any = true;
        begun = begun || *p != '0';
        if (begun && x->n <= DIGITS)
            x->d[x->n++] = *p;
        x->point += begun ? !point : -(int)point;
    }
    if (!any || (p < end && (lower(*p) != 'e' || !read_exponent(p + 1, end, &exponent))))
        return false;
    x->point += exponent;
    x->whole = x->point;
    return x->point < EXPONENT_MAX && x->point > -EXPONENT_MAX;
}

/* Fifteen digits, rounded by the one behind them. */
static void round_digits(struct digits *x)
{
    if (x->n > DIGITS) {
        x->n = DIGITS;
        int i = x->d[DIGITS] >= '5' ? DIGITS - 1 : -1;
        while (i >= 0 && x->d[i] == '9')
            x->d[i--] = '0';
        if (i >= 0) {
            x->d[i]++;
        } else if (x->d[DIGITS] >= '5') { /* 9.99... is 10 */
            x->d[0] = '1';
            x->point++;
        }
    }
    while (x->n && x->d[x->n - 1] == '0')
        x->n--;
}

bool shown_number(struct buf *to, struct str text, bool *longer)
{
    struct digits x;
    text = str_trim(text);
    if (text.n > 1000 || !read_digits(&x, text))
        return false;
    *longer = x.n && x.whole > DIGITS;
    round_digits(&x);
    if (!x.n) {
        buf_char(to, '0');
        return true;
    }
    if (x.negative)
        buf_char(to, '-');
    if (x.point <= 0)
        buf_puts(to, "0.");
    for (int i = x.point; i < 0; i++)
        buf_char(to, '0');
    for (int i = 0; i < x.n; i++) {
        if (i == x.point && i)
            buf_char(to, '.');
        buf_char(to, x.d[i]);
    }
    for (int i = x.n; i < x.point; i++)
        buf_char(to, '0');
    return true;
}

/* ---- dates ---- */

/* Days and seconds of a number of days; seconds are rounded. Returns false when it is none or too far away. */
static bool read_days(struct str text, long *days, long *seconds)
{
    char copy[64];
    text = str_trim(text);
    if (text.n == 0 || text.n >= sizeof copy)
        return false;
    memcpy(copy, text.p, text.n);
    copy[text.n] = '\0';
    char *end;
    double v = strtod(copy, &end);
    if (*end || !(v >= 0 && v < 3e6))
        return false;
    *days = (long)v;
    *seconds = (long)((v - (double)*days) * 86400 + 0.5);
    if (*seconds == 86400) {
        ++*days;
        *seconds = 0;
    }
    return true;
}

/* Day 60 of 1900 is 29 February, which there was not: those before it count from one day later. */
static bool calendar(struct date *d, long days, bool from1904)
{
    struct date origin;
    date_make(&origin, from1904 ? 1904 : 1899, from1904 ? 1 : 12, from1904 ? 1 : days < 60 ? 31 : 30);
    if (!from1904 && (days == 60 || days == 0))
        return false;
    return date_add_days(d, origin, days);
}

bool shown_date(struct buf *to, struct str text, struct shown_format format, bool from1904)
{
    long days, seconds;
    struct date d;
    if (!read_days(text, &days, &seconds))
        return false;
    int h = (int)(seconds / 3600), m = (int)(seconds / 60 % 60), s = (int)(seconds % 60);
    if (format.kind == SHOWN_TIME) {
        buf_printf(to, "%02ld:%02d:%02d", days * 24 + h, m, s);
        return true;
    }
    if (!calendar(&d, days, from1904))
        return false;
    size_t from = to->n;
    date_put(to, d);
    if (format.kind == SHOWN_MONTH)
        to->n = from + 7;
    else if (format.time && seconds)
        buf_printf(to, "T%02d:%02d:%02d", h, m, s);
    return true;
}
