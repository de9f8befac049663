/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How it works. A `fix` is an unsigned number of six 64-bit limbs: the first is the integer part, five hold the fraction;
 * signs are kept apart.
 *
 *   ln a:  a = m * 10^n with 1 <= m < 10; m = f * 2^k with 1 <= f < 2; ln a = n ln 10 + k ln 2 + 2 artanh((f-1)/(f+1)).
 *          Where n and k would cancel against the series (a slightly below 1) the number is turned upside down first.
 *   e^x:   x = n ln 10 + t with 0 <= t < ln 10; t / 2^8 goes into the power series, which is then squared eight times;
 *          the result e^t * 10^n already is a decimal mantissa and exponent.
 *
 * The error of each is below 2^-300; a result of 18 digits with 38 zeros behind the point still has 50 bits to spare.
 */
#include "value/decmath.h"

#include <string.h>

enum { LIMBS = 6, FRACTION = LIMBS - 1 };

struct fix {
    uint64_t w[LIMBS]; /* w[0] integer part, w[1] the highest fraction limb */
};

static const struct fix one = {{1}};

static int fix_cmp(const struct fix *a, const struct fix *b)
{
    for (int i = 0; i < LIMBS; i++)
        if (a->w[i] != b->w[i])
            return a->w[i] < b->w[i] ? -1 : 1;
    return 0;
}

static bool fix_is_zero(const struct fix *a)
{
    static const struct fix zero;
    return fix_cmp(a, &zero) == 0;
}

static void fix_add(struct fix *a, const struct fix *b)
{
    uint128 carry = 0;
    for (int i = LIMBS - 1; i >= 0; i--) {
        carry += (uint128)a->w[i] + b->w[i];
        a->w[i] = (uint64_t)carry;
        carry >>= 64;
    }
}

/* a - b for a >= b */
static void fix_sub(struct fix *a, const struct fix *b)
{
    uint64_t borrow = 0;
    for (int i = LIMBS - 1; i >= 0; i--) {
        uint128 d = (uint128)a->w[i] - b->w[i] - borrow;
        a->w[i] = (uint64_t)d;
        borrow = (uint64_t)(d >> 64) & 1;
    }
}

/* a * b, cut; the integer part must fit. */
static struct fix fix_mul(const struct fix *a, const struct fix *b)
{
    uint64_t p[2 * LIMBS] = {0}; /* p[1] is the integer limb of the product */
    for (int i = LIMBS - 1; i >= 0; i--) {
        uint128 carry = 0;
        for (int j = LIMBS - 1; j >= 0; j--) {
            carry += (uint128)a->w[i] * b->w[j] + p[i + j + 1];
            p[i + j + 1] = (uint64_t)carry;
            carry >>= 64;
        }
        p[i] = (uint64_t)carry;
    }
    struct fix r;
    memcpy(r.w, p + 1, sizeof r.w);
    return r;
}

/* a * m; returns what left the integer part. */
static uint64_t fix_mul_small(struct fix *a, uint64_t m)
{
    uint128 carry = 0;
    for (int i = LIMBS - 1; i >= 0; i--) {
        carry += (uint128)a->w[i] * m;
        a->w[i] = (uint64_t)carry;
        carry >>= 64;
    }
    return (uint64_t)carry;
}

static void fix_div_small(struct fix *a, uint64_t d)
{
    uint128 rest = 0;
    for (int i = 0; i < LIMBS; i++) {
        rest = rest << 64 | a->w[i];
        a->w[i] = (uint64_t)(rest / d);
        rest %= d;
    }
}

static void fix_shift_left(struct fix *a)
{
    for (int i = 0; i < LIMBS; i++)
        a->w[i] = a->w[i] << 1 | (i + 1 < LIMBS ? a->w[i + 1] >> 63 : 0);
}

