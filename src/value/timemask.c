/* SPDX-License-Identifier: Apache-2.0 */
#include "value/timemask.h"

#include <strings.h>

/* What an element of a mask stands for; from CENTURY to DAY from the largest on. */
enum unit { LITERAL, CENTURY, YEAR, SEMESTER, QUARTER, MONTH, WEEK, DAY, HOUR, MINUTE, SECOND, DECIMAL, LETTER, NUMBER,
            MONTH_NAME, DAY_NAME, HALF, UNITS };

enum style { STYLE_UPPER, STYLE_TITLE, STYLE_LOWER };

struct element {
    enum unit unit;
    char literal;
    int least, most; /* digits; names: how many letters, 0 for all */
    enum style style;
};

static const char *const months[] = {"JANUARY", "FEBRUARY", "MARCH", "APRIL", "MAY", "JUNE", "JULY", "AUGUST", "SEPTEMBER",
    "OCTOBER", "NOVEMBER", "DECEMBER"};
static const char *const days[] = {"MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"};

static void skip(struct str *s, size_t n)
{
    *s = (struct str){s->p + n, s->n - n};
}

/* ---- masks ---- */

static bool take_word(struct str *m, struct element *e)
{
    static const struct {
        const char *text;
        enum unit unit;
        enum style style;
    } words[] = {{"MONTH", MONTH_NAME, STYLE_UPPER}, {"Month", MONTH_NAME, STYLE_TITLE}, {"month", MONTH_NAME, STYLE_LOWER},
        {"DAY", DAY_NAME, STYLE_UPPER}, {"Day", DAY_NAME, STYLE_TITLE}, {"day", DAY_NAME, STYLE_LOWER},
        {"AM/PM", HALF, STYLE_UPPER}, {"am/pm", HALF, STYLE_LOWER}};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (!str_starts(*m, str_of(words[i].text)))
            continue;
        *e = (struct element){.unit = words[i].unit, .style = words[i].style};
        skip(m, strlen(words[i].text));
        if (e->unit != HALF && m->n && m->p[0] >= '1' && m->p[0] <= '9') {
            e->most = m->p[0] - '0';
            skip(m, 1);
        }
        return true;
    }
    return false;
}

static enum unit unit_of(char c)
{
    static const char letters[] = "CYSQMWDhmsdPp";
    const char *at = c ? strchr(letters, c) : NULL;
    return at ? (enum unit)(CENTURY + (at - letters)) : LITERAL;
}

/* The next element of a mask, which is moved on. Returns false at { that begins no {X}X. */
static bool take_element(struct str *m, struct element *e)
{
    if (take_word(m, e))
        return true;
    char c = m->p[0];
    *e = (struct element){.unit = LITERAL, .literal = c};
    if (c == '{') {
        if (m->n < 4 || !unit_of(m->p[1]) || m->p[2] != '}' || m->p[3] != m->p[1])
            return false;
        *e = (struct element){.unit = unit_of(m->p[1]), .least = 1, .most = 2};
        skip(m, 4);
        return true;
    }
    if (c == '\\' && m->n > 1) {
        e->literal = m->p[1];
        skip(m, 2);
        return true;
    }
    e->unit = unit_of(c);
    if (e->unit == LITERAL) {
        skip(m, 1);
        return true;
    }
    size_t n = 0;
    while (n < m->n && m->p[n] == c)
        n++;
    e->least = e->most = n > 99 ? 99 : (int)n;
    skip(m, n);
    return true;
}

/* Which units a mask has, and of how many digits at most; false where it is malformed or has one twice. */
static bool survey(struct str mask, int width[UNITS])
{
    for (int i = 0; i < UNITS; i++)
        width[i] = 0;
    while (mask.n) {
        struct element e;
        if (!take_element(&mask, &e))
            return false;
        if (e.unit == LITERAL)
            continue;
        bool name = e.unit == MONTH_NAME || e.unit == DAY_NAME || e.unit == HALF;
        if (width[e.unit] || (e.unit == LETTER && e.most != 1))
            return false;
        width[e.unit] = name ? 1 : e.most;
    }
    return true;
}

/* May these units stand together? */
static bool units_agree(const int w[UNITS])
{
    bool parts = w[SEMESTER] || w[QUARTER] || w[MONTH] || w[MONTH_NAME];
    if (w[MONTH] && w[MONTH_NAME])
        return false;
    if (w[MONTH_NAME] && (w[SEMESTER] || w[QUARTER]))
        return false;
    if (w[WEEK] && parts)
        return false;
    if (w[NUMBER] && !w[LETTER])
        return false;
    if (w[LETTER] && (parts || w[WEEK] || w[DAY] || w[DAY_NAME]))
        return false;
    return w[HOUR] || !w[HALF];
}

