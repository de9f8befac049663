/* SPDX-License-Identifier: Apache-2.0 */
#include "stat/real.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* 10^0 .. 10^22 are exact doubles. */
static const double exact_power[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                     1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
enum { EXACT_POWERS = sizeof exact_power / sizeof exact_power[0] };

/* Any decimal through strtod, which rounds correctly; without a point, so that the locale has no say. */
static double through_text(const struct dec *d)
{
    struct buf b = {0};
    struct dec whole = {.coef = d->coef};
    dec_put(&b, &whole);
    buf_printf(&b, "e-%d", d->scale);
    double x = strtod(buf_text(&b), NULL);
    buf_free(&b);
    return x;
}

double real_of_dec(const struct dec *d)
{
    const int128 exact = (int128)1 << 53;
    /* Both operands of the division are exact, so its one rounding is the nearest double. */
    if (d->coef <= exact && d->coef >= -exact && d->scale < EXACT_POWERS)
        return (double)(int64_t)d->coef / exact_power[d->scale];
    return through_text(d);
}

/* The REAL_DIGITS digits of x > 0 as an integer and the exponent of the first: by printf. */
static uint64_t digits_slow(double x, int *exponent)
{
    char text[40];
    snprintf(text, sizeof text, "%.*e", REAL_DIGITS - 1, x);
    uint64_t digits = 0;
    const char *p = text;
    for (; *p && *p != 'e'; p++)
        if (*p >= '0' && *p <= '9')
            digits = digits * 10 + (uint64_t)(*p - '0');
    *exponent = *p ? atoi(p + 1) : 0;
    return digits;
}

/* The same by one multiplication or division with an exact power of ten. Its relative error is 2^-53, below 2^-12 of a
 * unit in the last digit; where that could decide the rounding, or where ties are near, printf is asked. */
static uint64_t digits_fast(double x, int *exponent)
{
    int binary;
    frexp(x, &binary);
    int e = (int)floor((binary - 1) * 0.30102999566398120);
    int shift = REAL_DIGITS - 1 - e;
    if (shift <= -EXACT_POWERS || shift >= EXACT_POWERS)
        return digits_slow(x, exponent);
    double scaled = shift < 0 ? x / exact_power[-shift] : x * exact_power[shift];
    if (scaled >= 1e12) { /* the estimate of e may be one too small */
        e++;
        shift--;
        if (shift <= -EXACT_POWERS)
            return digits_slow(x, exponent);
        scaled = shift < 0 ? x / exact_power[-shift] : x * exact_power[shift];
    }
    double whole = floor(scaled), rest = scaled - whole;
    if (scaled < 1e11 || fabs(rest - 0.5) < 1.0 / 1024 || whole + (rest > 0.5) >= 1e12)
        return digits_slow(x, exponent);
    *exponent = e;
    return (uint64_t)whole + (rest > 0.5);
}

static void put_zeros(struct buf *b, int n)
{
    for (; n > 0; n--)
        buf_char(b, '0');
}

void real_put(struct buf *b, double x)
{
    if (!isfinite(x)) {
        buf_add(b, "\\N", 2);
        return;
    }
    if (x == 0) {
        buf_char(b, '0');
        return;
    }
    int exponent, n = REAL_DIGITS;
    uint64_t digits = digits_fast(fabs(x), &exponent);
    for (; digits % 10 == 0; digits /= 10)
        n--;
    char text[REAL_DIGITS];
    for (int i = n; i-- > 0; digits /= 10)
        text[i] = (char)('0' + digits % 10);
    if (x < 0)
        buf_char(b, '-');
    if (exponent < 0) {
        buf_add(b, "0.", 2);
        put_zeros(b, -exponent - 1);
        buf_add(b, text, (size_t)n);
    } else if (n <= exponent + 1) {
        buf_add(b, text, (size_t)n);
        put_zeros(b, exponent + 1 - n);
    } else {
        buf_add(b, text, (size_t)exponent + 1);
        buf_char(b, '.');
        buf_add(b, text + exponent + 1, (size_t)(n - exponent - 1));
    }
}
