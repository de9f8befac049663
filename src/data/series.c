/* SPDX-License-Identifier: Apache-2.0 */
#include "data/series.h"

#include <string.h>

#include "base/mem.h"
#include "data/rows.h"
#include "data/sorted.h"
#include "data/spool.h"

/* The step of the dates of a series. */
struct step {
    bool same_day, month_ends; /* all of one day of the month; all last days of theirs */
    int months, days;          /* greatest common divisors of the distances */
    struct date last;
    int day;                   /* of the month, of the first date */
};

struct series {
    struct rel rel;
    enum series_kind kind;
    struct rel *from;
    int *by;                /* the identifiers but time */
    int nby, time;
    struct trouble *trouble;
    struct buf key, next_key, scratch;
    const struct value *next;
    struct dec *sum;        /* [n] running sums */
    struct value *before;   /* [n] of the row before */
    struct value *out;
    struct spool spool;     /* fill: the series */
    struct spool_place place;
    struct value *row;      /* fill: the row to be handed out when its time has come */
    struct step step;
    bool started, open, has_time;
    struct value at;        /* fill: the time handed out last */

    /* What needs to see the whole data set first: it is read into a spool, and from there. */
    struct loc loc;
    int64_t shift;          /* shift: so many steps */
    struct spool all;
    struct spool_place all_place;
    struct value *front;    /* [n] of it */
    bool spooled;
    struct date low, high;  /* the first day and the last one of all times */
    struct step whole;      /* of the dates of all series */
    int rows;               /* of the series */
    struct value *ids;      /* fill all: identifiers of the series */
    struct arena texts;     /* of ids */
    bool behind;            /* fill all: behind the last row of the series */
};

static bool is_same(const struct series *s)
{
    return str_eq(buf_slice(&s->key), buf_slice(&s->next_key));
}

/* ---- the whole data set ---- */