/* a / b for a < 2^63 b and b < 2^62: binary long division. */
static struct fix fix_div(struct fix a, const struct fix *b)
{
    struct fix q = {{0}}, d = *b;
    int shift = 0;
    while (fix_cmp(&d, &a) <= 0 && d.w[0] < (uint64_t)1 << 62) { /* integer part: align the divisor */
        fix_shift_left(&d);
        shift++;
    }
    for (; shift >= 0; shift--) {
        q.w[0] <<= 1;
        if (fix_cmp(&a, &d) >= 0) {
            fix_sub(&a, &d);
            q.w[0] |= 1;
        }
        if (shift) {
            for (int i = LIMBS - 1; i >= 0; i--)
                d.w[i] = d.w[i] >> 1 | (i ? d.w[i - 1] << 63 : 0);
        }
    }
    for (int bit = 0; bit < FRACTION * 64; bit++) {
        fix_shift_left(&a);
        if (fix_cmp(&a, b) >= 0) {
            fix_sub(&a, b);
            q.w[1 + bit / 64] |= (uint64_t)1 << (63 - bit % 64);
        }
    }
    return q;
}

/* 2 artanh(z) for 0 <= z <= 1/3 */
static struct fix artanh2(struct fix z)
{
    struct fix square = fix_mul(&z, &z), power = z, sum = z;
    for (uint64_t k = 3; !fix_is_zero(&power); k += 2) {
        power = fix_mul(&power, &square);
        struct fix term = power;
        fix_div_small(&term, k);
        fix_add(&sum, &term);
    }
    fix_shift_left(&sum);
    return sum;
}

/* ln f for 1 <= f < 2 */
static struct fix ln_small(struct fix f)
{
    struct fix above = f, below = f;
    fix_sub(&above, &one);
    fix_add(&below, &one);
    return artanh2(fix_div(above, &below));
}

static struct fix ln2(void)
{
    struct fix third = one; /* ln 2 = 2 artanh(1/3) */
    fix_div_small(&third, 3);
    return artanh2(third);
}

static struct fix ln10(void)
{
    struct fix r = ln2(), f = {{5}}; /* 10 = 8 * 5/4 */
    fix_mul_small(&r, 3);
    fix_div_small(&f, 4);
    struct fix rest = ln_small(f);
    fix_add(&r, &rest);
    return r;
}

/* A positive decimal as m * 10^n with 1 <= m < 10. */
static struct fix mantissa(int128 coef, int scale, int *n)
{
    int digits = dec_digits(coef);
    *n = digits - 1 - scale;
    uint128 p = (uint128)dec_pow10(digits - 1), rest = (uint128)coef;
    struct fix m = {{(uint64_t)(rest / p)}};
    rest %= p;
    /* the fraction rest / p, bit by bit: p < 2^127, so doubling stays inside 128 bits */
    for (int bit = 0; bit < FRACTION * 64; bit++) {
        rest <<= 1;
        if (rest >= p) {
            rest -= p;
            m.w[1 + bit / 64] |= (uint64_t)1 << (63 - bit % 64);
        }
    }
    return m;
}

/* |ln a| for a > 0; *minus says whether it is negative. */
static struct fix ln_abs(const struct dec *a, bool *minus)
{
    int n;
    struct fix m = mantissa(a->coef, a->scale, &n);
    *minus = n < 0;
    if (n < 0) { /* a < 1: ln a = -ln(1/a), and 1/a = (10/m) * 10^(-n-1) */
        struct fix ten = {{10}};
        m = fix_div(ten, &m);
        n = -n - 1;
    }
    uint64_t k = 0;
    while (m.w[0] >= 2) {
        for (int i = LIMBS - 1; i >= 0; i--)
            m.w[i] = m.w[i] >> 1 | (i ? m.w[i - 1] << 63 : 0);
        k++;
    }
    struct fix sum = ln_small(m), two = ln2(), ten = ln10();
    fix_mul_small(&two, k);
    fix_mul_small(&ten, (uint64_t)n);
    fix_add(&sum, &two);
    fix_add(&sum, &ten);
    return sum;
}

