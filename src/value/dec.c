/* SPDX-License-Identifier: Apache-2.0 */
#include "value/dec.h"

#include <assert.h>

#define E18 ((int128)1000000000000000000LL)

int128 dec_pow10(int n)
{
    static const int64_t small[] = {1LL, 10LL, 100LL, 1000LL, 10000LL, 100000LL, 1000000LL, 10000000LL, 100000000LL,
        1000000000LL, 10000000000LL, 100000000000LL, 1000000000000LL, 10000000000000LL, 100000000000000LL,
        1000000000000000LL, 10000000000000000LL, 100000000000000000LL, 1000000000000000000LL};
    assert(n >= 0 && n <= DEC_DIGITS);
    if (n <= 18)
        return small[n];
    return n <= 36 ? E18 * small[n - 18] : E18 * E18 * small[n - 36];
}

/* v * 10^n; returns false on overflow. */
static bool scale_up(int128 *v, int n)
{
    if (*v == 0)
        return true;
    if (n > DEC_DIGITS)
        return false;
    int128 up;
    if (__builtin_mul_overflow(*v, dec_pow10(n), &up) || up < -DEC_MAX)
        return false; /* *v stays: the builtin would have left the low bits of the product in it */
    *v = up;
    return true;
}

int dec_digits(int128 v)
{
    uint128 u = v < 0 ? (uint128)-v : (uint128)v;
    int n = 1;
    for (; u >= (uint128)E18; n += 18)
        u /= (uint128)E18;
    for (uint64_t w = (uint64_t)u; w >= 10; n++)
        w /= 10;
    return n;
}

struct dec dec_strip(struct dec a)
{
    if (a.coef == 0)
        a.scale = 0;
    while (a.scale >= 8 && a.coef % 100000000 == 0) {
        a.coef /= 100000000;
        a.scale = (uint8_t)(a.scale - 8);
    }
    while (a.scale && a.coef % 10 == 0) {
        a.coef /= 10;
        a.scale--;
    }
    return a;
}

enum dec_status dec_parse_long(struct dec *d, struct str s)
{
    size_t i = 0, digits = 0, decimals = 0;
    bool minus = false, point = false;
    if (s.n && (s.p[0] == '-' || s.p[0] == '+'))
        minus = s.p[i++] == '-';
    int128 v = 0;
    bool over = false;
    for (; i < s.n; i++) {
        if (s.p[i] == '.') {
            if (point || !digits || i + 1 == s.n)
                return DEC_SYNTAX;
            point = true;
            continue;
        }
        if (s.p[i] < '0' || s.p[i] > '9')
            return DEC_SYNTAX;
        digits++;
        decimals += point;
        over = over || __builtin_mul_overflow(v, 10, &v) || __builtin_add_overflow(v, s.p[i] - '0', &v);
    }
    if (!digits)
        return DEC_SYNTAX;
    if (over || decimals > DEC_SCALE_MAX)
        return DEC_OVERFLOW;
    *d = (struct dec){minus ? -v : v, (uint8_t)decimals, false};
    return DEC_OK;
}

/* What dec_put writes of magnitudes that fit 64 bits: two digits at a time, from the end. Returns where the text begins. */
static char *put_small(char *end, uint64_t u, int scale)
{
    static const char pairs[] = "00010203040506070809" "10111213141516171819" "20212223242526272829"
                                "30313233343536373839" "40414243444546474849" "50515253545556575859"
                                "60616263646566676869" "70717273747576777879" "80818283848586878889"
                                "90919293949596979899";
    char *p = end;
    int left = scale;
    for (; left >= 2; left -= 2, u /= 100) {
        p -= 2;
        memcpy(p, pairs + u % 100 * 2, 2);
    }
    if (left) {
        *--p = (char)('0' + u % 10);
        u /= 10;
    }
    if (scale)
        *--p = '.';
    for (; u >= 100; u /= 100) {
        p -= 2;
        memcpy(p, pairs + u % 100 * 2, 2);
    }
    if (u >= 10) {
        p -= 2;
        memcpy(p, pairs + u * 2, 2);
    } else {
        *--p = (char)('0' + u);
    }
    return p;
}