static bool widths_fit(const int w[UNITS])
{
    static const int most[UNITS] = {[CENTURY] = 2, [YEAR] = 4, [SEMESTER] = 2, [QUARTER] = 2, [MONTH] = 2, [WEEK] = 2, [DAY] = 3,
        [HOUR] = 2, [MINUTE] = 2, [SECOND] = 2, [DECIMAL] = 9, [LETTER] = 1, [NUMBER] = 3};
    for (int i = CENTURY; i <= NUMBER; i++)
        if (w[i] > most[i])
            return false;
    return true;
}

static bool has_year(const int w[UNITS])
{
    return w[YEAR] == 4 ? !w[CENTURY] : w[YEAR] == 2 && w[CENTURY] == 2;
}

static bool reads_day(const int w[UNITS], bool period)
{
    if (!units_agree(w) || !widths_fit(w) || !has_year(w))
        return false;
    if (w[DAY_NAME] && !w[DAY] && !w[WEEK]) /* a name alone says no day */
        return false;
    return period || !w[LETTER];
}

/* Durations: quantities, or a letter with the number of them. */
static bool duration_units(const int w[UNITS])
{
    for (int i = HOUR; i < UNITS; i++)
        if (w[i] && i != LETTER && i != NUMBER)
            return false;
    bool quantities = w[YEAR] || w[SEMESTER] || w[QUARTER] || w[MONTH] || w[WEEK] || w[DAY];
    if (w[LETTER] ? quantities : w[NUMBER] || !quantities)
        return false;
    for (int i = YEAR; i < UNITS; i++)
        if (w[i] > 7)
            return false;
    return !w[CENTURY];
}

/* The two masks of an interval: cut at a / outside a word, with a year on both sides. */
static bool cut_masks(struct str mask, struct str *from, struct str *to)
{
    int a[UNITS], b[UNITS];
    struct str rest = mask;
    while (rest.n) {
        struct element e;
        const char *at = rest.p;
        if (!take_element(&rest, &e))
            return false;
        if (e.unit != LITERAL || e.literal != '/' || *at == '\\')
            continue;
        *from = (struct str){mask.p, (size_t)(at - mask.p)};
        *to = rest;
        if (survey(*from, a) && survey(*to, b) && a[YEAR] && b[YEAR])
            return true;
    }
    return false;
}

bool timemask_reads(struct str mask, enum vtype type)
{
    int w[UNITS];
    struct str from, to;
    if (type == T_DURATION)
        return survey(mask, w) && duration_units(w);
    if ((type == T_TIME || type == T_PERIOD) && cut_masks(mask, &from, &to))
        return timemask_reads(from, T_DATE) && timemask_reads(to, T_DATE);
    return survey(mask, w) && reads_day(w, type != T_DATE);
}

bool timemask_writes(struct str mask, enum vtype type)
{
    int w[UNITS];
    struct str from, to;
    if (type == T_DURATION)
        return survey(mask, w) && duration_units(w);
    if ((type == T_TIME || type == T_PERIOD) && cut_masks(mask, &from, &to))
        return timemask_writes(from, T_DATE) && timemask_writes(to, T_DATE);
    return survey(mask, w) && units_agree(w) && widths_fit(w) && (w[YEAR] != 1 && w[YEAR] != 3);
}

/* ---- reading ---- */

struct fields {
    int64_t v[UNITS];
    bool seen[UNITS];
    char letter;
};

static bool read_digits(struct str *s, const struct element *e, int64_t *v)
{
    int n = 0;
    *v = 0;
    while (n < e->most && (size_t)n < s->n && s->p[n] >= '0' && s->p[n] <= '9')
        *v = *v * 10 + (s->p[n++] - '0');
    skip(s, (size_t)n);
    return n >= e->least;
}

/* One of the names, in any case; names that are cut to some letters are the first that begin so. */
static bool read_name(struct str *s, const struct element *e, const char *const *names, int count, int64_t *v)
{
    for (int i = 0; i < count; i++) {
        size_t n = strlen(names[i]);
        if (e->most && n > (size_t)e->most)
            n = (size_t)e->most;
        if (s->n >= n && strncasecmp(s->p, names[i], n) == 0) {
            *v = i + 1;
            skip(s, n);
            return true;
        }
    }
    return false;
}

static bool read_letter(struct str *s, char *letter)
{
    if (!s->n || !s->p[0] || !strchr("ASQMWDH", s->p[0]))
        return false;
    *letter = s->p[0] == 'H' ? 'S' : s->p[0];
    skip(s, 1);
    return true;
}

