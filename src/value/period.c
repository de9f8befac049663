/* SPDX-License-Identifier: Apache-2.0 */
#include "value/period.h"

/* The Monday of ISO week 1: the week of 4 January. Returns false in front of year 1. */
static bool week_one(struct date *d, int year)
{
    struct date fourth;
    return date_make(&fourth, year, 1, 4) && date_add_days(d, fourth, 1 - date_weekday(fourth));
}

/* ISO 8601: a year has 53 weeks when it begins on a Thursday, or is a leap year that begins on a Wednesday. */
static int weeks(int year)
{
    struct date first;
    if (!date_make(&first, year, 1, 1))
        return 0;
    int day = date_weekday(first);
    return day == 4 || (day == 3 && date_leap(year)) ? 53 : 52;
}

int period_count(int year, char indicator)
{
    switch (indicator) {
    case 'A': return 1;
    case 'S': return 2;
    case 'T': return 3;
    case 'Q': return 4;
    case 'M': return 12;
    case 'W': return weeks(year);
    case 'D': return date_leap(year) ? 366 : 365;
    default: return 0;
    }
}

/* The digits of s as a number, at most 4 of them; -1 when there are none or other characters. */
static int digits(struct str s)
{
    int v = 0;
    if (s.n == 0 || s.n > 4)
        return -1;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9')
            return -1;
        v = v * 10 + (s.p[i] - '0');
    }
    return v;
}

bool period_parse(struct period *p, struct str s)
{
    struct date day;
    if (s.n < 4)
        return false;
    if (s.n == 10 && date_parse(&day, s)) { /* the period of one day, as SDMX writes it */
        *p = period_of_day(day);
        return true;
    }
    int year = digits((struct str){s.p, 4}), number = 1;
    char indicator = 'A';
    struct str rest = {s.p + 4, s.n - 4};
    if (rest.n) {
        bool hyphen = rest.p[0] == '-';
        rest = hyphen ? (struct str){rest.p + 1, rest.n - 1} : rest;
        if (rest.n == 0)
            return false;
        if (hyphen && rest.n == 2 && rest.p[0] >= '0' && rest.p[0] <= '9') {
            indicator = 'M';
        } else {
            indicator = rest.p[0];
            rest = (struct str){rest.p + 1, rest.n - 1};
        }
        number = indicator == 'A' && rest.n == 0 ? 1 : digits(rest);
    }
    if (year < 1 || number < 1 || number > period_count(year, indicator))
        return false;
    *p = (struct period){(int16_t)year, (int16_t)number, indicator};
    return true;
}

/* A number from 0 to 9999 with leading zeros. */
static void put_digits(struct buf *b, int v, int width)
{
    char *to = buf_room(b, (size_t)width);
    for (int i = width - 1; i >= 0; i--, v /= 10)
        to[i] = (char)('0' + v % 10);
    b->n += (size_t)width;
}

void period_put(struct buf *b, struct period p)
{
    put_digits(b, p.year, 4);
    buf_char(b, p.indicator);
    if (p.indicator != 'A')
        put_digits(b, p.number, p.indicator == 'D' ? 3 : p.indicator == 'M' || p.indicator == 'W' ? 2 : 1);
}

/* Months of a period that consists of months; 0 for weeks and days. */
static int months_of(char indicator)
{
    return indicator == 'A' ? 12 : indicator == 'S' ? 6 : indicator == 'T' ? 4 : indicator == 'Q' ? 3 : indicator == 'M' ? 1 : 0;
}

bool period_first(struct date *d, struct period p)
{
    int months = months_of(p.indicator);
    if (months)
        return date_make(d, p.year, (p.number - 1) * months + 1, 1);
    struct date start;
    if (p.indicator == 'W')
        return week_one(&start, p.year) && date_add_days(d, start, (p.number - 1) * 7);
    return date_make(&start, p.year, 1, 1) && date_add_days(d, start, p.number - 1);
}

bool period_last(struct date *d, struct period p)
{
    int months = months_of(p.indicator);
    if (months)
        return date_make(d, p.year, p.number * months, date_month_days(p.year, p.number * months));
    struct date first;
    return period_first(&first, p) && date_add_days(d, first, p.indicator == 'W' ? 6 : 0);
}

struct period period_of_day(struct date d)
{
    return (struct period){(int16_t)date_civil(d).year, (int16_t)date_yearday(d), 'D'};
}

bool period_of_date(struct period *p, struct date d, char indicator)
{
    struct civil c = date_civil(d);
    int months = months_of(indicator);
    if (indicator == 'W') { /* the year of a week is that of its Thursday */
        struct date thursday;
        if (!date_add_days(&thursday, d, 4 - date_weekday(d)))
            return false;
        *p = (struct period){(int16_t)date_civil(thursday).year, (int16_t)((date_yearday(thursday) + 6) / 7), 'W'};
        return true;
    }
    if (indicator == 'D')
        *p = period_of_day(d);
    else if (months)
        *p = (struct period){(int16_t)c.year, (int16_t)((c.month - 1) / months + 1), indicator};
    return months || indicator == 'D';
}

