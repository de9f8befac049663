/* SPDX-License-Identifier: Apache-2.0 */
#include "value/interval.h"

bool interval_period(struct interval i, struct period *p)
{
    for (const char *letter = "ASTQMWD"; *letter; letter++) {
        struct date first, last;
        struct period holding;
        if (period_of_date(&holding, i.first, *letter) && period_first(&first, holding) && period_last(&last, holding) &&
            first.day == i.first.day && last.day == i.last.day) {
            *p = holding;
            return true;
        }
    }
    return false;
}

/* One end as the days it covers: a date, or a period. */
static bool parse_end(struct interval *i, struct str s)
{
    struct period p;
    if (date_parse(&i->first, s)) {
        i->last = i->first;
        return true;
    }
    return period_parse(&p, s) && period_first(&i->first, p) && period_last(&i->last, p);
}

/* The day that lies a duration behind (sign 1) or before (-1) another: months first, then days. */
static bool add_duration(struct date *r, struct date d, struct duration by, int sign)
{
    return date_add_months(&d, d, (int64_t)by.months * sign) && date_add_days(r, d, (int64_t)by.days * sign);
}

bool interval_parse(struct interval *i, struct str s)
{
    struct str rest;
    struct str start = str_cut(s, '/', &rest);
    struct interval a, b;
    struct duration d;
    if (!rest.p)
        return false;
    if (start.n && start.p[0] == 'P') { /* its last day is the end, and counts */
        if (!duration_parse(&d, start) || !parse_end(&b, rest) || !date_add_days(&a.last, b.last, 1) ||
            !add_duration(&a.first, a.last, d, -1))
            return false;
    } else if (rest.n && rest.p[0] == 'P') {
        if (!parse_end(&a, start) || !duration_parse(&d, rest) || !add_duration(&b.last, a.first, d, 1) ||
            !date_add_days(&b.last, b.last, -1))
            return false;
    } else if (!parse_end(&a, start) || !parse_end(&b, rest)) {
        return false;
    }
    *i = (struct interval){a.first, b.last};
    return a.first.day <= b.last.day;
}

void interval_put(struct buf *b, struct interval i)
{
    date_put(b, i.first);
    buf_char(b, '/');
    date_put(b, i.last);
}
