/* SPDX-License-Identifier: Apache-2.0 */
#include "fix/timewords.h"

#include "base/utf8.h"

/* Years in which eight or six digits without separators are a day or a month; other numbers are more likely numbers. */
enum { EARLIEST = 1800, LATEST = 2199 };

#define NIAN "\xe5\xb9\xb4"      /* 年 */
#define YUE "\xe6\x9c\x88"       /* 月 */
#define RI "\xe6\x97\xa5"        /* 日 */
#define HAO "\xe5\x8f\xb7"       /* 号 */
#define JI "\xe5\xad\xa3"        /* 季 */
#define DU "\xe5\xba\xa6"        /* 度 */
#define ZHOU "\xe5\x91\xa8"      /* 周 */
#define DI "\xe7\xac\xac"        /* 第 */
#define FEN "\xe4\xbb\xbd"       /* 份 */
#define SHANG "\xe4\xb8\x8a"     /* 上 */
#define XIA "\xe4\xb8\x8b"       /* 下 */
#define BANNIAN "\xe5\x8d\x8a" NIAN /* 半年 */
#define QUAN "\xe5\x85\xa8"      /* 全 */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static size_t digits(struct str s)
{
    size_t n = 0;
    while (n < s.n && is_digit(s.p[n]))
        n++;
    return n;
}

static void drop(struct str *s, size_t n)
{
    *s = (struct str){s->p + n, s->n - n};
}

/* A number of least to most digits, which are taken off; -1 when there are more or fewer. */
static int number(struct str *s, size_t least, size_t most)
{
    size_t n = digits(*s);
    if (n < least || n > most)
        return -1;
    int v = 0;
    for (size_t i = 0; i < n; i++)
        v = v * 10 + (s->p[i] - '0');
    drop(s, n);
    return v;
}

/* Exactly n digits of a longer row of digits. */
static int packed(struct str *s, size_t n)
{
    struct str part = {s->p, n};
    if (s->n < n || digits(part) != n)
        return -1;
    drop(s, n);
    return number(&part, n, n);
}

static bool word(struct str *s, const char *w)
{
    if (!str_starts(*s, str_of(w)))
        return false;
    drop(s, strlen(w));
    return true;
}

static void blanks(struct str *s)
{
    while (s->n && s->p[0] == ' ')
        drop(s, 1);
}

/* ---- a time of day and a zone ---- */

/* Z, +08:00; behind a time of day also +0800 and +08. True also when there is none. *any becomes true when there is one. */
static bool zone(struct str *s, bool *any)
{
    if (s->n == 0 || (s->p[0] != 'Z' && s->p[0] != '+' && s->p[0] != '-'))
        return true;
    bool behind_time = *any;
    *any = true;
    if (word(s, "Z"))
        return true;
    drop(s, 1);
    int hours = packed(s, 2), minutes = 0;
    bool colon = word(s, ":");
    if (colon || (behind_time && s->n))
        minutes = packed(s, 2);
    return hours >= 0 && hours <= 14 && minutes >= 0 && minutes <= 59 && (colon || behind_time);
}

static bool is_time(int h, int m, int s)
{
    return h >= 0 && h <= 23 && m >= 0 && m <= 59 && s >= 0 && s <= 60;
}

/* The fraction of a second behind its point, if there is one. *zero: is it nothing? */
static bool fraction(struct str *s, bool *zero)
{
    *zero = true;
    if (!word(s, ".") && !word(s, ","))
        return true;
    size_t n = digits(*s);
    for (size_t i = 0; i < n; i++)
        *zero = *zero && s->p[i] == '0';
    drop(s, n);
    return n > 0;
}

/* hh:mm, hh:mm:ss, hh:mm:ss.fff, hhmm, hhmmss. *midnight: is it the first instant of the day? 24:00 belongs to two days, and is
 * no time here. */
static bool clock(struct str *s, bool *midnight)
{
    bool zero = true, good = true, together = digits(*s) >= 4;
    int h = together ? packed(s, 2) : number(s, 1, 2), sec = 0;
    int m = together || word(s, ":") ? packed(s, 2) : -1;
    if (together ? s->n && is_digit(s->p[0]) : word(s, ":")) {
        sec = packed(s, 2);
        good = fraction(s, &zero);
    }
    *midnight = h == 0 && m == 0 && sec == 0 && zero;
    return good && is_time(h, m, sec);
}

