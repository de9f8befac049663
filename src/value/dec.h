/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dec: exact decimal numbers.
 *
 * Audience: everybody who computes with what respondents wrote. The value is coef / 10^scale. The coefficient has 128
 * bits (38 digits), so that sums and products of 18-digit amounts are exact; there is no binary fraction anywhere.
 * Integers are decimals with scale 0.
 *
 * + - * are exact, or they fail with DEC_OVERFLOW: never a wrong number. Division and the functions of decmath.h round,
 * half-even, to at least 18 significant digits. Such a result carries the mark `rounded`; only where a marked operand
 * takes part may + - * round again (to the digits that fit) instead of failing: an approximation stays one, an exact
 * number is never silently made into one.
 *
 * The scale that the respondent wrote is kept: 12.50 + 1 = 13.50. Division and functions drop trailing zeros.
 */
#ifndef EC_VALUE_DEC_H
#define EC_VALUE_DEC_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"
#include "value/digits.h"

#ifndef __SIZEOF_INT128__
#error "exact decimals need a compiler with a 128-bit integer type"
#endif
__extension__ typedef __int128 int128;
__extension__ typedef unsigned __int128 uint128;

struct dec {
    int128 coef;    /* never the smallest int128, so that -coef always exists */
    uint8_t scale;  /* digits behind the point, 0..DEC_SCALE_MAX */
    bool rounded;   /* the result of a rounding operation, see above */
};

enum { DEC_DIGITS = 38, DEC_SIGNIFICANT = 18, DEC_SCALE_MAX = 120 };

/* What an operation returns; the result is set only for DEC_OK. */
enum dec_status {
    DEC_OK,
    DEC_SYNTAX,   /* dec_parse: not a number */
    DEC_OVERFLOW, /* more than 38 digits or 120 decimals would be needed */
    DEC_DIVZERO,
    DEC_DOMAIN    /* no real result */
};

#define DEC_MAX ((int128)(((uint128)1 << 127) - 1))

/* A decimal from an integer. */
static inline struct dec dec_int(int64_t v)
{
    return (struct dec){.coef = v};
}

/* The power of ten 10^n, 0 <= n <= 38. */
int128 dec_pow10(int n);

/* Slow path of dec_parse. */
enum dec_status dec_parse_long(struct dec *d, struct str s);

/* Reads the strict token [+-]?digits[.digits]: no blanks, no exponent, digits on both sides of the point.
 * Returns DEC_OK, DEC_SYNTAX or DEC_OVERFLOW. */
static inline enum dec_status dec_parse(struct dec *d, struct str s)
{
    int64_t whole;
    if (s.n - 1 < DIGITS_MOST && digits_read(s.p, s.n, &whole)) { /* what most cells are */
        *d = dec_int(whole);
        return DEC_OK;
    }
    size_t i = 0;
    bool minus = false;
    if (s.n && (s.p[0] == '-' || s.p[0] == '+')) {
        minus = s.p[0] == '-';
        i = 1;
    }
    if (s.n - i > 18 || i == s.n)
        return dec_parse_long(d, s);
    int64_t v = 0;
    size_t point = s.n, first = i;
    for (; i < s.n; i++) {
        unsigned c = (unsigned char)s.p[i] - (unsigned)'0';
        if (c <= 9) {
            v = v * 10 + (int64_t)c;
        } else if (s.p[i] == '.' && point == s.n && i > first && i + 1 < s.n) {
            point = i;
        } else {
            return DEC_SYNTAX;
        }
    }
    d->coef = minus ? -v : v;
    d->scale = (uint8_t)(point < s.n ? s.n - point - 1 : 0);
    d->rounded = false;
    return DEC_OK;
}

/* Appends the number as VTL writes it: sign, digits, point, the digits of its scale. */
void dec_put(struct buf *b, const struct dec *d);

