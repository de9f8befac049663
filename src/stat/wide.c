/* SPDX-License-Identifier: Apache-2.0 */
#include "stat/wide.h"

#include <string.h>

enum { CHUNK_DIGITS = 18 };
static const uint64_t chunk = 1000000000000000000u; /* 10^CHUNK_DIGITS */

static bool negative(const struct wide *w)
{
    return w->limb[WIDE_LIMBS - 1] >> 63;
}

int wide_sign(const struct wide *w)
{
    if (negative(w))
        return -1;
    for (int i = 0; i < WIDE_LIMBS; i++)
        if (w->limb[i])
            return 1;
    return 0;
}

static void negate(struct wide *w)
{
    unsigned carry = 1;
    for (int i = 0; i < WIDE_LIMBS; i++) {
        uint128 sum = (uint128)~w->limb[i] + carry;
        w->limb[i] = (uint64_t)sum;
        carry = (unsigned)(sum >> 64);
    }
}

/* w += v without a check. */
static void add(struct wide *w, const struct wide *v)
{
    unsigned carry = 0;
    for (int i = 0; i < WIDE_LIMBS; i++) {
        uint128 sum = (uint128)w->limb[i] + v->limb[i] + carry;
        w->limb[i] = (uint64_t)sum;
        carry = (unsigned)(sum >> 64);
    }
}

void wide_add_int(struct wide *w, int128 v)
{
    uint64_t fill = v < 0 ? ~(uint64_t)0 : 0;
    struct wide x;
    for (int i = 2; i < WIDE_LIMBS; i++)
        x.limb[i] = fill;
    x.limb[0] = (uint64_t)v;
    x.limb[1] = (uint64_t)((uint128)v >> 64);
    add(w, &x);
}

bool wide_add(struct wide *w, const struct wide *v)
{
    bool was = negative(w), same = was == negative(v);
    add(w, v);
    return !same || negative(w) == was;
}

bool wide_subtract(struct wide *w, const struct wide *v)
{
    struct wide minus = *v;
    negate(&minus);
    return wide_add(w, &minus);
}

/* The magnitude times m. Returns false when it does not fit beside the sign. */
static bool times_magnitude(struct wide *w, uint64_t m)
{
    uint64_t carry = 0;
    for (int i = 0; i < WIDE_LIMBS; i++) {
        uint128 p = (uint128)w->limb[i] * m + carry;
        w->limb[i] = (uint64_t)p;
        carry = (uint64_t)(p >> 64);
    }
    return !carry && !negative(w);
}

bool wide_times(struct wide *w, uint64_t m)
{
    bool minus = negative(w);
    if (minus)
        negate(w);
    bool fits = times_magnitude(w, m);
    if (minus)
        negate(w);
    return fits;
}

bool wide_times_power10(struct wide *w, int n)
{
    for (; n >= CHUNK_DIGITS; n -= CHUNK_DIGITS)
        if (!wide_times(w, chunk))
            return false;
    return wide_times(w, (uint64_t)dec_pow10(n));
}

bool wide_product(struct wide *r, const struct wide *a, const struct wide *b)
{
    struct wide x = *a, y = *b;
    bool minus = negative(a) != negative(b);
    if (negative(&x))
        negate(&x);
    if (negative(&y))
        negate(&y);
    memset(r, 0, sizeof *r);
    for (int i = WIDE_LIMBS - 1; i >= 0; i--) { /* Horner, by limbs of b */
        if (wide_sign(r) && r->limb[WIDE_LIMBS - 1])
            return false;
        memmove(r->limb + 1, r->limb, (WIDE_LIMBS - 1) * sizeof *r->limb);
        r->limb[0] = 0;
        struct wide part = x;
        if (!times_magnitude(&part, y.limb[i]) || negative(r) || !wide_add(r, &part))
            return false;
    }
    if (minus)
        negate(r);
    return true;
}

/* Divides a magnitude by d, gives back the remainder. */
static uint64_t divide(struct wide *w, uint64_t d)
{
    uint64_t rest = 0;
    for (int i = WIDE_LIMBS - 1; i >= 0; i--) {
        uint128 part = (uint128)rest << 64 | w->limb[i];
        w->limb[i] = (uint64_t)(part / d);
        rest = (uint64_t)(part % d);
    }
    return rest;
}

void wide_divide(struct wide *w, uint64_t d)
{
    bool minus = negative(w);
    if (minus)
        negate(w);
    divide(w, d);
    if (minus)
        negate(w);
}

void wide_put(struct buf *b, const struct wide *w)
{
    uint64_t parts[WIDE_LIMBS * 64 / 59 + 1]; /* 18 digits are more than 59 bits */
    struct wide x = *w;
    int n = 0;
    if (negative(&x)) {
        buf_char(b, '-');
        negate(&x);
    }
    do
        parts[n++] = divide(&x, chunk);
    while (wide_sign(&x));
    buf_printf(b, "%llu", (unsigned long long)parts[--n]);
    while (n > 0)
        buf_printf(b, "%0*llu", CHUNK_DIGITS, (unsigned long long)parts[--n]);
}

bool wide_parse(struct wide *w, struct str s)
{
    size_t i = 0;
    bool minus = s.n && s.p[0] == '-';
    *w = (struct wide){{0}};
    if (minus)
        i = 1;
    if (i == s.n)
        return false;
    for (; i < s.n; i++) {
        unsigned digit = (unsigned)(unsigned char)s.p[i] - '0';
        if (digit > 9 || !times_magnitude(w, 10))
            return false;
        wide_add_int(w, (int128)digit);
        if (negative(w))
            return false;
    }
    if (minus)
        negate(w);
    return true;
}

/* Does a magnitude have at most 38 digits? Sets *v. */
static bool small(const struct wide *w, uint128 *v)
{
    for (int i = 2; i < WIDE_LIMBS; i++)
        if (w->limb[i])
            return false;
    *v = (uint128)w->limb[1] << 64 | w->limb[0];
    return *v < (uint128)dec_pow10(DEC_DIGITS);
}

/* Cuts digits at the end of a magnitude until 38 are left; half-even by the digits cut. Returns how many were cut. */
static int round_to_digits(struct wide *w, uint128 *v)
{
    int cut = 0;
    bool below = false; /* something not zero below the last digit cut */
    uint64_t last = 0;
    while (!small(w, v)) {
        below = below || last;
        last = divide(w, 10);
        cut++;
    }
    if (last > 5 || (last == 5 && (below || *v % 2)))
        ++*v;
    if (*v == (uint128)dec_pow10(DEC_DIGITS)) {
        *v /= 10;
        cut++;
    }
    return cut;
}

enum dec_status wide_to_dec(struct dec *d, const struct wide *w, int scale, bool round)
{
    struct wide x = *w;
    bool minus = negative(&x), rounded = false;
    uint128 v;
    if (minus)
        negate(&x);
    while (scale > 0 && (!small(&x, &v) || scale > DEC_SCALE_MAX)) {
        struct wide shorter = x;
        if (divide(&shorter, 10))
            break;
        x = shorter;
        scale--;
    }
    if (!small(&x, &v)) {
        if (!round)
            return DEC_OVERFLOW;
        scale -= round_to_digits(&x, &v);
        rounded = true;
    }
    /* What is too small for the greatest scale, or too large for scale 0, does not fit. */
    if (scale > DEC_SCALE_MAX || scale < 0)
        return DEC_OVERFLOW;
    *d = (struct dec){.coef = minus ? -(int128)v : (int128)v, .scale = (uint8_t)scale, .rounded = rounded};
    return DEC_OK;
}