bool period_nests(char from, char to)
{
    static const char order[] = "DWMQSA";
    if (from == 'T' || to == 'T')
        return from == to || (from == 'T' ? to == 'A' : from == 'M' || from == 'D');
    const char *f = strchr(order, from), *t = strchr(order, to);
    return from && to && f && t && f <= t && (from != 'W' || to == 'W' || to == 'A');
}

int period_cmp(struct period a, struct period b)
{
    return a.year != b.year ? a.year - b.year : a.number - b.number;
}

static bool shift_day(struct period *r, struct period p, int64_t n)
{
    struct date d;
    if (!period_first(&d, p) || !date_add_days(&d, d, n))
        return false;
    *r = period_of_day(d);
    return true;
}

static bool shift_week(struct period *r, struct period p, int64_t n)
{
    struct date d;
    if (n > 600000 || n < -600000 || !period_first(&d, p) || !date_add_days(&d, d, n * 7 + 3))
        return false;
    int year = date_civil(d).year; /* the year of a week is that of its Thursday */
    struct date first;
    if (!week_one(&first, year))
        return false;
    *r = (struct period){(int16_t)year, (int16_t)((d.day - first.day) / 7 + 1), 'W'};
    return true;
}

bool period_shift(struct period *r, struct period p, int64_t n)
{
    if (p.indicator == 'D')
        return shift_day(r, p, n);
    if (p.indicator == 'W')
        return shift_week(r, p, n);
    int count = period_count(p.year, p.indicator);
    if (n > 200000 || n < -200000)
        return false;
    int64_t at = (int64_t)p.year * count + p.number - 1 + n;
    if (at < count || at / count > 9999)
        return false;
    *r = (struct period){(int16_t)(at / count), (int16_t)(at % count + 1), p.indicator};
    return true;
}

struct duration duration_of(char indicator)
{
    return (struct duration){months_of(indicator), indicator == 'W' ? 7 : indicator == 'D' ? 1 : 0, indicator, 0};
}

/* One part nX of the P form: at most seven digits and its letter. */
static bool part(struct str *s, int *n, char *letter)
{
    size_t i = 0;
    *n = 0;
    for (; i < s->n && s->p[i] >= '0' && s->p[i] <= '9'; i++) {
        if (i == 7)
            return false;
        *n = *n * 10 + (s->p[i] - '0');
    }
    if (i == 0 || i == s->n)
        return false;
    *letter = s->p[i];
    *s = (struct str){s->p + i + 1, s->n - i - 1};
    return true;
}

bool duration_parse(struct duration *d, struct str s)
{
    if (s.n == 1 && s.p[0] && strchr("DWMQTSAY", s.p[0])) {
        *d = duration_of(s.p[0] == 'Y' ? 'A' : s.p[0]);
        return true;
    }
    if (s.n < 3 || s.p[0] != 'P')
        return false;
    static const char order[] = "YMD";
    const char *at = order;
    int n;
    char letter;
    *d = (struct duration){0, 0, 0, 0};
    struct str weeks = {s.p + 1, s.n - 1};
    if (s.p[s.n - 1] == 'W') {
        bool ok = part(&weeks, &n, &letter) && weeks.n == 0 && letter == 'W';
        *d = (struct duration){0, n * 7, 0, DURATION_DAYS};
        return ok;
    }
    for (struct str rest = {s.p + 1, s.n - 1}; rest.n;) {
        if (!part(&rest, &n, &letter) || letter == '\0')
            return false;
        const char *found = strchr(at, letter);
        if (!found)
            return false;
        at = found + 1;
        d->parts |= letter == 'Y' ? DURATION_YEARS : letter == 'M' ? DURATION_MONTHS : DURATION_DAYS;
        if (letter == 'D')
            d->days = n;
        else
            d->months += letter == 'Y' ? n * 12 : n;
    }
    return true;
}

void duration_put(struct buf *b, struct duration d)
{
    if (d.letter) {
        buf_char(b, d.letter);
        return;
    }
    int months = d.parts & DURATION_YEARS ? d.months % 12 : d.months;
    buf_char(b, 'P');
    if (d.parts & DURATION_YEARS)
        buf_printf(b, "%dY", d.months / 12);
    if ((d.parts & DURATION_MONTHS) || months)
        buf_printf(b, "%dM", months);
    if (d.parts & DURATION_DAYS)
        buf_printf(b, "%dD", d.days);
}

bool duration_cmp(struct duration a, struct duration b, int *order)
{
    int64_t months = (int64_t)a.months - b.months, days = (int64_t)a.days - b.days;
    *order = months ? (months > 0) - (months < 0) : (days > 0) - (days < 0);
    if (months == 0 || days == 0 || (months > 0) == (days > 0))
        return true;
    int64_t most = months > 0 ? months : -months, other = days > 0 ? days : -days;
    if (most * 28 > other)
        return true;
    *order = -*order;
    return most * 31 < other;
}