/* Behind a day, up to the end: nothing, or a time, or a zone, or both. */
static bool only_time(struct str s, bool *time, bool *midnight)
{
    *time = false;
    *midnight = true;
    struct str at = s;
    if (at.n && at.p[0] == ' ')
        blanks(&at);
    else
        word(&at, "T");
    bool set_off = at.p != s.p;
    if (at.n && is_digit(at.p[0])) {
        *time = true;
        bool behind_sign = (unsigned char)at.p[-1] >= 0x80; /* 日 */
        if ((!set_off && !behind_sign && digits(at) < 4) || !clock(&at, midnight))
            return false;
        blanks(&at);
    } else if (set_off) {
        return false;
    }
    return zone(&at, time) && at.n == 0;
}

/* ---- Chinese numerals ---- */

/* 0 to 10 of a character, or -1. */
static int numeral(uint32_t c)
{
    static const uint32_t of[] = {0x3007, 0x4e00, 0x4e8c, 0x4e09, 0x56db, 0x4e94, 0x516d, 0x4e03, 0x516b, 0x4e5d, 0x5341};
    if (c == 0x96f6 || c == 0x25cb) /* 零, and the circle that is typed for 〇 */
        return 0;
    for (int i = 0; i <= 10; i++)
        if (of[i] == c)
            return i;
    return -1;
}

/* What is read, with its numerals as digits. */
struct text {
    char p[64];
    size_t n;
};

static void put(struct text *t, const char *p, size_t n)
{
    memcpy(t->p + t->n, p, n);
    t->n += n;
}

/* 十, 十二, 二十, 二十一 as a number; false for other rows with a ten in them. */
static bool put_tens(struct text *t, const int *v, size_t n)
{
    size_t ten = v[0] == 10 ? 0 : 1;
    bool unit = n == ten + 2;
    if (n > ten + 2 || v[ten] != 10 || (ten && v[0] == 0) || (unit && (v[ten + 1] == 0 || v[ten + 1] == 10)))
        return false;
    char two[2] = {(char)('0' + (ten ? v[0] : 1)), (char)('0' + (unit ? v[ten + 1] : 0))};
    put(t, two, 2);
    return true;
}

/* A row of numerals at the beginning of s: with a ten as a number, without it (二〇二五) digit by digit. Returns its length in
 * bytes, 0 when there is none or it is no number. */
static size_t put_numerals(struct text *t, struct str s)
{
    int v[4];
    size_t used = 0, n = 0;
    bool ten = false;
    uint32_t c;
    for (int k; (k = utf8_next(s.p + used, s.p + s.n, &c)) > 0 && numeral(c) >= 0; used += (size_t)k) {
        if (n == 4)
            return 0;
        v[n++] = numeral(c);
        ten = ten || v[n - 1] == 10;
    }
    if (ten)
        return put_tens(t, v, n) ? used : 0;
    for (size_t i = 0; i < n; i++)
        put(t, (char[]){(char)('0' + v[i])}, 1);
    return used;
}

/* The text in capitals, its numerals as digits, without blanks around 年 月 日 and the like. False when it is too long to be a
 * time. */
static bool prepare(struct text *t, struct str s)
{
    t->n = 0;
    if (s.n >= sizeof t->p)
        return false;
    while (s.n) {
        unsigned char c = (unsigned char)s.p[0], before = t->n ? (unsigned char)t->p[t->n - 1] : 0;
        size_t used = 0, spaces = 0;
        if (c >= 0x80 && is_digit((char)before)) { /* 2025三季度 */
            put(t, " ", 1);
            used = put_numerals(t, s);
            t->n -= used ? 0 : 1;
        } else if (c >= 0x80) {
            used = put_numerals(t, s);
        }
        while (spaces < s.n && s.p[spaces] == ' ')
            spaces++;
        if (spaces && (before >= 0x80 || (spaces < s.n && (unsigned char)s.p[spaces] >= 0x80)))
            used = spaces;
        else if (!used && c >= 'a' && c <= 'z')
            put(t, (char[]){(char)(c - 32)}, used = 1);
        else if (!used)
            put(t, s.p, used = 1);
        drop(&s, used);
    }
    return true;
}

