/* SPDX-License-Identifier: Apache-2.0 */
#include "value/instant.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "value/date.h"

enum { DAY = 24 * 60 * 60, FRACTION = 12 };

/* Two digits at a place; -1: none. */
static int two(struct str s, size_t at)
{
    if (at + 2 > s.n || s.p[at] < '0' || s.p[at] > '9' || s.p[at + 1] < '0' || s.p[at + 1] > '9')
        return -1;
    return (s.p[at] - '0') * 10 + s.p[at + 1] - '0';
}

static bool is(struct str s, size_t at, char c)
{
    return at < s.n && s.p[at] == c;
}

/* The seconds of the day of hh:mm[:ss] at *at, which moves behind it; -1: no time. */
static long seconds(struct str s, size_t *at)
{
    int h = two(s, *at), m = is(s, *at + 2, ':') ? two(s, *at + 3) : -1, sec = 0;
    *at += 5;
    if (m >= 0 && is(s, *at, ':')) {
        sec = two(s, *at + 1);
        *at += 3;
    }
    bool good = h >= 0 && m >= 0 && m < 60 && sec >= 0 && sec <= 60 && (h < 24 || (h == 24 && m == 0 && sec == 0));
    return good ? h * 3600L + m * 60 + sec : -1;
}

/* The digits of a fraction at *at, which moves behind them, without zeros at the end. Returns false for a point alone. */
static bool fraction(struct str s, size_t *at, struct str *digits)
{
    *digits = (struct str){s.p + *at, 0};
    if (!is(s, *at, '.') && !is(s, *at, ','))
        return true;
    size_t from = ++*at;
    while (*at < s.n && s.p[*at] >= '0' && s.p[*at] <= '9')
        ++*at;
    *digits = (struct str){s.p + from, *at - from < FRACTION ? *at - from : FRACTION};
    while (digits->n && digits->p[digits->n - 1] == '0')
        digits->n--;
    return *at > from;
}

/* The seconds by which the zone at a place, up to the end, is ahead of UTC. Returns false when it is no zone. */
static bool zone(struct str s, size_t at, long *ahead)
{
    *ahead = 0;
    if (is(s, at, 'Z'))
        return at + 1 == s.n;
    bool minus = is(s, at, '-');
    if (!minus && !is(s, at, '+'))
        return false;
    int h = two(s, at + 1);
    size_t rest = at + 3 + is(s, at + 3, ':');
    int m = two(s, rest);
    *ahead = (h * 3600L + m * 60) * (minus ? -1 : 1);
    return h >= 0 && h <= 14 && m >= 0 && m < 60 && rest + 2 == s.n;
}

enum instant instant_put(struct str s, char to[INSTANT_ROOM])
{
    struct date day;
    struct str digits;
    size_t at = 11;
    long ahead = 0;
    if (s.n < 16 || !date_parse(&day, (struct str){s.p, 10}) || (s.p[10] != 'T' && s.p[10] != ' '))
        return INSTANT_NONE;
    long time = seconds(s, &at);
    if (time < 0 || !fraction(s, &at, &digits))
        return INSTANT_NONE;
    bool zoned = at < s.n;
    if (zoned && !zone(s, at + (s.p[at] == ' '), &ahead))
        return INSTANT_NONE;
    time -= ahead;
    int days = time < 0 ? -1 : time >= DAY ? 1 : 0;
    if (!date_add_days(&day, day, days))
        return INSTANT_NONE;
    time -= days * (long)DAY;
    struct civil c = date_civil(day);
    snprintf(to, INSTANT_ROOM, "%04d-%02d-%02dT%02d:%02d:%02d%s%.*s", c.year % 10000, c.month % 100, c.day % 100,
             (int)(time / 3600 % 100), (int)(time / 60 % 60), (int)(time % 60), digits.n ? "." : "", (int)digits.n, digits.p);
    return zoned ? INSTANT_UTC : INSTANT_LOCAL;
}
