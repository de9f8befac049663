/* SPDX-License-Identifier: Apache-2.0 */
#include "fix/normalise.h"

#include <stdint.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "rec/cell.h"
#include "value/date.h"
#include "value/dec.h"
#include "value/period.h"
#include "value/unitword.h"
#include "value/uscc.h"

/* What was done to a cell, in the order in which it is done. */
enum step {
    DID_SPACE = 1 << 0,   /* blanks and invisible characters around the token */
    DID_WIDTH = 1 << 1,   /* full-width characters */
    DID_CASE = 1 << 2,    /* small letters of a code */
    DID_INNER = 1 << 3,   /* blanks and hyphens inside a credit code */
    DID_MINUS = 1 << 4,   /* look-alike minus */
    DID_PLUS = 1 << 5,    /* plus sign dropped */
    DID_GROUP = 1 << 6,   /* thousands separators */
    DID_POINT0 = 1 << 7,  /* .0 of a whole number */
    DID_PERCENT = 1 << 8, /* percent sign in a column of percent */
    DID_UNIT = 1 << 9,    /* a unit of measure written out */
    DID_DATE = 1 << 10,   /* separators of a date */
    DID_PERIOD = 1 << 11, /* spelling of a period */
    DID_BLANK = 1 << 12,  /* nothing written: null */
    DID_NOTHING = 1 << 13 /* a token that means nothing: null */
};

static const char *const step_names[] = {"space", "width",   "case", "inner", "minus",  "plus",  "group",
                                         "point0", "percent", "unit", "date",  "period", "blank", "nothing"};

/* The cell being worked on. */
struct work {
    struct arena *row;
    struct str text; /* as far as it has come */
    unsigned did;
};

/* Characters that are not seen: zero-width, byte order mark, direction marks. */
static bool invisible(uint32_t c)
{
    return (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2060 && c <= 0x2069) || c == 0xfeff ||
           c == 0xad;
}

static bool outer(uint32_t c)
{
    return utf8_is_space(c) || invisible(c);
}