/* ---- days ---- */

static bool make(struct date *d, int year, int month, int day)
{
    return year > 0 && month > 0 && day > 0 && date_make(d, year, month, day);
}

/* The separator between two parts of a day: the same one twice. */
static char separator(struct str *s, char same)
{
    char c = s->n ? s->p[0] : '\0';
    if ((c != '-' && c != '/' && c != '.') || (same && c != same))
        return '\0';
    drop(s, 1);
    return c;
}

/* A day whose year stands first, at the beginning of s; what is left of s stands behind it. */
static bool year_first(struct str *s, struct date *d)
{
    size_t n = digits(*s);
    if (n == 8 || n == 12 || n == 14) {
        int y = packed(s, 4), m = packed(s, 2);
        return y >= EARLIEST && y <= LATEST && make(d, y, m, packed(s, 2));
    }
    int y = number(s, 4, 4), m, day;
    if (word(s, NIAN)) {
        m = number(s, 1, 2);
        day = word(s, YUE) ? number(s, 1, 2) : -1;
        if (!word(s, RI))
            word(s, HAO);
    } else {
        char sep = separator(s, '\0');
        m = sep ? number(s, 1, 2) : -1;
        day = sep && separator(s, sep) ? number(s, 1, 2) : -1;
    }
    return make(d, y, m, day);
}

static bool year_last(struct str *s, enum timewords_order order, struct date *d)
{
    int first = number(s, 1, 2);
    char sep = separator(s, '\0');
    int second = sep ? number(s, 1, 2) : -1, y = sep && separator(s, sep) ? number(s, 4, 4) : -1;
    return order == TIMEWORDS_DAY_FIRST ? make(d, y, second, first) : make(d, y, first, second);
}

static bool day_of(struct str s, enum timewords_order order, struct date *d, bool *time, bool *midnight)
{
    struct str rest = s;
    if (year_first(&rest, d) && only_time(rest, time, midnight))
        return true;
    return order != TIMEWORDS_YEAR_FIRST && year_last(&s, order, d) && only_time(s, time, midnight);
}

bool timewords_date(struct str s, enum timewords_order order, struct date *d, bool *time)
{
    struct text t;
    struct date found;
    bool midnight, timed;
    if (!prepare(&t, s) || !day_of((struct str){t.p, t.n}, order, &found, &timed, &midnight))
        return false;
    *d = found;
    *time = timed;
    return true;
}

/* ---- periods ---- */

static bool period(struct period *p, int year, char indicator, int number)
{
    if (year < 1 || number < 1 || number > period_count(year, indicator))
        return false;
    *p = (struct period){(int16_t)year, (int16_t)number, indicator};
    return true;
}

/* An English month, whole or its first three letters: 1 to 12; 0: none. It is taken off. */
static int month_name(struct str *s)
{
    static const char *const names[] = {"JANUARY", "FEBRUARY", "MARCH",     "APRIL",   "MAY",      "JUNE",
                                        "JULY",    "AUGUST",   "SEPTEMBER", "OCTOBER", "NOVEMBER", "DECEMBER"};
    for (int i = 0; i < 12; i++) {
        struct str head = {s->p, s->n < 3 ? s->n : 3};
        if (!word(s, names[i]) && (head.n < 3 || memcmp(head.p, names[i], 3) != 0))
            continue;
        if (head.p == s->p) {
            drop(s, 3);
            if (i == 8)
                word(s, "T");
        }
        word(s, ".");
        return i + 1;
    }
    return 0;
}

