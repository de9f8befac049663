/* SPDX-License-Identifier: Apache-2.0 */
#include "value/date.h"

bool date_leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int date_month_days(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return days[month - 1] + (month == 2 && date_leap(year));
}

/* Day number of a civil date; y counts from March. */
static int32_t from_civil(int year, int month, int day)
{
    int y = year - (month <= 2);
    int era = y / 400; /* years are positive */
    int yoe = y - era * 400;
    int doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    return era * 146097 + doe - 719468;
}

bool date_make(struct date *d, int year, int month, int day)
{
    if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > date_month_days(year, month))
        return false;
    d->day = from_civil(year, month, day);
    return true;
}

struct civil date_civil(struct date d)
{
    int z = d.day + 719468;
    int era = z / 146097;
    int doe = z - era * 146097;
    int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int mp = (5 * doy + 2) / 153;
    int month = mp < 10 ? mp + 3 : mp - 9;
    return (struct civil){yoe + era * 400 + (month <= 2), month, doy - (153 * mp + 2) / 5 + 1};
}

int date_yearday(struct date d)
{
    return d.day - from_civil(date_civil(d).year, 1, 1) + 1;
}

int date_weekday(struct date d)
{
    int w = (d.day + 3) % 7; /* 1970-01-01 was a Thursday */
    return (w < 0 ? w + 7 : w) + 1;
}

/* n digits at p as a number, or -1. */
static int number(const char *p, size_t n)
{
    int v = 0;
    for (size_t i = 0; i < n; i++) {
        if (p[i] < '0' || p[i] > '9')
            return -1;
        v = v * 10 + (p[i] - '0');
    }
    return v;
}

bool date_parse(struct date *d, struct str s)
{
    if (s.n != 10 || s.p[4] != '-' || s.p[7] != '-')
        return false;
    int year = number(s.p, 4), month = number(s.p + 5, 2), day = number(s.p + 8, 2);
    return date_make(d, year, month, day);
}

static void put_digits(char *p, int n, int v)
{
    while (n--) {
        p[n] = (char)('0' + v % 10);
        v /= 10;
    }
}

void date_put(struct buf *b, struct date d)
{
    struct civil c = date_civil(d);
    char *p = buf_room(b, 10);
    put_digits(p, 4, c.year);
    p[4] = '-';
    put_digits(p + 5, 2, c.month);
    p[7] = '-';
    put_digits(p + 8, 2, c.day);
    b->n += 10;
}

bool date_add_months(struct date *r, struct date d, int64_t n)
{
    struct civil c = date_civil(d);
    if (n > 200000 || n < -200000)
        return false;
    int64_t months = (int64_t)c.year * 12 + c.month - 1 + n;
    if (months < 12)
        return false;
    int year = (int)(months / 12), month = (int)(months % 12) + 1;
    if (year > 9999)
        return false;
    int last = date_month_days(year, month);
    return date_make(r, year, month, c.day < last ? c.day : last);
}

bool date_add_days(struct date *r, struct date d, int64_t n)
{
    int64_t first = from_civil(1, 1, 1), last = from_civil(9999, 12, 31);
    if (n > last - first || n < first - last || d.day + n < first || d.day + n > last)
        return false;
    r->day = (int32_t)(d.day + n);
    return true;
}