void dec_put(struct buf *b, const struct dec *d)
{
    char text[DEC_SCALE_MAX + DEC_DIGITS + 8];
    char *end = text + sizeof text, *p = end;
    uint128 u = d->coef < 0 ? (uint128)-d->coef : (uint128)d->coef;
    int left = d->scale;
    if (!(u >> 64)) {
        p = put_small(p, (uint64_t)u, left);
        if (d->coef < 0)
            *--p = '-';
        buf_add(b, p, (size_t)(end - p));
        return;
    }
    do {
        uint64_t part = (uint64_t)(u % (uint128)E18);
        u /= (uint128)E18;
        for (int i = 0; i < 18 && (u || part || left >= 0); i++) {
            *--p = (char)('0' + part % 10);
            part /= 10;
            if (--left == 0)
                *--p = '.';
        }
    } while (u || left >= 0);
    if (d->coef < 0)
        *--p = '-';
    buf_add(b, p, (size_t)(end - p));
}

/* Both coefficients as they are at the larger scale, where they fit 64 bits before: no overflow is possible then. */
static bool align_small(const struct dec *a, const struct dec *b, int128 *x, int128 *y)
{
    int up = a->scale - b->scale;
    if ((int64_t)a->coef != a->coef || (int64_t)b->coef != b->coef || up > 18 || up < -18)
        return false;
    *x = up < 0 ? (int128)(int64_t)a->coef * (int64_t)dec_pow10(-up) : a->coef;
    *y = up > 0 ? (int128)(int64_t)b->coef * (int64_t)dec_pow10(up) : b->coef;
    return true;
}

int dec_cmp_scaled(const struct dec *a, const struct dec *b)
{
    int128 small_a, small_b;
    if (align_small(a, b, &small_a, &small_b))
        return (small_a > small_b) - (small_a < small_b);
    int sa = dec_sign(a), sb = dec_sign(b);
    if (sa != sb)
        return sa < sb ? -1 : 1;
    int128 x = a->coef, y = b->coef;
    if (a->scale < b->scale) {
        if (!scale_up(&x, b->scale - a->scale))
            return sa; /* too large to be written with the other's decimals: the larger magnitude */
    } else if (!scale_up(&y, a->scale - b->scale)) {
        return -sa;
    }
    return (x > y) - (x < y);
}

/* v / 10^n, half-even. */
static int128 scale_down(int128 v, int n)
{
    if (n > DEC_DIGITS)
        return 0;
    int128 p = dec_pow10(n), q = v / p, rest = v % p;
    if (rest < 0)
        rest = -rest;
    int128 half = p / 2;
    if (n && (rest > half || (rest == half && (q & 1))))
        q += v < 0 ? -1 : 1;
    return q;
}

static bool align(struct dec *a, struct dec *b)
{
    if (a->scale > b->scale)
        return align(b, a);
    if (!scale_up(&a->coef, b->scale - a->scale))
        return false;
    a->scale = b->scale;
    return true;
}

/* Brings b and a to a common scale by rounding away decimals of the one that has more. */
static bool align_rounding(struct dec *a, struct dec *b)
{
    if (a->scale > b->scale)
        return align_rounding(b, a);
    int room = DEC_DIGITS - 1 - dec_digits(a->coef);
    int scale = a->scale + (room > 0 ? room : 0);
    if (scale < b->scale) {
        b->coef = scale_down(b->coef, b->scale - scale);
        b->scale = (uint8_t)scale;
    }
    return align(a, b);
}

enum dec_status dec_add_scaled(struct dec *r, const struct dec *a, const struct dec *b, bool subtract)
{
    struct dec x = *a, y = *b;
    bool rounded = x.rounded || y.rounded;
    if (align_small(a, b, &x.coef, &y.coef)) {
        x.scale = y.scale = a->scale > b->scale ? a->scale : b->scale;
    } else if (!align(&x, &y)) {
        x = dec_strip(*a);
        y = dec_strip(*b);
        if (!align(&x, &y) && !(rounded && align_rounding(&x, &y)))
            return DEC_OVERFLOW;
    }
    int128 sum;
    if (subtract)
        y.coef = -y.coef;
    if (__builtin_add_overflow(x.coef, y.coef, &sum) || sum < -DEC_MAX) {
        if (!rounded || x.scale == 0)
            return DEC_OVERFLOW;
        int scale = x.scale - 1;
        sum = scale_down(x.coef, 1) + scale_down(y.coef, 1);
        x.scale = (uint8_t)scale;
    }
    *r = (struct dec){sum, x.scale, rounded};
    return DEC_OK;
}