/* Slow paths of the inline functions below. */
int dec_cmp_scaled(const struct dec *a, const struct dec *b);
enum dec_status dec_add_scaled(struct dec *r, const struct dec *a, const struct dec *b, bool subtract);

/* Compares by value (1.10 equals 1.1). Returns -1, 0, 1. */
static inline int dec_cmp(const struct dec *a, const struct dec *b)
{
    if (a->scale == b->scale)
        return (a->coef > b->coef) - (a->coef < b->coef);
    return dec_cmp_scaled(a, b);
}

/* -1, 0 or 1. */
static inline int dec_sign(const struct dec *a)
{
    return (a->coef > 0) - (a->coef < 0);
}

/* r = a + b; r may be a or b. Returns DEC_OK or DEC_OVERFLOW. */
static inline enum dec_status dec_add(struct dec *r, const struct dec *a, const struct dec *b)
{
    int128 sum;
    if (a->scale != b->scale || __builtin_add_overflow(a->coef, b->coef, &sum) || sum < -DEC_MAX)
        return dec_add_scaled(r, a, b, false);
    *r = (struct dec){sum, a->scale, a->rounded || b->rounded};
    return DEC_OK;
}

/* r = a - b; r may be a or b. Returns DEC_OK or DEC_OVERFLOW. */
static inline enum dec_status dec_sub(struct dec *r, const struct dec *a, const struct dec *b)
{
    int128 sum;
    if (a->scale != b->scale || __builtin_sub_overflow(a->coef, b->coef, &sum) || sum < -DEC_MAX)
        return dec_add_scaled(r, a, b, true);
    *r = (struct dec){sum, a->scale, a->rounded || b->rounded};
    return DEC_OK;
}

/* r = a * b. Returns DEC_OK or DEC_OVERFLOW. */
enum dec_status dec_mul(struct dec *r, const struct dec *a, const struct dec *b);

/* r = a / b, half-even to 18 or 19 significant digits, or to the decimals of a where that is more and fits; trailing zeros
 * dropped. Returns DEC_OK, DEC_OVERFLOW or DEC_DIVZERO. */
enum dec_status dec_div(struct dec *r, const struct dec *a, const struct dec *b);

/* -a */
static inline struct dec dec_neg(const struct dec *a)
{
    return (struct dec){-a->coef, a->scale, a->rounded};
}

/* |a| */
static inline struct dec dec_abs(const struct dec *a)
{
    return (struct dec){a->coef < 0 ? -a->coef : a->coef, a->scale, a->rounded};
}

/* r = a rounded to n digits behind the point (n < 0: to the left of it), half away from zero. Returns DEC_OK or
 * DEC_OVERFLOW (only for n < 0). */
enum dec_status dec_round(struct dec *r, const struct dec *a, int n);

/* The same towards zero; always DEC_OK. */
enum dec_status dec_trunc(struct dec *r, const struct dec *a, int n);

/* The smallest integer >= a, the largest integer <= a. Always DEC_OK. */
enum dec_status dec_ceil(struct dec *r, const struct dec *a);
enum dec_status dec_floor(struct dec *r, const struct dec *a);

/* r = a - b * floor(a / b): the sign of the divisor; b = 0 gives a. Returns DEC_OK or DEC_OVERFLOW (only
 * where a and b have different signs). Source: VTL reference manual, mod. */
enum dec_status dec_mod(struct dec *r, const struct dec *a, const struct dec *b);

/* Is the value a whole number (2.00 is)? */
bool dec_is_integer(const struct dec *a);

/* A whole number as int64. Returns false when it has a fraction or does not fit. */
bool dec_to_int(const struct dec *a, int64_t *v);

/* The value without trailing zeros behind the point. */
struct dec dec_strip(struct dec a);

/* A hash that is equal for equal values. */
uint32_t dec_hash(const struct dec *a);

/* The number of decimal digits of the magnitude; 1 for 0. */
int dec_digits(int128 v);

#endif