static bool read_element(struct str *s, const struct element *e, struct fields *f)
{
    static const char *const halves[] = {"AM", "PM"};
    int64_t *v = &f->v[e->unit];
    f->seen[e->unit] = true;
    switch ((int)e->unit) {
    case LITERAL:
        if (!s->n || s->p[0] != e->literal)
            return false;
        skip(s, 1);
        return true;
    case LETTER: return read_letter(s, &f->letter);
    case MONTH_NAME: return read_name(s, e, months, 12, v);
    case DAY_NAME: return read_name(s, e, days, 7, v);
    case HALF: return read_name(s, e, halves, 2, v);
    default: return read_digits(s, e, v);
    }
}

static bool read_fields(struct fields *f, struct str s, struct str mask)
{
    *f = (struct fields){.letter = '\0'};
    while (mask.n) {
        struct element e;
        if (!take_element(&mask, &e) || !read_element(&s, &e, f))
            return false;
    }
    return s.n == 0;
}

/* A time of day is dropped, but it must be one. */
static bool clock_ok(const struct fields *f)
{
    int64_t hour = f->v[HOUR];
    bool half = !f->seen[HALF] || (hour >= 1 && hour <= 12);
    return half && hour < 24 && f->v[MINUTE] < 60 && f->v[SECOND] < 60;
}

/* One of n equal parts of a span of months that begins at *from. */
static bool narrow(const struct fields *f, enum unit u, int months_each, int *from, int *span)
{
    if (!f->seen[u])
        return true;
    if (f->v[u] < 1 || f->v[u] * months_each > *span)
        return false;
    *from += (int)(f->v[u] - 1) * months_each;
    *span = months_each;
    return true;
}

/* What the fields say: their first day, and the letter of their smallest unit. */
static bool resolve_months(const struct fields *f, int year, struct date *d, char *letter)
{
    int from = 0, span = 12;
    struct date end;
    enum unit month = f->seen[MONTH_NAME] ? MONTH_NAME : MONTH;
    if (!narrow(f, SEMESTER, 6, &from, &span) || !narrow(f, QUARTER, 3, &from, &span) || !narrow(f, month, 1, &from, &span) ||
        !date_make(d, year, from + 1, 1))
        return false;
    *letter = span == 12 ? 'A' : span == 6 ? 'S' : span == 3 ? 'Q' : 'M';
    if (!f->seen[DAY])
        return true;
    *letter = 'D';
    int last = from + span;
    if (!date_make(&end, year, last, date_month_days(year, last)) || f->v[DAY] < 1 || f->v[DAY] - 1 > end.day - d->day)
        return false;
    d->day += (int32_t)f->v[DAY] - 1;
    return !f->seen[DAY_NAME] || date_weekday(*d) == f->v[DAY_NAME];
}

static bool resolve_week(const struct fields *f, int year, struct date *d, char *letter)
{
    int64_t week = f->v[WEEK], day = f->seen[DAY] ? f->v[DAY] : f->v[DAY_NAME];
    if (week < 1 || week > period_count(year, 'W') || (f->seen[DAY] && f->seen[DAY_NAME] && f->v[DAY] != f->v[DAY_NAME]) ||
        !period_first(d, (struct period){(int16_t)year, (int16_t)week, 'W'}))
        return false;
    *letter = 'W';
    if (!f->seen[DAY] && !f->seen[DAY_NAME])
        return true;
    *letter = 'D';
    return day >= 1 && day <= 7 && date_add_days(d, *d, day - 1);
}

static bool resolve(const struct fields *f, struct date *d, struct period *p)
{
    char letter = 'A';
    int64_t year = f->v[CENTURY] * 100 + f->v[YEAR];
    if (year < 1 || year > 9999 || !clock_ok(f))
        return false;
    if (f->letter) {
        int64_t number = f->seen[NUMBER] ? f->v[NUMBER] : 1;
        *p = (struct period){(int16_t)year, (int16_t)number, f->letter};
        return number >= 1 && number <= period_count((int)year, f->letter) && period_first(d, *p);
    }
    if (f->seen[WEEK] ? !resolve_week(f, (int)year, d, &letter) : !resolve_months(f, (int)year, d, &letter))
        return false;
    return period_of_date(p, *d, letter);
}