/* Takes tens out of a product (10 from a, or 2 from a and 5 from b) as long as there are decimals to drop. */
static void tens(struct dec *a, struct dec *b)
{
    while (a->scale + b->scale && a->coef && b->coef) {
        if (a->coef % 10 == 0) {
            a->coef /= 10;
        } else if (a->coef % 2 == 0 && b->coef % 5 == 0) {
            a->coef /= 2;
            b->coef /= 5;
        } else {
            break;
        }
        if (a->scale)
            a->scale--;
        else
            b->scale--;
    }
}

/* |x| * |y| in 256 bits, the lowest word first. */
static void multiply_wide(uint64_t w[4], int128 x, int128 y)
{
    uint128 a = (uint128)(x < 0 ? -x : x), b = (uint128)(y < 0 ? -y : y);
    uint64_t u[2] = {(uint64_t)a, (uint64_t)(a >> 64)}, v[2] = {(uint64_t)b, (uint64_t)(b >> 64)};
    w[0] = w[1] = w[2] = w[3] = 0;
    for (int i = 0; i < 2; i++) {
        uint128 carry = 0;
        for (int k = 0; k < 2; k++) {
            carry += (uint128)u[i] * v[k] + w[i + k];
            w[i + k] = (uint64_t)carry;
            carry >>= 64;
        }
        w[i + 2] += (uint64_t)carry;
    }
}

/* Divides by ten; returns the rest. */
static unsigned tenth_wide(uint64_t w[4])
{
    uint128 rest = 0;
    for (int i = 3; i >= 0; i--) {
        rest = rest << 64 | w[i];
        w[i] = (uint64_t)(rest / 10);
        rest %= 10;
    }
    return (unsigned)rest;
}

/* The product of approximations, rounded once, half-even, to the digits that fit; fewer than 18 are none. */
static enum dec_status mul_rounding(struct dec *r, const struct dec *a, const struct dec *b)
{
    uint64_t w[4];
    int scale = a->scale + b->scale;
    unsigned last = 0; /* the digit dropped last */
    bool behind = false; /* is anything dropped behind it? */
    multiply_wide(w, a->coef, b->coef);
    while (w[3] || w[2] || w[1] >> 63 || scale > DEC_SCALE_MAX) {
        if (scale-- == 0)
            return DEC_OVERFLOW;
        behind = behind || last;
        last = tenth_wide(w);
    }
    int128 product = (int128)((uint128)w[1] << 64 | w[0]);
    if ((last > 5 || (last == 5 && (behind || (product & 1)))) && product < DEC_MAX)
        product++;
    if ((last || behind) && dec_digits(product) < DEC_SIGNIFICANT)
        return DEC_OVERFLOW;
    *r = (struct dec){dec_sign(a) * dec_sign(b) < 0 ? -product : product, (uint8_t)scale, true};
    return DEC_OK;
}

static enum dec_status mul_long(struct dec *r, struct dec a, struct dec b)
{
    bool rounded = a.rounded || b.rounded;
    a = dec_strip(a);
    b = dec_strip(b);
    tens(&a, &b);
    tens(&b, &a);
    int128 product;
    if (__builtin_mul_overflow(a.coef, b.coef, &product) || product < -DEC_MAX || a.scale + b.scale > DEC_SCALE_MAX)
        return rounded ? mul_rounding(r, &a, &b) : DEC_OVERFLOW;
    *r = (struct dec){product, (uint8_t)(a.scale + b.scale), rounded};
    return DEC_OK;
}

