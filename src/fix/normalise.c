/* SPDX-License-Identifier: Apache-2.0 */
#include "fix/normalise.h"

#include <stdint.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "fix/timewords.h"
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
    DID_NOTHING = 1 << 13, /* a token that means nothing: null */
    DID_POINT = 1 << 14,  /* a digit missing on one side of the point */
    DID_EXPONENT = 1 << 15, /* a number with an exponent written out */
    DID_TIME = 1 << 16,   /* a time of day or a zone behind a day dropped */
    DID_WORD = 1 << 17    /* a word for true or false */
};

static const char *const step_names[] = {"space", "width",   "case", "inner", "minus",  "plus",  "group",
                                         "point0", "percent", "unit", "date",  "period", "blank", "nothing",
                                         "point",  "exponent", "time", "word"};

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

/* A leading dash before a digit or a point becomes '-', a leading '+' there goes. */
static void do_sign(struct work *w)
{
    uint32_t c;
    struct str s = w->text;
    int n = s.n ? utf8_next(s.p, s.p + s.n, &c) : 0;
    bool point = s.n > (size_t)n + 1 && s.p[n] == '.' && is_digit(s.p[n + 1]);
    if (n == 0 || s.n <= (size_t)n || (!is_digit(s.p[n]) && !point))
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

/* Times a power of ten. Returns false when the number gets more digits than one may have. */
static bool shift(struct dec *d, int power)
{
    for (; power < 0 && d->coef != 0; power++)
        if (d->scale++ == DEC_DIGITS)
            return false;
    for (; power > 0; power--) {
        if (d->scale)
            d->scale--;
        else if (__builtin_mul_overflow(d->coef, 10, &d->coef))
            return false;
    }
    return dec_digits(d->coef) <= DEC_DIGITS;
}

static void put_number(struct work *w, struct dec d)
{
    struct buf b = {0};
    dec_put(&b, &d);
    w->text = arena_str(w->row, buf_slice(&b));
    buf_free(&b);
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
    if (!shift(&d, power))
        return;
    struct dec short_form = dec_strip(d);
    if (dec_digits(d.coef) > 30 || short_form.scale > 4)
        return;
    put_number(w, short_form);
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

/* .5, -.5 and 5. as XML Schema allows them. */
static void do_point(struct work *w)
{
    struct str s = w->text;
    size_t sign = s.n && s.p[0] == '-', whole = digits(s, sign), at = sign + whole;
    if (at >= s.n || s.p[at] != '.')
        return;
    size_t behind = digits(s, at + 1);
    if (at + 1 + behind != s.n || !whole == !behind)
        return;
    w->did |= DID_POINT;
    if (!behind) {
        w->text.n = at;
        return;
    }
    char *to = arena_alloc(w->row, s.n + 1);
    memcpy(to, s.p, sign);
    to[sign] = '0';
    memcpy(to + sign + 1, s.p + at, s.n - at);
    w->text = (struct str){to, s.n + 1};
}

/* 1.5E3 as 1500, when the column allows it: what a spreadsheet shows so has lost digits, what a program writes so has not. */
static void do_exponent(struct work *w)
{
    struct str s = w->text;
    size_t e = 0;
    while (e < s.n && s.p[e] != 'e' && s.p[e] != 'E')
        e++;
    size_t sign = e + 1 < s.n && (s.p[e + 1] == '-' || s.p[e + 1] == '+'), from = e + 1 + sign, n = digits(s, from);
    struct work mantissa = {.row = w->row, .text = {s.p, e}};
    do_point(&mantissa);
    struct dec d;
    if (n < 1 || n > 3 || from + n != s.n || !plain_number(mantissa.text) || dec_parse(&d, mantissa.text) != DEC_OK)
        return;
    int power = 0;
    for (size_t i = from; i < s.n; i++)
        power = power * 10 + (s.p[i] - '0');
    if (!shift(&d, sign && s.p[e + 1] == '-' ? -power : power))
        return;
    put_number(w, d);
    w->did |= DID_EXPONENT;
}

static bool means_nothing(struct str s)
{
    static const char *const tokens[] = {"/",   "\\",  "\xe6\x97\xa0", "\xe7\xa9\xba", "N/A",  "n/a",
                                         "NA",  "na",  "null",         "NULL",         "Null", "None",
                                         "NaN", "nan"};
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
    do_point(w);
    if (column->writing == NORM_EXPONENT)
        do_exponent(w);
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

static void put_date(struct work *w, struct date d)
{
    struct buf b = {0};
    date_put(&b, d);
    w->text = arena_str(w->row, buf_slice(&b));
    buf_free(&b);
}

/* The day as it is written; a time of day or a zone behind it goes. */
static bool fix_date(struct work *w, const struct norm_column *column)
{
    enum timewords_order order = column->writing == NORM_DMY   ? TIMEWORDS_DAY_FIRST
                                 : column->writing == NORM_MDY ? TIMEWORDS_MONTH_FIRST
                                                               : TIMEWORDS_YEAR_FIRST;
    struct date d;
    bool time;
    do_space(w);
    if (do_nothing(w))
        return true;
    do_width(w);
    if (!timewords_date(w->text, order, &d, &time))
        return false;
    struct str before = w->text;
    put_date(w, d);
    if (time)
        w->did |= DID_TIME;
    if (!str_starts(before, w->text) || (!time && !str_eq(before, w->text)))
        w->did |= DID_DATE;
    return true;
}

static bool is_word(struct str s, struct str word)
{
    return word.n && str_eq(s, word);
}

/* A word for true or for false: those of the form, and those that have one meaning everywhere. An X ticks a box. */
static bool fix_boolean(struct work *w, const struct norm_column *column)
{
    static const char *const yes[] = {"true", "True", "TRUE", "1", "yes", "Yes", "YES", "Y", "y", "X", "x", "T",
                                      "\xe6\x98\xaf", "\xe2\x88\x9a", "\xe2\x9c\x93", "\xe2\x9c\x94"}; /* 是 √ ✓ ✔ */
    static const char *const no[] = {"false", "False", "FALSE", "0", "no", "No", "NO", "N", "n", "F", "\xe5\x90\xa6"}; /* 否 */
    do_space(w);
    bool asks = w->text.n && !((w->text.p[0] | 32) >= 'a' && (w->text.p[0] | 32) <= 'z'); /* 无 or - may mean no */
    if (!asks && do_nothing(w))
        return true;
    do_width(w);
    int found = is_word(w->text, column->yes) ? 1 : is_word(w->text, column->no) ? 0 : -1;
    for (size_t i = 0; found < 0 && i < sizeof yes / sizeof *yes; i++)
        found = str_is(w->text, yes[i]) ? 1 : -1;
    for (size_t i = 0; found < 0 && i < sizeof no / sizeof *no; i++)
        found = str_is(w->text, no[i]) ? 0 : -1;
    if (found < 0)
        return false;
    struct str value = found ? STR("true") : STR("false");
    if (!str_eq(value, w->text))
        w->did |= DID_WORD;
    w->text = value;
    return true;
}

/* Do they differ in the case of letters alone? */
static bool same_but_case(struct str small, struct str capital)
{
    bool same = small.n == capital.n;
    for (size_t i = 0; same && i < small.n; i++)
        same = small.p[i] == capital.p[i] || (small.p[i] >= 'a' && small.p[i] <= 'z' && small.p[i] - 32 == capital.p[i]);
    return same;
}

static bool fix_period(struct work *w)
{
    do_space(w);
    if (do_nothing(w))
        return true;
    do_width(w);
    struct period p;
    struct str before = w->text;
    if (!timewords_period(before, &p))
        return false;
    bool right = period_parse(&(struct period){0}, before);
    /* Spellings that are right as they stand (2025-03 for a month) are not rewritten unless something else was. */
    if (right && p.indicator != 'Q')
        return w->did != 0;
    struct buf b = {0};
    period_put(&b, p);
    if (!str_eq(buf_slice(&b), before)) {
        w->text = arena_str(w->row, buf_slice(&b));
        w->did |= same_but_case(before, w->text) ? DID_CASE : DID_PERIOD;
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
        return fix_date(w, column);
    case NORM_PERIOD:
        return fix_period(w);
    case NORM_BOOLEAN:
        return fix_boolean(w, column);
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
    case NORM_BOOLEAN:
        return str_is(cell, "true") || str_is(cell, "false");
    case NORM_TEXT:
        return plain_text(cell) && !(column->join && memchr(cell.p, '\\', cell.n));
    case NORM_SKIP:
    case NORM_INTEGER:
    case NORM_NUMBER:
        break;
    }
    return false;
}
