/* SPDX-License-Identifier: Apache-2.0 */
#include "suggest/fm.h"

#include <string.h>

#include "base/mem.h"

enum { MAX_ROWS = 3000 };

void fm_start(struct fm *f, int k)
{
    f->k = k;
    f->n = 0;
    f->contradiction = f->gave_up = false;
}

static int128 *row(const struct fm *f, size_t i)
{
    return f->c + i * (size_t)(f->k + 1);
}

static void contradict(struct fm *f, const struct vset *from)
{
    if (!f->contradiction || vset_count(from) < vset_count(&f->blame))
        f->blame = *from;
    f->contradiction = true;
}

/* Divides a row by the greatest common divisor of its numbers. Returns false when it has no unknown. */
static bool reduce(int128 *c, int k)
{
    int128 g = 0;
    bool any = false;
    for (int i = 0; i < k; i++)
        if (c[i]) {
            any = true;
            g = g == 1 ? 1 : gcd128(g, c[i]);
        }
    if (g != 1)
        g = gcd128(g, c[k]);
    if (g > 1)
        for (int i = 0; i <= k; i++)
            c[i] /= g;
    return any;
}

/* The row at the end of the array, not counted yet, becomes one of the system. A row with the same left side as another
 * replaces it or goes. */
static void commit(struct fm *f, enum lin_op op, const struct vset *from)
{
    int128 *c = row(f, f->n);
    if (!reduce(c, f->k)) {
        if (op == LIN_EQ ? c[f->k] != 0 : op == LIN_LE ? c[f->k] < 0 : c[f->k] <= 0)
            contradict(f, from);
        return;
    }
    f->op[f->n] = (unsigned char)op;
    f->from[f->n] = *from;
    for (size_t i = 0; op != LIN_EQ && f->n > 12 && i < f->n; i++) {
        int128 *d = row(f, i);
        if (f->op[i] == LIN_EQ || memcmp(d, c, (size_t)f->k * sizeof *c) != 0)
            continue;
        if (c[f->k] < d[f->k] || (c[f->k] == d[f->k] && op == LIN_LT)) {
            d[f->k] = c[f->k];
            f->op[i] = (unsigned char)op;
            f->from[i] = *from;
        }
        return;
    }
    f->n++;
}

/* Makes room for one more row; gives up when there are too many. */
static bool room(struct fm *f)
{
    if (f->n >= MAX_ROWS) {
        f->gave_up = true;
        return false;
    }
    f->work += (size_t)f->k + 1;
    f->c = mem_grow(f->c, &f->cap_c, (f->n + 1) * (size_t)(f->k + 1), sizeof *f->c);
    f->op = mem_grow(f->op, &f->cap_op, f->n + 1, sizeof *f->op);
    f->from = mem_grow(f->from, &f->cap_from, f->n + 1, sizeof *f->from);
    return true;
}

void fm_add(struct fm *f, const int128 *c, int128 rhs, enum lin_op op, const struct vset *from)
{
    if (!room(f))
        return;
    int128 *to = row(f, f->n);
    memcpy(to, c, (size_t)f->k * sizeof *c);
    to[f->k] = rhs;
    commit(f, op, from);
}

/* The new last row a * p + b * q. Returns false when it does not fit. */
static bool combine(struct fm *f, size_t p, int128 a, size_t q, int128 b)
{
    int128 *to = row(f, f->n);
    const int128 *x = row(f, p), *y = row(f, q);
    for (int i = 0; i <= f->k; i++) {
        int128 u, v;
        if (__builtin_mul_overflow(x[i], a, &u) || __builtin_mul_overflow(y[i], b, &v) ||
            __builtin_add_overflow(u, v, &to[i])) {
            f->gave_up = true;
            return false;
        }
    }
    return true;
}

static void drop(struct fm *f, size_t i)
{
    f->n--;
    if (i == f->n)
        return;
    memcpy(row(f, i), row(f, f->n), (size_t)(f->k + 1) * sizeof *f->c);
    f->op[i] = f->op[f->n];
    f->from[i] = f->from[f->n];
}

/* The equality with the smallest coefficient of v, or -1. */
static long pivot(const struct fm *f, int v)
{
    long best = -1;
    int128 size = 0;
    for (size_t i = 0; i < f->n; i++) {
        int128 c = row(f, i)[v] < 0 ? -row(f, i)[v] : row(f, i)[v];
        if (f->op[i] == LIN_EQ && c && (best < 0 || c < size)) {
            best = (long)i;
            size = c;
        }
    }
    return best;
}