/* Rounds x * 10^n half-even to 18 significant digits. Returns DEC_OVERFLOW where they do not fit on either side. */
static enum dec_status to_dec(struct dec *r, struct fix x, int n, bool minus)
{
    if (fix_is_zero(&x)) {
        *r = dec_int(0);
        return DEC_OK;
    }
    while (x.w[0] >= 10) {
        fix_div_small(&x, 10);
        n++;
    }
    while (x.w[0] == 0) {
        fix_mul_small(&x, 10);
        n--;
    }
    int scale = DEC_SIGNIFICANT - 1 - n;
    if (scale > DEC_SCALE_MAX || DEC_SIGNIFICANT - scale > DEC_DIGITS)
        return DEC_OVERFLOW;
    for (int i = 0; i < DEC_SIGNIFICANT - 1; i++)
        fix_mul_small(&x, 10);
    uint64_t v = x.w[0], high = x.w[1];
    bool tail = false;
    for (int i = 2; i < LIMBS; i++)
        tail = tail || x.w[i];
    const uint64_t half = (uint64_t)1 << 63;
    if (high > half || (high == half && (tail || (v & 1))))
        v++;
    int128 coef = (int128)v;
    if (scale < 0) {
        coef *= dec_pow10(-scale);
        scale = 0;
    }
    *r = dec_strip((struct dec){minus ? -coef : coef, (uint8_t)scale, true});
    return DEC_OK;
}

/* e^t for 0 <= t < 3 */
static struct fix exp_small(struct fix t)
{
    enum { HALVINGS = 8 };
    fix_div_small(&t, (uint64_t)1 << HALVINGS);
    struct fix sum = one, term = one;
    for (uint64_t k = 1; !fix_is_zero(&term); k++) {
        term = fix_mul(&term, &t);
        fix_div_small(&term, k);
        fix_add(&sum, &term);
    }
    for (int i = 0; i < HALVINGS; i++)
        sum = fix_mul(&sum, &sum);
    return sum;
}

/* e^x or e^-x, negated if asked. */
static enum dec_status exp_fix(struct dec *r, struct fix x, bool minus, bool negate)
{
    if (x.w[0] > 400) /* 10^173: far outside on either side */
        return DEC_OVERFLOW;
    struct fix ten = ln10();
    int n = 0;
    while (fix_cmp(&x, &ten) >= 0) {
        fix_sub(&x, &ten);
        n++;
    }
    if (minus && !fix_is_zero(&x)) { /* -(n ln10 + x) = -(n+1) ln10 + (ln10 - x) */
        struct fix rest = ten;
        fix_sub(&rest, &x);
        x = rest;
        n++;
    }
    return to_dec(r, exp_small(x), minus ? -n : n, negate);
}

/* |a| as fixed point. Returns false when the integer part is too large. */
static bool from_dec(struct fix *x, const struct dec *a)
{
    int n;
    if (a->coef == 0) {
        *x = (struct fix){{0}};
        return true;
    }
    *x = mantissa(dec_abs(a).coef, a->scale, &n);
    if (n > 18)
        return false;
    for (; n > 0; n--)
        fix_mul_small(x, 10);
    for (; n < 0; n++)
        fix_div_small(x, 10);
    return true;
}

enum dec_status dec_exp(struct dec *r, const struct dec *a)
{
    struct fix x;
    if (!from_dec(&x, a))
        x = (struct fix){{UINT64_MAX}};
    return exp_fix(r, x, a->coef < 0, false);
}

static bool is_one(const struct dec *a)
{
    struct dec unit = dec_int(1);
    return dec_cmp(a, &unit) == 0;
}

enum dec_status dec_ln(struct dec *r, const struct dec *a)
{
    if (a->coef <= 0)
        return DEC_DOMAIN;
    if (is_one(a)) {
        *r = dec_int(0);
        return DEC_OK;
    }
    bool minus;
    struct fix x = ln_abs(a, &minus);
    return to_dec(r, x, 0, minus);
}

enum dec_status dec_log(struct dec *r, const struct dec *a, const struct dec *b)
{
    if (a->coef <= 0 || b->coef <= 0 || is_one(b))
        return DEC_DOMAIN;
    if (is_one(a)) {
        *r = dec_int(0);
        return DEC_OK;
    }
    bool minus_a, minus_b;
    struct fix x = ln_abs(a, &minus_a), y = ln_abs(b, &minus_b);
    int n = 0; /* a divisor near zero: bring it near one, and remember by how much */
    for (; y.w[0] == 0; n++)
        fix_mul_small(&y, 10);
    for (; x.w[0] == 0; n--)
        fix_mul_small(&x, 10);
    return to_dec(r, fix_div(x, &y), n, minus_a != minus_b);
}

/* The floor of the square root. */
static uint128 root(uint128 v)
{
    uint128 r = 0;
    for (uint128 bit = (uint128)1 << 126; bit; bit >>= 2) {
        if (v >= r + bit) {
            v -= r + bit;
            r = (r >> 1) + bit;
        } else {
            r >>= 1;
        }
    }
    return r;
}