enum dec_status dec_mul(struct dec *r, const struct dec *a, const struct dec *b)
{
    int128 product;
    int scale = a->scale + b->scale;
    int64_t x = (int64_t)a->coef, y = (int64_t)b->coef;
    if (x == a->coef && y == b->coef)
        product = (int128)x * y;
    else if (__builtin_mul_overflow(a->coef, b->coef, &product) || product < -DEC_MAX)
        return mul_long(r, *a, *b);
    if (scale > DEC_SCALE_MAX)
        return mul_long(r, *a, *b);
    *r = (struct dec){product, (uint8_t)scale, a->rounded || b->rounded};
    return DEC_OK;
}

/* n * 10 up to digits times, divided by d, by long division: the remainder is carried, so nothing overflows as long as
 * 10 * d fits; d has at most 38 digits and the remainder is < d, so it is done in unsigned 128 bits with a check. */
static void long_divide(uint128 n, uint128 d, int digits, uint128 *q, uint128 *rest)
{
    *q = n / d;
    *rest = n % d;
    for (int i = 0; i < digits; i++) {
        unsigned digit = 0;
        uint128 times = 0; /* rest * 10 mod d by ten additions that never exceed 2d */
        for (int k = 0; k < 10; k++) {
            if (times >= d - *rest && *rest) {
                times -= d - *rest;
                digit++;
            } else {
                times += *rest;
            }
        }
        *rest = times;
        *q = *q * 10 + digit;
    }
}

static void divide(uint128 n, uint128 d, int digits, uint128 *q, uint128 *rest)
{
    uint128 wide;
    if (digits <= DEC_DIGITS && !__builtin_mul_overflow(n, (uint128)dec_pow10(digits), &wide)) {
        *q = wide / d;
        *rest = wide % d;
    } else {
        long_divide(n, d, digits, q, rest);
    }
}

enum dec_status dec_div(struct dec *r, const struct dec *a, const struct dec *b)
{
    if (b->coef == 0)
        return DEC_DIVZERO;
    if (a->coef == 0) {
        *r = (struct dec){0, 0, a->rounded};
        return DEC_OK;
    }
    uint128 n = (uint128)dec_abs(a).coef, d = (uint128)dec_abs(b).coef;
    /* n * 10^k / d has k + digits(n) - digits(d) digits, or one more */
    int k = DEC_SIGNIFICANT + dec_digits((int128)d) - dec_digits((int128)n);
    if (k < b->scale) /* keep the decimals of a */
        k = b->scale;
    int scale = a->scale + k - b->scale;
    if (scale < 0) {
        k -= scale;
        scale = 0;
    }
    bool short_of = scale > DEC_SCALE_MAX;
    if (short_of) {
        k -= scale - DEC_SCALE_MAX;
        scale = DEC_SCALE_MAX;
        if (k < 0)
            return DEC_OVERFLOW;
    }
    int excess = k + dec_digits((int128)n) - dec_digits((int128)d) + 1 - DEC_DIGITS;
    if (excess > scale)
        return DEC_OVERFLOW;
    if (excess > 0) { /* not all decimals of a then: the quotient still has more than 18 digits */
        k -= excess;
        scale -= excess;
    }
    uint128 q, rest;
    if (k < 0) { /* 39 digits by one: a tenth of them */
        d *= (uint128)dec_pow10(-k);
        k = 0;
    }
    divide(n, d, k, &q, &rest);
    if (short_of && rest)
        return DEC_OVERFLOW;
    if (rest > d - rest || (rest == d - rest && (q & 1)))
        q++;
    int128 coef = (int128)q;
    *r = dec_strip((struct dec){(a->coef < 0) != (b->coef < 0) ? -coef : coef, (uint8_t)scale,
                                rest || a->rounded || b->rounded});
    return DEC_OK;
}

/* Drops the digits behind the n-th decimal; *part says how the dropped part compares with zero and one half:
 * 0 nothing, 1 less than half, 2 half or more. */
