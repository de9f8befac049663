/* SPDX-License-Identifier: Apache-2.0 */
#include "edits/linear.h"

bool numbers_set(struct numbers *r, int128 *x, const struct dec *const *d, int n, int scale)
{
    *r = (struct numbers){.x = x, .n = n, .scale = scale};
    for (int i = 0; i < n; i++)
        if (d[i] && d[i]->scale > r->scale)
            r->scale = d[i]->scale;
    if (r->scale > 18)
        return false;
    r->unit = dec_pow10(r->scale);
    for (int i = 0; i < n; i++) {
        x[i] = 0;
        if (!d[i])
            vset_add(&r->missing, i);
        else if (__builtin_mul_overflow(d[i]->coef, dec_pow10(r->scale - d[i]->scale), &x[i]))
            return false;
    }
    return true;
}

struct dec numbers_dec(const struct numbers *r, int128 x)
{
    return (struct dec){.coef = x, .scale = (uint8_t)r->scale};
}

enum lin_state lin_residual(const struct lin *e, const struct numbers *r, int128 *residual)
{
    int128 sum, product;
    if (__builtin_mul_overflow(r->unit, -(int128)e->b, &sum))
        return LIN_OVERFLOW;
    for (int i = 0; i < e->n; i++) {
        if (vset_has(&r->missing, e->terms[i].var))
            return LIN_MISSING;
        if (__builtin_mul_overflow(r->x[e->terms[i].var], (int128)e->terms[i].a, &product) ||
            __builtin_add_overflow(sum, product, &sum))
            return LIN_OVERFLOW;
    }
    *residual = sum;
    return LIN_HOLDS;
}

enum lin_state lin_judge(const struct lin *e, const struct numbers *r)
{
    int128 v;
    enum lin_state s = lin_residual(e, r, &v);
    if (s != LIN_HOLDS)
        return s;
    if (e->op != LIN_EQ || !e->tolerance)
        return (e->op == LIN_EQ ? v == 0 : e->op == LIN_LE ? v <= 0 : v < 0) ? LIN_HOLDS : LIN_FAILS;
    int128 limit = e->tolerance * r->unit; /* both are below 2^63 */
    return v <= limit && v >= -limit ? LIN_HOLDS : LIN_FAILS;
}

int64_t lin_coefficient(const struct lin *e, int var)
{
    for (int i = 0; i < e->n; i++)
        if (e->terms[i].var == var)
            return e->terms[i].a;
    return 0;
}

int lin_total(const struct lin *e)
{
    int n[2] = {0}, last[2] = {0};
    for (int i = 0; i < e->n; i++) {
        int side = e->terms[i].a < 0;
        n[side]++;
        last[side] = e->terms[i].var;
    }
    return n[0] == 1 && n[1] > 1 ? last[0] : n[1] == 1 && n[0] > 1 ? last[1] : -1;
}

struct vset lin_vars(const struct lin *e)
{
    struct vset s = {{0}};
    for (int i = 0; i < e->n; i++)
        vset_add(&s, e->terms[i].var);
    return s;
}

int128 gcd128(int128 a, int128 b)
{
    uint128 x = a < 0 ? -(uint128)a : (uint128)a, y = b < 0 ? -(uint128)b : (uint128)b;
    while (y) {
        /* Most numbers fit 64 bits, and that division is many times faster. */
        if ((x | y) >> 64 == 0) {
            uint64_t p = (uint64_t)x, q = (uint64_t)y;
            while (q) {
                uint64_t t = p % q;
                p = q;
                q = t;
            }
            return (int128)p;
        }
        uint128 t = x % y;
        x = y;
        y = t;
    }
    return (int128)x;
}