static int gcd(int a, int b)
{
    while (b) {
        int rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

static void step_add(struct step *t, struct date d, bool first)
{
    struct civil c = date_civil(d);
    bool end = c.day == date_month_days(c.year, c.month);
    if (first) {
        *t = (struct step){.same_day = true, .month_ends = end, .day = c.day};
    } else {
        struct civil l = date_civil(t->last);
        t->same_day = t->same_day && c.day == t->day;
        t->month_ends = t->month_ends && end;
        t->months = gcd(t->months, (c.year - l.year) * 12 + c.month - l.month);
        t->days = gcd(t->days, d.day - t->last.day);
    }
    t->last = d;
}

/* The days that a time begins and ends with. */
static bool days_of(const struct value *t, struct date *first, struct date *last)
{
    *first = *last = t->date;
    return t->type == T_DATE || (period_first(first, t->period) && period_last(last, t->period));
}

/* Reads all rows into the spool: where time begins and ends, and the step of all dates. */
static int read_all(struct series *s)
{
    const struct value *row;
    int got;
    bool first = true, first_date = true;
    s->all.limit = session_bytes(s->rel.session) / 2;
    while ((got = rel_next(s->from, &row)) > 0) {
        struct date a, b;
        spool_add(&s->all, row, s->rel.s.n);
        if (!days_of(&row[s->time], &a, &b))
            continue;
        s->low = first || a.day < s->low.day ? a : s->low;
        s->high = first || b.day > s->high.day ? b : s->high;
        first = false;
        if (row[s->time].type == T_DATE) {
            step_add(&s->whole, row[s->time].date, first_date);
            first_date = false;
        }
    }
    return got;
}

/* The next row of the operand, straight or through the spool. */
static int source_next(struct series *s)
{
    if (s->kind != SERIES_FILL_ALL && s->kind != SERIES_SHIFT)
        return rel_next(s->from, &s->next);
    if (!s->spooled && read_all(s) < 0)
        return -1;
    s->spooled = true;
    s->next = s->front;
    return spool_read(&s->all, &s->all_place, s->front, s->rel.s.n);
}

static int take_next(struct series *s)
{
    int got = source_next(s);
    if (got <= 0) {
        s->next = NULL;
        return got;
    }
    key_make(&s->next_key, s->next, s->by, s->nby, &s->scratch);
    const struct value *t = &s->next[s->time];
    buf_char(&s->next_key, t->type == T_PERIOD ? t->period.indicator : '-');
    return 1;
}

/* ---- stocks and flows ---- */

static void flow_to_stock(struct series *s, int i, const struct value *v)
{
    if (v->null)
        return;
    if (dec_add(&s->sum[i], &s->sum[i], &v->dec) == DEC_OK) {
        s->out[i].dec = s->sum[i];
        return;
    }
    s->out[i] = value_null(s->rel.s.v[i].type);
    trouble_add(s->rel.session, s->trouble, ERR_OVERFLOW, &s->rel.s, s->next);
}

static void stock_to_flow(struct series *s, int i, const struct value *v, bool first)
{
    struct value before = s->before[i];
    s->before[i] = *v;
    if (first || v->null)
        return;
    if (!before.null && dec_sub(&s->out[i].dec, &v->dec, &before.dec) == DEC_OK)
        return;
    s->out[i] = value_null(s->rel.s.v[i].type);
    if (!before.null)
        trouble_add(s->rel.session, s->trouble, ERR_OVERFLOW, &s->rel.s, s->next);
}

static int change_next(struct series *s, const struct value **row)
{
    if (take_next(s) <= 0)
        return s->next ? -1 : 0;
    bool first = !s->started || !is_same(s);
    s->started = true;
    struct buf swap = s->key;
    s->key = s->next_key;
    s->next_key = swap;
    for (int i = 0; i < s->rel.s.n; i++) {
        s->out[i] = s->next[i];
        if (!comp_is_measure(&s->rel.s.v[i]))
            continue;
        if (first)
            s->sum[i] = dec_int(0);
        if (s->kind == SERIES_FLOW_TO_STOCK)
            flow_to_stock(s, i, &s->next[i]);
        else
            stock_to_flow(s, i, &s->next[i], first);
    }
    *row = s->out;
    return 1;
}

/* ---- fill ---- */

/* The date n steps on; month ends stay month ends. */
static bool step_by(const struct step *t, struct date *d, int64_t n)
{
    static const int letters[] = {12, 6, 3, 1};
    if (n > INT16_MAX || n < INT16_MIN)
        return false;
    if ((t->same_day || t->month_ends) && t->months)
        for (int i = 0; i < 4; i++)
            if (t->months % letters[i] == 0) {
                if (!date_add_months(d, *d, letters[i] * (int)n))
                    return false;
                struct civil c = date_civil(*d);
                return !t->month_ends || date_make(d, c.year, c.month, date_month_days(c.year, c.month));
            }
    return date_add_days(d, *d, (t->days && t->days % 7 == 0 ? 7 : 1) * (int)n);
}

/* The time n steps on. The step of a single date is that of all. */
static bool time_by(const struct series *s, struct value *v, int64_t n)
{
    if (v->type == T_PERIOD)
        return period_shift(&v->period, v->period, n);
    return step_by(s->rows == 1 ? &s->whole : &s->step, &v->date, n);
}

/* Does a time lie between the first day of all and the last one? */
static bool is_within(const struct series *s, const struct value *v)
{
    struct date a, b;
    return days_of(v, &a, &b) && a.day >= s->low.day && b.day <= s->high.day;
}

/* Reads a series into the spool. 1, 0 where there is none, -1 after complaining. */
static int open_series(struct series *s)
{
    if (!s->started && take_next(s) < 0)
        return -1;
    s->started = true;
    if (!s->next)
        return 0;
    spool_clear(&s->spool);
    spool_place_end(&s->place);
    s->spool.limit = session_bytes(s->rel.session);
    buf_reset(&s->key);
    buf_str(&s->key, buf_slice(&s->next_key));
    bool first = true;
    s->rows = 0;
    arena_reset(&s->texts);
    row_copy(&s->texts, s->ids, s->next, s->rel.s.n);
    do {
        s->rows++;
        spool_add(&s->spool, s->next, s->rel.s.n);
        if (s->next[s->time].type == T_DATE)
            step_add(&s->step, s->next[s->time].date, first);
        first = false;
        if (take_next(s) < 0)
            return -1;
    } while (s->next && is_same(s));
    s->open = spool_read(&s->spool, &s->place, s->row, s->rel.s.n);
    s->has_time = false;
    s->behind = false;
    return 1;
}

/* The first time of the series: that of its first row, or with all the earliest there may be. */
static void first_time(struct series *s)
{
    s->at = s->row[s->time];
    for (struct value v = s->at; s->kind == SERIES_FILL_ALL && time_by(s, &v, -1) && is_within(s, &v);)
        s->at = v;
}

/* With all: a row behind the last one of the series. Says whether there is one. */
static bool fill_behind(struct series *s, const struct value **row)
{
    struct value v = s->at;
    if (!s->behind || !time_by(s, &v, 1) || !is_within(s, &v))
        return s->behind = false;
    s->at = v;
    for (int i = 0; i < s->rel.s.n; i++)
        s->out[i] = comp_is_id(&s->rel.s.v[i]) ? s->ids[i] : value_null(s->rel.s.v[i].type);
    s->out[s->time] = s->at;
    *row = s->out;
    return true;
}

static int fill_next(struct series *s, const struct value **row)
{
    if (s->open && s->has_time && value_cmp(&s->at, &s->row[s->time]) == ORDER_EQUAL) {
        s->open = spool_read(&s->spool, &s->place, s->row, s->rel.s.n);
        s->behind = !s->open && s->kind == SERIES_FILL_ALL;
    }
    if (fill_behind(s, row))
        return 1;
    if (!s->open) {
        int got = open_series(s);
        if (got <= 0)
            return got;
    }
    if (!s->has_time)
        first_time(s);
    else if (!time_by(s, &s->at, 1))
        s->at = s->row[s->time];
    s->has_time = true;
    bool there = value_cmp(&s->at, &s->row[s->time]) != ORDER_LESS;
    if (there)
        s->at = s->row[s->time];
    for (int i = 0; i < s->rel.s.n; i++)
        s->out[i] = there || comp_is_id(&s->rel.s.v[i]) ? s->row[i] : value_null(s->rel.s.v[i].type);
    s->out[s->time] = s->at;
    *row = s->out;
    return 1;
}

/* ---- timeshift of dates ---- */

static int shift_next(struct series *s, const struct value **row)
{
    if (s->open)
        s->open = spool_read(&s->spool, &s->place, s->row, s->rel.s.n);
    if (!s->open) {
        int got = open_series(s);
        if (got <= 0)
            return got;
    }
    memcpy(s->out, s->row, (size_t)s->rel.s.n * sizeof *s->out);
    *row = s->out;
    if (time_by(s, &s->out[s->time], s->shift))
        return 1;
    struct buf b = {0};
    row_show(&b, &s->rel.s, s->row);
    diag(D_DATA_KEY_MADE_NULL, s->loc, diag_str(s->rel.s.v[s->time].name), diag_str(buf_slice(&b)));
    buf_free(&b);
    return -1;
}

static int series_next(struct rel *r, const struct value **row)
{
    struct series *s = (struct series *)r;
    if (s->kind == SERIES_SHIFT)
        return shift_next(s, row);
    return s->kind == SERIES_FILL_ALL || s->kind == SERIES_FILL ? fill_next(s, row) : change_next(s, row);
}

static void series_end(struct rel *r)
{
    struct series *s = (struct series *)r;
    buf_free(&s->key);
    buf_free(&s->next_key);
    buf_free(&s->scratch);
    spool_end(&s->spool);
    spool_place_end(&s->place);
    spool_end(&s->all);
    spool_place_end(&s->all_place);
    arena_free(&s->texts);
}

static const struct rel_kind series_kind = {series_next, series_end};

struct rel *series_new(enum series_kind kind, struct rel *r, int time, int64_t shift, struct loc loc)
{
    struct session *e = r->session;
    struct series *s = (struct series *)rel_new(e, sizeof *s, &series_kind, r->s);
    size_t n = (size_t)r->s.n + 1;
    struct sort_by *by = mem_array(n, sizeof *by);
    s->kind = kind;
    s->time = time;
    s->shift = shift;
    s->loc = loc;
    s->by = arena_array(&e->a, n, sizeof *s->by);
    for (int i = 0; i < r->s.n; i++)
        if (comp_is_id(&r->s.v[i]) && i != time) {
            by[s->nby].comp = i;
            s->by[s->nby++] = i;
        }
    by[s->nby] = (struct sort_by){.comp = time, .by_value = true};
    s->from = sorted_as(r, by, s->nby + 1);
    mem_free(by);
    s->sum = arena_array(&e->a, n, sizeof *s->sum);
    s->before = arena_array(&e->a, n, sizeof *s->before);
    s->out = arena_array(&e->a, n, sizeof *s->out);
    s->row = arena_array(&e->a, n, sizeof *s->row);
    s->front = arena_array(&e->a, n, sizeof *s->front);
    s->ids = arena_array(&e->a, n, sizeof *s->ids);
    s->trouble = trouble_new(e, loc);
    session_share(e);
    return &s->rel;
}