/* A look-alike of the minus sign: hyphens, dashes, the mathematical sign, the small and the full-width one. */
static bool dash(uint32_t c)
{
    return c == '-' || (c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0xfe63 || c == 0xff0d;
}

/* The code point that ends at p (start < p); its length in bytes, 0 when the bytes are not valid. */
static int utf8_last(const char *start, const char *p, uint32_t *cp)
{
    const char *at = p - 1;
    while (at > start && p - at < 4 && ((unsigned char)*at & 0xc0) == 0x80)
        at--;
    int n = utf8_next(at, p, cp);
    return n == p - at ? n : 0;
}

static struct str strip_outer(struct str s)
{
    uint32_t c;
    int n;
    while (s.n && (n = utf8_next(s.p, s.p + s.n, &c)) > 0 && outer(c))
        s = (struct str){s.p + n, s.n - (size_t)n};
    while (s.n && (n = utf8_last(s.p, s.p + s.n, &c)) > 0 && outer(c))
        s.n -= (size_t)n;
    return s;
}

static void do_space(struct work *w)
{
    struct str s = strip_outer(w->text);
    if (s.n != w->text.n)
        w->did |= DID_SPACE;
    w->text = s;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Is the character that ends before `at`, or begins there, one of a script that needs no blank between words? */
static bool is_wide(struct str s, size_t at, bool before)
{
    uint32_t c = 0;
    int n = before ? utf8_last(s.p, s.p + at, &c) : utf8_next(s.p + at, s.p + s.n, &c);
    return n > 0 && c >= 0x2e80 && c < 0xac00;
}

/* Blanks with a line end or TAB among them become one blank, or nothing between Chinese characters. The text has no blank at
 * its ends. */
static void do_join(struct work *w)
{
    struct str s = w->text;
    char *to = arena_alloc(w->row, s.n + 1), *at = to;
    for (size_t i = 0, end; i < s.n; i = end) {
        bool broken = false;
        for (end = i; end < s.n && is_blank(s.p[end]); end++)
            broken |= s.p[end] != ' ';
        if (end == i)
            *at++ = s.p[end++];
        else if (!broken)
            at = (char *)memcpy(at, s.p + i, end - i) + (end - i);
        else if (!is_wide(s, i, true) || !is_wide(s, end, false))
            *at++ = ' ';
        w->did |= broken ? DID_SPACE : 0;
    }
    w->text = (struct str){to, (size_t)(at - to)};
}

/* Full-width ASCII (U+FF01..FF5E) becomes ASCII. Bytes that are not UTF-8 stay. */
static void do_width(struct work *w)
{
    if (!memchr(w->text.p ? w->text.p : "", 0xef, w->text.n))
        return;
    struct str s = w->text;
    char *to = arena_alloc(w->row, s.n), *at = to;
    for (size_t i = 0; i < s.n;) {
        uint32_t c = 0;
        int n = utf8_next(s.p + i, s.p + s.n, &c);
        if (n && c >= 0xff01 && c <= 0xff5e) {
            *at++ = (char)(c - 0xfee0);
            w->did |= DID_WIDTH;
        } else {
            memcpy(at, s.p + i, (size_t)(n ? n : 1));
            at += n ? n : 1;
        }
        i += (size_t)(n ? n : 1);
    }
    w->text = (struct str){to, (size_t)(at - to)};
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* A leading dash before a digit becomes '-', a leading '+' before a digit goes. */
static void do_sign(struct work *w)
{
    uint32_t c;
    struct str s = w->text;
    int n = s.n ? utf8_next(s.p, s.p + s.n, &c) : 0;
    if (n == 0 || s.n <= (size_t)n || !is_digit(s.p[n]))
        return;
    struct str rest = {s.p + n, s.n - (size_t)n};
    if (c == '+') {
        w->text = rest;
        w->did |= DID_PLUS;
    } else if (dash(c) && c != '-') {
        char *to = arena_alloc(w->row, rest.n + 1);
        to[0] = '-';
        memcpy(to + 1, rest.p, rest.n);
        w->text = (struct str){to, rest.n + 1};
        w->did |= DID_MINUS;
    }
}

/* The thousands separators that are taken: comma, right quotation mark, thin and narrow no-break space. Blanks that
 * could stand between two numbers (space, no-break and ideographic space) are none. */
static int separator(struct str s, size_t at, uint32_t *c)
{
    int n = at < s.n ? utf8_next(s.p + at, s.p + s.n, c) : 0;
    return n && (*c == ',' || *c == 0x2019 || *c == 0x2009 || *c == 0x202f) ? n : 0;
}

static size_t digits(struct str s, size_t at)
{
    size_t n = 0;
    while (at + n < s.n && is_digit(s.p[at + n]))
        n++;
    return n;
}

/* Takes the separators out of the leading number when the whole grouping is right: -?[1-9]d{0,2}(,ddd)+ followed by
 * anything but a digit or another separator (what follows is judged by others). A single comma may as well be a decimal
 * comma (79,007 tonnes); only money is not written so. */
static void do_group(struct work *w, const struct norm_column *c)
{
    struct str s = w->text;
    size_t at = s.n && s.p[0] == '-', n = digits(s, at);
    uint32_t first = 0, sign = 0;
    int groups = 0, power;
    if (n < 1 || n > 3 || s.p[at] == '0' || !separator(s, at + n, &first))
        return;
    char *to = arena_alloc(w->row, s.n);
    size_t m = at + n;
    memcpy(to, s.p, m);
    at += n;
    for (int k; (k = separator(s, at, &sign)) > 0; at += (size_t)k + 3, groups++) {
        if (sign != first || digits(s, at + (size_t)k) != 3)
            return;
        memcpy(to + m, s.p + at + k, 3);
        m += 3;
    }
    bool could_be_point = groups == 1 && first == ',' && (at == s.n || s.p[at] != '.');
    if (could_be_point && c->kind == NORM_NUMBER && !unitword_power(c->unit, STR("\xe5\x85\x83"), &power)) /* 元 */
        return;
    memcpy(to + m, s.p + at, s.n - at);
    w->text = (struct str){to, m + s.n - at};
    w->did |= DID_GROUP;
}

/* -?digits[.digits] */
static bool plain_number(struct str s)
{
    size_t at = s.n && s.p[0] == '-', n = digits(s, at);
    at += n;
    if (n == 0)
        return false;
    if (at < s.n && s.p[at] == '.') {
        n = digits(s, at + 1);
        at += n + 1;
    }
    return n > 0 && at == s.n;
}

static void do_percent(struct work *w, struct str unit)
{
    struct str s = w->text;
    if (!str_is(unit, "%") || !s.n || s.p[s.n - 1] != '%')
        return;
    struct str number = strip_outer((struct str){s.p, s.n - 1});
    if (plain_number(number)) {
        w->text = number;
        w->did |= DID_PERCENT;
    }
}

/* 12.5万元 in a column of 千元 is 125: both units are known, and the factor between them is a power of ten. */
static void do_unit(struct work *w, struct str unit)
{
    struct str s = w->text;
    size_t at = s.n && s.p[0] == '-';
    while (at < s.n && (is_digit(s.p[at]) || s.p[at] == '.'))
        at++;
    struct str number = {s.p, at}, word = strip_outer((struct str){s.p + at, s.n - at});
    struct dec d;
    int power;
    if (at == 0 || word.n == 0 || !plain_number(number) || !unitword_power(word, unit, &power) ||
        dec_parse(&d, number) != DEC_OK)
        return;
    for (; power < 0; power++)
        d.scale++;
    for (; power > 0; power--) {
        if (d.scale)
            d.scale--;
        else if (__builtin_mul_overflow(d.coef, 10, &d.coef))
            return;
    }
    struct dec short_form = dec_strip(d);
    if (dec_digits(d.coef) > 30 || short_form.scale > 4)
        return;
    struct buf b = {0};
    dec_put(&b, &short_form);
    w->text = arena_str(w->row, buf_slice(&b));
    buf_free(&b);
    w->did |= DID_UNIT;
}

/* Drops .0, .00 ... behind a whole number. */
static void do_point0(struct work *w)
{
    struct str s = w->text;
    size_t n = s.n;
    while (n && s.p[n - 1] == '0')
        n--;
    if (n < s.n && n > 1 && s.p[n - 1] == '.' && is_digit(s.p[n - 2])) {
        w->text.n = n - 1;
        w->did |= DID_POINT0;
    }
}

static bool means_nothing(struct str s)
{
    static const char *const tokens[] = {"/",   "\\",  "\xe6\x97\xa0", "\xe7\xa9\xba", "N/A",  "n/a",
                                         "NA",  "na",  "null",         "NULL",         "Null", "None"};
    for (size_t i = 0; i < sizeof tokens / sizeof *tokens; i++)
        if (str_is(s, tokens[i]))
            return true;
    uint32_t c;
    int n, count = 0;
    for (; s.n && (n = utf8_next(s.p, s.p + s.n, &c)) > 0 && dash(c); count++)
        s = (struct str){s.p + n, s.n - (size_t)n};
    return s.n == 0 && count >= 1 && count <= 2;
}

/* Nothing written, or a token for it: null. Returns true when it is so. */
static bool do_nothing(struct work *w)
{
    if (w->text.n == 0)
        w->did |= DID_BLANK;
    else if (means_nothing(w->text))
        w->did |= DID_NOTHING;
    return (w->did & (DID_BLANK | DID_NOTHING)) != 0;
}

static bool fix_number(struct work *w, const struct norm_column *column)
{
    do_space(w);
    if (do_nothing(w))
        return true;
    do_width(w);
    do_sign(w);
    do_group(w, column);
    do_percent(w, column->unit);
    do_unit(w, column->unit);
    if (column->kind == NORM_INTEGER)
        do_point0(w);
    if (!plain_number(w->text))
        return false;
    /* A conversion that leaves a fraction of a person is no conversion. */
    return column->kind != NORM_INTEGER || !memchr(w->text.p, '.', w->text.n);
}

static bool code_character(char c)
{
    return is_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' || c == '-';
}

static bool known(const struct norm_column *column, struct str s)
{
    if (column->known)
        return column->known(column->list, s);
    bool good = s.n > 0;
    for (size_t i = 0; i < s.n; i++)
        good = good && code_character(s.p[i]);
    return good;
}

/* Steps are tried one after the other until the code is in the list. */
static bool fix_code(struct work *w, const struct norm_column *column)
{
    if (column->known && column->known(column->list, w->text))
        return false;
    do_space(w);
    if (w->did && known(column, w->text))
        return true;
    do_width(w);
    do_space(w);
    if (w->did && known(column, w->text))
        return true;
    if (digits(w->text, 0) > 0)
        do_point0(w);
    return w->did && known(column, w->text);
}

/* Blanks, hyphens and small letters go; the result must pass the check character, else nothing is done. */
static bool fix_uscc(struct work *w)
{
    do_space(w);
    do_width(w);
    struct str s = w->text;
    char *to = arena_alloc(w->row, s.n), *at = to;
    for (size_t i = 0; i < s.n;) {
        uint32_t c = 0;
        int n = utf8_next(s.p + i, s.p + s.n, &c);
        if (!n)
            return false;
        if (outer(c) || dash(c)) {
            w->did |= DID_INNER;
        } else if (c < 0x80) {
            if (c >= 'a' && c <= 'z')
                w->did |= DID_CASE;
            *at++ = (char)(c >= 'a' && c <= 'z' ? c - 32 : c);
        } else {
            return false;
        }
        i += (size_t)n;
    }
    w->text = (struct str){to, (size_t)(at - to)};
    return uscc_valid(w->text);
}

/* A number of 1..width digits at *at; moves *at behind it. Returns -1 when there is none. */
static int part(struct str s, size_t *at, size_t least, size_t most)
{
    size_t n = digits(s, *at);
    if (n < least || n > most)
        return -1;
    int v = 0;
    for (size_t i = 0; i < n; i++)
        v = v * 10 + (s.p[*at + i] - '0');
    *at += n;
    return v;
}

static bool skip(struct str s, size_t *at, struct str word)
{
    if (*at > s.n || !str_starts((struct str){s.p + *at, s.n - *at}, word))
        return false;
    *at += word.n;
    return true;
}

/* Year first, month and day of one or two digits, one kind of separator: / . - or 年 月 日. */
static bool fix_date(struct work *w)
{
    static const struct str between[][3] = {
        {{"-", 1}, {"-", 1}, {"", 0}},
        {{"/", 1}, {"/", 1}, {"", 0}},
        {{".", 1}, {".", 1}, {"", 0}},
        {{"\xe5\xb9\xb4", 3}, {"\xe6\x9c\x88", 3}, {"\xe6\x97\xa5", 3}},
        {{"\xe5\xb9\xb4", 3}, {"\xe6\x9c\x88", 3}, {"", 0}},
    };
    do_space(w);
    if (do_nothing(w))
        return true;
    do_width(w);
    struct str s = w->text;
    for (size_t k = 0; k < sizeof between / sizeof *between; k++) {
        size_t at = 0;
        struct date d;
        int y = part(s, &at, 4, 4), m = y > 0 && skip(s, &at, between[k][0]) ? part(s, &at, 1, 2) : -1;
        int day = m > 0 && skip(s, &at, between[k][1]) ? part(s, &at, 1, 2) : -1;
        if (day <= 0 || !skip(s, &at, between[k][2]) || at != s.n || !date_make(&d, y, m, day))
            continue;
        struct buf b = {0};
        date_put(&b, d);
        if (!str_eq(buf_slice(&b), s))
            w->did |= DID_DATE;
        w->text = arena_str(w->row, buf_slice(&b));
        buf_free(&b);
        return true;
    }
    return false;
}

static bool fix_period(struct work *w)
{
    do_space(w);
    if (do_nothing(w))
        return true;
    do_width(w);
    char *upper = arena_alloc(w->row, w->text.n);
    for (size_t i = 0; i < w->text.n; i++) {
        char c = w->text.p[i];
        upper[i] = c >= 'a' && c <= 'z' ? (char)(c - 32) : c;
        if (upper[i] != c)
            w->did |= DID_CASE;
    }
    w->text.p = upper;
    struct period p;
    if (!period_parse(&p, w->text))
        return false;
    /* Spellings that are right as they stand (2025-03 for a month) are not rewritten unless something else was. */
    if (p.indicator != 'Q' && !w->did)
        return false;
    struct buf b = {0};
    period_put(&b, p);
    if (p.indicator == 'Q' && !str_eq(buf_slice(&b), w->text)) {
        w->text = arena_str(w->row, buf_slice(&b));
        w->did |= DID_PERIOD;
    }
    buf_free(&b);
    return true;
}

static const char *method_name(struct arena *row, unsigned did)
{
    const char *name = "";
    for (size_t i = 0; i < sizeof step_names / sizeof *step_names; i++)
        if (did & 1u << i)
            name = *name ? arena_printf(row, "%s+%s", name, step_names[i]) : step_names[i];
    return name;
}

static bool fix(struct work *w, const struct norm_column *column)
{
    switch (column->kind) {
    case NORM_SKIP:
        return false;
    case NORM_TEXT:
        do_space(w);
        if (column->join)
            do_join(w);
        return true;
    case NORM_CODE:
        return fix_code(w, column);
    case NORM_USCC:
        return fix_uscc(w);
    case NORM_INTEGER:
    case NORM_NUMBER:
        return fix_number(w, column);
    case NORM_DATE:
        return fix_date(w);
    case NORM_PERIOD:
        return fix_period(w);
    }
    return false;
}

bool normalise(const struct norm_column *column, struct str cell, struct arena *row, struct norm_change *change)
{
    if (cell_is_null(cell))
        return false;
    struct work w = {.row = row, .text = cell_text(cell, row)};
    if (!fix(&w, column) || !w.did)
        return false;
    change->method = method_name(row, w.did);
    if (w.did & (DID_BLANK | DID_NOTHING)) {
        change->cell = STR("\\N");
        return true;
    }
    struct buf b = {0};
    cell_put(&b, w.text);
    change->cell = arena_str(row, buf_slice(&b));
    buf_free(&b);
    return true;
}

/* Every character from 18 of them: digit or capital. */
static bool plain_uscc(struct str s)
{
    bool good = s.n == USCC_LENGTH;
    for (size_t i = 0; good && i < s.n; i++)
        good = is_digit(s.p[i]) || (s.p[i] >= 'A' && s.p[i] <= 'Z');
    return good;
}

static bool plain_date(struct str s)
{
    return s.n == 10 && s.p[4] == '-' && s.p[7] == '-' && digits(s, 0) == 4 && digits(s, 5) == 2 && digits(s, 8) == 2;
}

/* Text that begins and ends with a visible ASCII or Chinese character. */
static bool plain_text(struct str s)
{
    if (s.n == 0)
        return true;
    unsigned char a = (unsigned char)s.p[0], z = (unsigned char)s.p[s.n - 1];
    if (z >= 0x80 && s.n >= 3)
        z = (unsigned char)s.p[s.n - 3];
    return ((a > ' ' && a < 0x7f && a != '\\') || (a >= 0xe4 && a <= 0xe9)) &&
           ((z > ' ' && z < 0x7f && (unsigned char)s.p[s.n - 1] < 0x80) || (z >= 0xe4 && z <= 0xe9)) &&
           !(s.n >= 2 && s.p[s.n - 2] == '\\');
}

bool norm_plain_other(const struct norm_column *column, struct str cell)
{
    bool good = true;
    switch (column->kind) {
    case NORM_USCC:
        return plain_uscc(cell);
    case NORM_DATE:
        return plain_date(cell);
    case NORM_PERIOD:
        return cell.n == 6 && digits(cell, 0) == 4 && cell.p[4] == 'Q' && is_digit(cell.p[5]);
    case NORM_CODE:
        for (size_t i = 0; good && i < cell.n; i++)
            good = code_character(cell.p[i]);
        return good;
    case NORM_TEXT:
        return plain_text(cell) && !(column->join && memchr(cell.p, '\\', cell.n));
    case NORM_SKIP:
    case NORM_INTEGER:
    case NORM_NUMBER:
        break;
    }
    return false;
}