/* What stands behind a year in Chinese, up to the end. */
static bool chinese(struct str s, int year, struct period *p)
{
    bool nian = word(&s, NIAN), du = word(&s, DU);
    if (nian && s.n == 0)
        return period(p, year, 'A', 1);
    if (!du && word(&s, QUAN))
        return word(&s, NIAN) && s.n == 0 && period(p, year, 'A', 1);
    bool upper = word(&s, SHANG), lower = !upper && word(&s, XIA);
    if (upper || lower)
        return word(&s, BANNIAN) && s.n == 0 && period(p, year, 'S', upper ? 1 : 2);
    bool ordinal = word(&s, DI);
    int n = number(&s, 1, 2);
    if (word(&s, JI)) {
        word(&s, DU);
        return s.n == 0 && period(p, year, 'Q', n);
    }
    if (word(&s, ZHOU))
        return s.n == 0 && period(p, year, 'W', n);
    if (!nian || ordinal || !word(&s, YUE))
        return false;
    word(&s, FEN);
    return s.n == 0 && period(p, year, 'M', n);
}

/* A quarter, a half, a month ... beside its year: Q3, 3Q, SEP, 9. */
static bool part_of_year(struct str s, int year, bool bare, struct period *p)
{
    struct str at = s;
    int month = month_name(&at), n;
    if (month)
        return at.n == 0 && period(p, year, 'M', month);
    char letter = s.n ? s.p[0] : '\0';
    if (letter && strchr("ASTQMW", letter)) {
        drop(&s, 1);
        n = number(&s, 1, 2);
    } else {
        n = number(&s, 1, 2);
        letter = s.n ? s.p[0] : bare ? 'M' : '\0';
        if (s.n && !strchr("STQ", letter))
            return false;
        drop(&s, s.n ? 1 : 0);
    }
    return s.n == 0 && letter && period(p, year, letter, n);
}

/* Takes a separator off, with blanks on both sides of it. Returns it, ' ' for blanks alone, '\0' when there is neither. */
static char gap(struct str *s)
{
    char c = s->n && s->p[0] == ' ' ? ' ' : '\0';
    blanks(s);
    if (s->n && (s->p[0] == '/' || s->p[0] == '-' || s->p[0] == '.')) {
        c = s->p[0];
        drop(s, 1);
    }
    blanks(s);
    return c;
}

/* The year in front: 2025 Q3, 2025/09, 2025年第3季度; not 2025.9, which may have been 2025.90 once. */
static bool period_year_first(struct str s, struct period *p)
{
    size_t n = digits(s);
    int year = packed(&s, 4);
    if (n == 6)
        return s.n == 2 && year >= EARLIEST && year <= LATEST && period(p, year, 'M', packed(&s, 2));
    if (n != 4)
        return false;
    struct str behind = s;
    char sep = gap(&behind);
    bool bare = sep == '/' || sep == '-' || (sep == '.' && behind.n == 2);
    if ((sep || word(&behind, NIAN)) && part_of_year(behind, year, bare, p))
        return true;
    return chinese(sep ? behind : s, year, p);
}

/* The year behind: Q3 2025, 3Q2025, Sep 2025, 09/2025. */
static bool period_year_last(struct str s, struct period *p)
{
    if (s.n < 5)
        return false;
    struct str year = {s.p + s.n - 4, 4}, before = {s.p, s.n - 4};
    if (digits(year) != 4)
        return false;
    char last = before.p[before.n - 1];
    bool set_off = strchr(" /-.", last) != NULL;
    while (before.n && strchr(" /-.", before.p[before.n - 1]))
        before.n--;
    return before.n && (set_off || !is_digit(last)) && part_of_year(before, number(&year, 4, 4), set_off && last != ' ', p);
}

/* 2025Z, 2025-07+08:00: a year or a month as XML Schema writes it with a zone. */
static bool with_zone(struct str s, struct period *p)
{
    size_t n = s.n && s.p[s.n - 1] == 'Z' ? 1 : 6;
    if (s.n <= n)
        return false;
    struct str rest = {s.p, s.n - n}, at = {s.p + rest.n, n};
    bool any = false;
    return zone(&at, &any) && any && at.n == 0 && period_parse(p, rest);
}

bool timewords_period(struct str whole, struct period *p)
{
    struct text t;
    struct date d;
    bool time, midnight;
    if (!prepare(&t, whole))
        return false;
    struct str s = {t.p, t.n};
    if (period_parse(p, s) || period_year_first(s, p) || period_year_last(s, p) || with_zone(s, p))
        return true;
    if (!day_of(s, TIMEWORDS_YEAR_FIRST, &d, &time, &midnight) || !midnight)
        return false;
    *p = period_of_day(d);
    return true;
}
