/* SPDX-License-Identifier: Apache-2.0 */
#include "lint/ratio.h"

#include "edits/linear.h"

static const struct ratio none = {0, 0};

/* n / d in lowest terms, d > 0. */
static struct ratio lowest(int128 n, int128 d)
{
    if (d == 1)
        return (struct ratio){n, d};
    int128 g = gcd128(n, d);
    return g > 1 ? (struct ratio){n / g, d / g} : (struct ratio){n, d};
}

struct ratio ratio_dec(struct dec d)
{
    return d.scale > 38 ? none : lowest(d.coef, dec_pow10(d.scale));
}

struct ratio ratio_add(struct ratio a, struct ratio b)
{
    int128 x, y, n, d;
    if (!a.d || !b.d)
        return none;
    if (a.d == b.d) {
        if (__builtin_add_overflow(a.n, b.n, &n) || n < -DEC_MAX)
            return none;
        return lowest(n, a.d);
    }
    int128 g = gcd128(a.d, b.d), p = b.d / g, q = a.d / g;
    if (__builtin_mul_overflow(a.n, p, &x) || __builtin_mul_overflow(b.n, q, &y) || __builtin_add_overflow(x, y, &n) ||
        __builtin_mul_overflow(a.d, p, &d) || n < -DEC_MAX)
        return none;
    return lowest(n, d);
}

struct ratio ratio_neg(struct ratio a)
{
    return (struct ratio){-a.n, a.d}; /* the smallest int128 is none of our numbers */
}

struct ratio ratio_sub(struct ratio a, struct ratio b)
{
    return ratio_add(a, ratio_neg(b));
}

struct ratio ratio_mul(struct ratio a, struct ratio b)
{
    int128 n, d;
    if (!a.d || !b.d)
        return none;
    int128 g = b.d == 1 ? 1 : gcd128(a.n, b.d), h = a.d == 1 ? 1 : gcd128(b.n, a.d);
    g = g ? g : 1;
    h = h ? h : 1;
    if (__builtin_mul_overflow(a.n / g, b.n / h, &n) || __builtin_mul_overflow(a.d / h, b.d / g, &d) || n < -DEC_MAX)
        return none;
    return n ? (struct ratio){n, d} : ratio_int(0);
}

struct ratio ratio_div(struct ratio a, struct ratio b)
{
    if (!b.d || !b.n)
        return none;
    return ratio_mul(a, b.n < 0 ? (struct ratio){-b.d, -b.n} : (struct ratio){b.d, b.n});
}

/* a / b rounded down, b > 0; *rest is what is left, 0 <= *rest < b. */
static int128 floor_div(int128 a, int128 b, int128 *rest)
{
    int128 q = a / b;
    *rest = a - q * b;
    if (*rest < 0) {
        *rest += b;
        q--;
    }
    return q;
}

struct ratio ratio_floor(struct ratio a)
{
    int128 rest;
    return a.d ? (struct ratio){floor_div(a.n, a.d, &rest), 1} : none;
}

/* Whole parts are compared, and then the reciprocals of what is left. */
int ratio_cmp(struct ratio a, struct ratio b)
{
    if (a.d == b.d)
        return (a.n > b.n) - (a.n < b.n);
    for (int sign = 1;; sign = -sign) {
        int128 x, y, p = floor_div(a.n, a.d, &x), q = floor_div(b.n, b.d, &y);
        if (p != q)
            return p < q ? -sign : sign;
        if (!x || !y)
            return x == y ? 0 : x ? sign : -sign;
        a = (struct ratio){a.d, x};
        b = (struct ratio){b.d, y};
    }
}

static void put_whole(struct buf *b, int128 n)
{
    struct dec d = {.coef = n};
    dec_put(b, &d);
}

void ratio_put(struct buf *b, struct ratio a)
{
    put_whole(b, a.n);
    if (a.d == 1)
        return;
    buf_puts(b, "/");
    put_whole(b, a.d);
}

struct near near_add(struct near a, struct near b)
{
    return (struct near){ratio_add(a.r, b.r), ratio_add(a.e, b.e)};
}

struct near near_sub(struct near a, struct near b)
{
    return (struct near){ratio_sub(a.r, b.r), ratio_sub(a.e, b.e)};
}

struct near near_mul(struct near a, struct ratio k)
{
    return (struct near){ratio_mul(a.r, k), ratio_mul(a.e, k)};
}

int near_cmp(struct near a, struct near b)
{
    int order = ratio_cmp(a.r, b.r);
    return order ? order : ratio_cmp(a.e, b.e);
}