static bool read_duration(struct duration *d, const struct fields *f)
{
    if (f->letter) {
        int64_t n = f->seen[NUMBER] ? f->v[NUMBER] : 1;
        *d = duration_of(f->letter);
        if (!f->seen[NUMBER])
            return true;
        *d = (struct duration){(int32_t)(d->months * n), (int32_t)(d->days * n), 0,
                               (uint8_t)(d->months ? DURATION_MONTHS : DURATION_DAYS)};
        return true;
    }
    int64_t n = f->v[YEAR] * 12 + f->v[SEMESTER] * 6 + f->v[QUARTER] * 3 + f->v[MONTH], days_in = f->v[WEEK] * 7 + f->v[DAY];
    bool has_months = f->seen[SEMESTER] || f->seen[QUARTER] || f->seen[MONTH];
    *d = (struct duration){(int32_t)n, (int32_t)days_in, 0, 0};
    d->parts = (uint8_t)((f->seen[YEAR] ? DURATION_YEARS : 0) | (has_months ? DURATION_MONTHS : 0) |
                         (f->seen[WEEK] || f->seen[DAY] ? DURATION_DAYS : 0));
    return true;
}

/* Both ends of an interval; the texts are cut at a / where both halves fit. */
static bool read_interval(struct interval *i, struct str s, struct str from, struct str to)
{
    for (size_t at = 0; at < s.n; at++) {
        struct fields a, b;
        struct period p, q;
        struct date last;
        if (s.p[at] != '/' || !read_fields(&a, (struct str){s.p, at}, from) ||
            !read_fields(&b, (struct str){s.p + at + 1, s.n - at - 1}, to))
            continue;
        if (!resolve(&a, &i->first, &p) || !resolve(&b, &last, &q) || !period_last(&i->last, q))
            return false;
        return i->first.day <= i->last.day;
    }
    return false;
}

/* A time: its date where the mask goes down to days, else its period. */
static bool read_time(struct value *v, enum vtype type, struct str text, struct str mask)
{
    struct fields f;
    struct date d;
    struct period p;
    struct str from, to;
    struct interval i;
    if (type != T_DATE && cut_masks(mask, &from, &to)) {
        if (!read_interval(&i, text, from, to))
            return false;
        *v = value_of_interval(i);
        return type == T_TIME || v->type == T_PERIOD;
    }
    if (!read_fields(&f, text, mask) || !resolve(&f, &d, &p))
        return false;
    if (type == T_DATE || (type == T_TIME && p.indicator == 'D' && !f.letter))
        *v = (struct value){.type = T_DATE, .date = d};
    else
        *v = (struct value){.type = T_PERIOD, .period = p};
    return true;
}

bool timemask_read(struct value *v, enum vtype type, struct str text, struct str mask)
{
    struct fields f;
    if (type != T_DURATION)
        return read_time(v, type, text, mask);
    *v = (struct value){.type = T_DURATION};
    return read_fields(&f, text, mask) && read_duration(&v->duration, &f);
}

/* ---- writing ---- */

static void put_name(struct buf *b, const char *name, const struct element *e)
{
    for (int i = 0; name[i] && (!e->most || i < e->most); i++) {
        bool lower = e->style == STYLE_LOWER || (e->style == STYLE_TITLE && i);
        buf_char(b, lower ? (char)(name[i] + ('a' - 'A')) : name[i]);
    }
}

static bool put_digits(struct buf *b, int64_t v, const struct element *e)
{
    char text[24];
    int n = 0;
    for (; v || !n; v /= 10)
        text[n++] = (char)('0' + v % 10);
    while (n < e->least)
        text[n++] = '0';
    if (n > e->most)
        return false;
    while (n)
        buf_char(b, text[--n]);
    return true;
}

/* The month of a date, counted from 1 within the next larger unit of the mask. */
static int month_within(int month, const int w[UNITS])
{
    int span = w[QUARTER] ? 3 : w[SEMESTER] ? 6 : 12;
    return (month - 1) % span + 1;
}

static int day_within(struct date d, const int w[UNITS])
{
    struct civil c = date_civil(d);
    struct date first;
    if (w[WEEK])
        return date_weekday(d);
    if (w[MONTH] || w[MONTH_NAME] || (!w[QUARTER] && !w[SEMESTER] && !w[YEAR]))
        return c.day;
    int span = w[QUARTER] ? 3 : w[SEMESTER] ? 6 : 12;
    date_make(&first, c.year, (c.month - 1) / span * span + 1, 1);
    return d.day - first.day + 1;
}