/* A root of 19 digits or more, of which w / 10^scale is the floor, to 18 digits: there is more behind, so no half is exact. */
static struct dec root_rounded(uint128 w, int scale)
{
    int cut = dec_digits((int128)w) - DEC_SIGNIFICANT;
    uint128 unit = (uint128)dec_pow10(cut), kept = w / unit;
    if (w % unit >= unit / 2)
        kept++;
    for (scale -= cut; scale < 0; scale++)
        kept *= 10;
    return (struct dec){(int128)kept, (uint8_t)scale, true};
}

enum dec_status dec_sqrt(struct dec *r, const struct dec *a)
{
    if (a->coef < 0)
        return DEC_DOMAIN;
    struct dec s = dec_strip(*a);
    if (s.coef == 0) {
        *r = dec_int(0);
        return DEC_OK;
    }
    int digits = dec_digits(s.coef), up = digits < DEC_DIGITS ? DEC_DIGITS - digits : 0, scale = s.scale + up;
    if (scale & 1) {
        up--;
        scale--;
    }
    uint128 v = (uint128)s.coef;
    bool rest = false;
    if (up >= 0) {
        v *= (uint128)dec_pow10(up);
    } else { /* 38 or 39 digits with an odd scale: the last one cannot reach the 18th digit of the root */
        rest = v % 10;
        v /= 10;
    }
    uint128 w = root(v);
    rest = rest || v > w * w;
    *r = dec_strip(rest ? root_rounded(w, scale / 2) : (struct dec){(int128)w, (uint8_t)(scale / 2), false});
    return DEC_OK;
}

/* a^n exactly. Returns false when it does not fit. */
static bool power_exact(struct dec *r, struct dec a, int64_t n)
{
    struct dec result = dec_int(1);
    while (n) {
        if ((n & 1) && dec_mul(&result, &result, &a) != DEC_OK)
            return false;
        n >>= 1;
        if (n && (a.rounded || dec_mul(&a, &a, &a) != DEC_OK))
            return false;
    }
    *r = result;
    return true;
}

/* |a|^e by logarithms. */
static enum dec_status power_by_log(struct dec *r, const struct dec *a, const struct dec *e, bool negate)
{
    struct dec base = dec_abs(a);
    bool minus = false;
    if (is_one(&base)) {
        *r = dec_int(negate ? -1 : 1);
        return DEC_OK;
    }
    struct fix x = ln_abs(&base, &minus), f;
    bool down = minus != (e->coef < 0);
    if (!from_dec(&f, e))
        f = (struct fix){{UINT64_MAX}};
    /* the product's integer part must fit one limb: its estimate from above decides */
    uint128 most = (uint128)(x.w[0] + 1) * ((uint128)f.w[0] + 1);
    if (most > (uint128)UINT64_MAX && (x.w[0] || f.w[0] > ((uint64_t)1 << 60)))
        x = (struct fix){{UINT64_MAX}};
    else
        x = fix_mul(&x, &f);
    return exp_fix(r, x, down, negate);
}

enum dec_status dec_power(struct dec *r, const struct dec *a, const struct dec *e)
{
    if (e->coef == 0) {
        *r = dec_int(1);
        return DEC_OK;
    }
    if (a->coef == 0) {
        *r = dec_int(0);
        return e->coef < 0 ? DEC_DOMAIN : DEC_OK;
    }
    struct dec whole = dec_strip(*e);
    int64_t n;
    if (!dec_to_int(&whole, &n)) {
        if (a->coef < 0 && whole.scale)
            return DEC_DOMAIN;
        return power_by_log(r, a, e, a->coef < 0 && (whole.coef & 1));
    }
    struct dec p, unit = dec_int(1);
    if (n > -1000 && n < 1000 && power_exact(&p, dec_strip(*a), n < 0 ? -n : n) && p.coef) {
        if (n < 0 && (dec_div(&p, &unit, &p) != DEC_OK || (p.rounded && dec_digits(p.coef) > DEC_SIGNIFICANT)))
            return power_by_log(r, a, e, a->coef < 0 && (n & 1));
        *r = p;
        return DEC_OK;
    }
    return power_by_log(r, a, e, a->coef < 0 && (n & 1));
}