/* Puts the equality `e` into all rows that have v, and drops it. */
static void substitute(struct fm *f, int v, size_t e)
{
    int128 p = row(f, e)[v];
    for (size_t i = 0; i < f->n && !f->gave_up; i++) {
        int128 c = row(f, i)[v];
        if (i == e || !c)
            continue;
        if (!room(f) || !combine(f, i, p < 0 ? -p : p, e, p < 0 ? c : -c))
            return;
        struct vset from = f->from[i];
        vset_join(&from, &f->from[e]);
        int128 *to = row(f, i);
        memcpy(to, row(f, f->n), (size_t)(f->k + 1) * sizeof *to);
        f->from[i] = from;
        if (!reduce(to, f->k)) {
            enum lin_op op = (enum lin_op)f->op[i];
            if (op == LIN_EQ ? to[f->k] != 0 : op == LIN_LE ? to[f->k] < 0 : to[f->k] <= 0)
                contradict(f, &from);
        }
    }
    drop(f, e);
    for (size_t i = f->n; i-- > 0;) { /* rows that became empty */
        bool any = false;
        for (int j = 0; j < f->k; j++)
            any = any || row(f, i)[j];
        if (!any)
            drop(f, i);
    }
}

static void pair_bounds(struct fm *f, int v)
{
    size_t before = f->n;
    for (size_t i = 0; i < before && !f->gave_up; i++)
        for (size_t j = 0; j < before && !f->gave_up; j++) {
            int128 up = row(f, i)[v], low = row(f, j)[v];
            if (up <= 0 || low >= 0 || !room(f) || !combine(f, i, -low, j, up))
                continue;
            struct vset from = f->from[i];
            vset_join(&from, &f->from[j]);
            commit(f, f->op[i] == LIN_LT || f->op[j] == LIN_LT ? LIN_LT : LIN_LE, &from);
        }
    for (size_t i = f->n; i-- > 0;)
        if (row(f, i)[v])
            drop(f, i);
}

void fm_eliminate(struct fm *f, int v)
{
    if (f->contradiction || f->gave_up)
        return;
    long e = pivot(f, v);
    if (e >= 0)
        substitute(f, v, (size_t)e);
    else
        pair_bounds(f, v);
}

enum { BEST_COST = -1000000 }; /* of an unknown that an equality has: nothing is cheaper */

/* How many rows eliminating v would make more than it takes away. */
static long cost(const struct fm *f, int v)
{
    long up = 0, low = 0;
    for (size_t i = 0; i < f->n; i++) {
        int128 c = row(f, i)[v];
        if (c && f->op[i] == LIN_EQ)
            return BEST_COST;
        up += c > 0;
        low += c < 0;
    }
    return up * low - up - low;
}

void fm_eliminate_all(struct fm *f, int keep)
{
    bool done[VSET_MAX] = {false};
    for (int round = 0; round < f->k && !f->contradiction && !f->gave_up; round++) {
        int best = -1;
        long least = 0;
        for (int v = 0; v < f->k && (best < 0 || least > BEST_COST); v++) {
            long now = done[v] || v == keep ? 0 : cost(f, v);
            if (!done[v] && v != keep && (best < 0 || now < least)) {
                best = v;
                least = now;
            }
        }
        if (best < 0)
            return;
        fm_eliminate(f, best);
        done[best] = true;
    }
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

/* Is a/b < c/d? b, d > 0. The products may not fit; so whole parts are compared, and then the reciprocals of what is left. */
static bool less(int128 a, int128 b, int128 c, int128 d)
{
    for (bool turned = false;; turned = !turned) {
        int128 x, y, p = floor_div(a, b, &x), q = floor_div(c, d, &y);
        if (p != q)
            return (p < q) != turned;
        if (!x || !y)
            return turned ? y == 0 && x != 0 : x == 0 && y != 0;
        a = b;
        b = x;
        c = d;
        d = y;
    }
}

struct fm_bounds fm_bounds(const struct fm *f, int v)
{
    struct fm_bounds b = {0};
    for (size_t i = 0; i < f->n; i++) {
        int128 c = row(f, i)[v], r = row(f, i)[f->k];
        bool strict = f->op[i] == LIN_LT;
        if (!c)
            continue;
        int128 num = c < 0 ? -r : r, den = c < 0 ? -c : c;
        if ((c > 0 || f->op[i] == LIN_EQ) && (!b.has_high || less(num, den, b.high_num, b.high_den) ||
                                              (strict && !less(b.high_num, b.high_den, num, den)))) {
            b.has_high = true;
            b.high_strict = strict;
            b.high_num = num;
            b.high_den = den;
        }
        if ((c < 0 || f->op[i] == LIN_EQ) && (!b.has_low || less(b.low_num, b.low_den, num, den) ||
                                              (strict && !less(num, den, b.low_num, b.low_den)))) {
            b.has_low = true;
            b.low_strict = strict;
            b.low_num = num;
            b.low_den = den;
        }
    }
    return b;
}

void fm_free(struct fm *f)
{
    mem_free(f->c);
    mem_free(f->op);
    mem_free(f->from);
    *f = (struct fm){0};
}