/* The fields of a day. */
static bool fields_of(struct fields *f, struct date d, const int w[UNITS])
{
    struct civil c = date_civil(d);
    struct period week = {0};
    int year = c.year;
    *f = (struct fields){.letter = '\0'};
    if (w[WEEK]) {
        if (!period_of_date(&week, d, 'W'))
            return false;
        year = week.year;
    }
    f->v[CENTURY] = year / 100;
    f->v[YEAR] = w[YEAR] == 4 ? year : year % 100;
    f->v[SEMESTER] = (c.month - 1) / 6 + 1;
    f->v[QUARTER] = w[SEMESTER] ? (c.month - 1) % 6 / 3 + 1 : (c.month - 1) / 3 + 1;
    f->v[MONTH] = month_within(c.month, w);
    f->v[MONTH_NAME] = c.month;
    f->v[WEEK] = week.number;
    f->v[DAY] = day_within(d, w);
    f->v[DAY_NAME] = date_weekday(d);
    f->v[HOUR] = w[HALF] ? 12 : 0;
    return true;
}

static bool fields_of_duration(struct fields *f, struct duration d, const int w[UNITS])
{
    static const struct {
        enum unit unit;
        int months, days;
    } units[] = {{YEAR, 12, 0}, {SEMESTER, 6, 0}, {QUARTER, 3, 0}, {MONTH, 1, 0}, {WEEK, 0, 7}, {DAY, 0, 1}};
    *f = (struct fields){.letter = '\0'};
    if (w[LETTER]) {
        for (const char *l = "ASTQMWD"; *l; l++) {
            struct duration one = duration_of(*l);
            int n = one.months ? d.months / one.months : d.days / one.days;
            if (n * one.months != d.months || n * one.days != d.days || (n != 1 && !w[NUMBER]))
                continue;
            f->letter = *l;
            f->v[NUMBER] = n;
            return true;
        }
        return false;
    }
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        int *rest = units[i].months ? &d.months : &d.days, each = units[i].months + units[i].days;
        if (!w[units[i].unit])
            continue;
        f->v[units[i].unit] = *rest / each;
        *rest %= each;
    }
    return d.months == 0 && d.days == 0;
}

static bool put_fields(struct buf *b, const struct fields *f, struct str mask)
{
    while (mask.n) {
        struct element e;
        bool ok = take_element(&mask, &e);
        if (!ok)
            return false;
        switch ((int)e.unit) {
        case LITERAL: buf_char(b, e.literal); break;
        case LETTER: buf_char(b, f->letter); break;
        case MONTH_NAME: put_name(b, months[f->v[MONTH_NAME] - 1], &e); break;
        case DAY_NAME: put_name(b, days[f->v[DAY_NAME] - 1], &e); break;
        case HALF: put_name(b, "AM", &e); break;
        default: ok = put_digits(b, f->v[e.unit], &e);
        }
        if (!ok)
            return false;
    }
    return true;
}

static bool put_day(struct buf *b, struct date d, struct str mask)
{
    int w[UNITS];
    struct fields f;
    return survey(mask, w) && fields_of(&f, d, w) && put_fields(b, &f, mask);
}

static bool put_duration(struct buf *b, struct duration d, struct str mask)
{
    int w[UNITS];
    struct fields f;
    return survey(mask, w) && fields_of_duration(&f, d, w) && put_fields(b, &f, mask);
}

/* By one mask: a date, or the first day of a period, whose letter and number are its own. */
static bool put_moment(struct buf *b, const struct value *v, struct str mask)
{
    int w[UNITS];
    struct fields f;
    struct interval i;
    if (v->type == T_TIME || !survey(mask, w) || !value_days(v, &i) || !fields_of(&f, i.first, w))
        return false;
    struct period p = v->type == T_PERIOD ? v->period : period_of_day(v->date);
    bool no_day = !w[DAY] && !w[MONTH] && !w[MONTH_NAME] && !w[QUARTER] && !w[SEMESTER];
    if (w[LETTER] || (p.indicator == 'W' && no_day)) { /* the first day of a week may lie in the year before */
        f.v[CENTURY] = p.year / 100;
        f.v[YEAR] = w[YEAR] == 4 ? p.year : p.year % 100;
    }
    f.letter = p.indicator;
    f.v[NUMBER] = p.number;
    return put_fields(b, &f, mask);
}

static bool put_value(struct buf *b, const struct value *v, struct str mask)
{
    struct interval i;
    struct str from, to;
    if (v->type == T_DURATION)
        return put_duration(b, v->duration, mask);
    if (!cut_masks(mask, &from, &to))
        return put_moment(b, v, mask);
    if (!value_days(v, &i) || !put_day(b, i.first, from))
        return false;
    buf_char(b, '/');
    return put_day(b, i.last, to);
}

bool timemask_put(struct buf *b, const struct value *v, struct str mask)
{
    size_t before = b->n;
    bool ok = put_value(b, v, mask);
    if (!ok)
        b->n = before;
    return ok;
}