static struct dec cut(const struct dec *a, int n, int *part)
{
    int drop = a->scale - n;
    *part = 0;
    if (drop <= 0)
        return *a;
    if (drop > DEC_DIGITS) {
        *part = a->coef != 0;
        return (struct dec){0, (uint8_t)(n > 0 ? n : 0), a->rounded};
    }
    int128 p = dec_pow10(drop), q = a->coef / p, rest = a->coef % p;
    if (rest < 0)
        rest = -rest;
    *part = rest == 0 ? 0 : rest >= p - rest ? 2 : 1;
    return (struct dec){q, (uint8_t)(n > 0 ? n : 0), a->rounded};
}

/* A number cut left of the point counts tens, hundreds...: back to units. */
static enum dec_status to_units(struct dec *r, struct dec a, int n)
{
    if (n < 0 && !scale_up(&a.coef, -n))
        return DEC_OVERFLOW;
    *r = a;
    return DEC_OK;
}

enum dec_status dec_round(struct dec *r, const struct dec *a, int n)
{
    int part;
    struct dec c = cut(a, n, &part);
    if (part == 2)
        c.coef += a->coef < 0 ? -1 : 1;
    return to_units(r, c, n);
}

enum dec_status dec_trunc(struct dec *r, const struct dec *a, int n)
{
    int part;
    return to_units(r, cut(a, n, &part), n);
}

enum dec_status dec_ceil(struct dec *r, const struct dec *a)
{
    int part;
    struct dec c = cut(a, 0, &part);
    if (part && a->coef > 0)
        c.coef++;
    *r = c;
    return DEC_OK;
}

enum dec_status dec_floor(struct dec *r, const struct dec *a)
{
    int part;
    struct dec c = cut(a, 0, &part);
    if (part && a->coef < 0)
        c.coef--;
    *r = c;
    return DEC_OK;
}

/* rest * 10 mod d for rest < d < 2^127: 10 = 2 (2 * 2 + 1), and no doubling leaves 128 bits. */
static uint128 tenfold_mod(uint128 rest, uint128 d)
{
    uint128 twice = rest * 2 % d, five = (twice * 2 % d + rest) % d;
    return five * 2 % d;
}

/* |a| mod |b| for operands that have no common scale in 128 bits; *scale is that of the result. */
static int128 mod_far(const struct dec *a, const struct dec *b, int *scale)
{
    uint128 rest = (uint128)dec_abs(a).coef, d = (uint128)dec_abs(b).coef;
    *scale = a->scale;
    if (a->scale > b->scale)
        return (int128)rest; /* |b| at the scale of a is beyond 2^127: the larger */
    for (rest %= d; *scale < b->scale; ++*scale)
        rest = tenfold_mod(rest, d);
    return (int128)rest;
}

enum dec_status dec_mod(struct dec *r, const struct dec *a, const struct dec *b)
{
    if (b->coef == 0) {
        *r = *a;
        return DEC_OK;
    }
    struct dec x = *a, y = *b, m;
    if (align(&x, &y)) {
        m = (struct dec){x.coef % y.coef, x.scale, a->rounded || b->rounded};
    } else {
        int scale;
        int128 rest = mod_far(a, b, &scale);
        m = (struct dec){a->coef < 0 ? -rest : rest, (uint8_t)scale, a->rounded || b->rounded};
    }
    if (m.coef == 0 || (m.coef < 0) == (b->coef < 0)) {
        *r = m;
        return DEC_OK;
    }
    return dec_add(r, &m, b);
}

bool dec_is_integer(const struct dec *a)
{
    if (a->scale == 0 || a->coef == 0)
        return true;
    return a->scale <= DEC_DIGITS && a->coef % dec_pow10(a->scale) == 0;
}

bool dec_to_int(const struct dec *a, int64_t *v)
{
    if (!dec_is_integer(a))
        return false;
    int128 whole = a->scale && a->coef ? a->coef / dec_pow10(a->scale) : a->coef;
    *v = (int64_t)whole;
    return *v == whole;
}

uint32_t dec_hash(const struct dec *a)
{
    struct dec s = dec_strip(*a);
    uint64_t h = (uint64_t)s.coef ^ (uint64_t)(s.coef >> 64) * 0x9e3779b97f4a7c15u ^ s.scale;
    h *= 0xff51afd7ed558ccdu;
    return (uint32_t)(h >> 32);
}
