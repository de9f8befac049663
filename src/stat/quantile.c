/* SPDX-License-Identifier: Apache-2.0 */
#include "stat/quantile.h"

#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "base/mem.h"

enum { SMALL = 256, RADIX_BITS = 11, RADIX = 1 << RADIX_BITS, PASSES = 6 };

struct quantile_place quantile_place(size_t n, unsigned permille, enum quantile_rule rule)
{
    assert(n > 0 && permille <= 1000);
    uint64_t t = rule == QUANTILE_TYPE6 ? (uint64_t)permille * (n + 1) : (uint64_t)permille * (n - 1) + 1000;
    uint64_t w = t / 1000; /* 1-based position below */
    if (w < 1)
        return (struct quantile_place){0, 0};
    if (w >= n)
        return (struct quantile_place){n - 1, 0};
    return (struct quantile_place){(size_t)w - 1, (unsigned)(t % 1000)};
}

double quantile_of(const double *sorted, size_t n, unsigned permille, enum quantile_rule rule)
{
    struct quantile_place q = quantile_place(n, permille, rule);
    if (!q.rest)
        return sorted[q.at];
    double part = q.rest / 1000.0;
    return (1 - part) * sorted[q.at] + part * sorted[q.at + 1];
}

double quantile_median(const double *sorted, size_t n)
{
    assert(n > 0);
    return n % 2 ? sorted[n / 2] : sorted[n / 2 - 1] / 2 + sorted[n / 2] / 2;
}

static void sort_small(double *x, size_t n)
{
    static const size_t gaps[] = {132, 57, 23, 10, 4, 1};
    for (size_t g = 0; g < sizeof gaps / sizeof gaps[0]; g++)
        for (size_t i = gaps[g]; i < n; i++) {
            double v = x[i];
            size_t k = i;
            for (; k >= gaps[g] && x[k - gaps[g]] > v; k -= gaps[g])
                x[k] = x[k - gaps[g]];
            x[k] = v;
        }
}

/* The bits of a double as an integer that sorts as the double does. */
static uint64_t key_of(double x)
{
    uint64_t u;
    memcpy(&u, &x, sizeof u);
    return u & (1ull << 63) ? ~u : u | 1ull << 63;
}

static double of_key(uint64_t u)
{
    double x;
    u = u & (1ull << 63) ? u & ~(1ull << 63) : ~u;
    memcpy(&x, &u, sizeof x);
    return x;
}

/* One pass of a radix sort by the bits from shift on. */
static void radix_pass(const double *from, double *to, size_t n, int shift, size_t *start)
{
    for (size_t i = 0; i < n; i++)
        to[start[key_of(from[i]) >> shift & (RADIX - 1)]++] = from[i];
}

/* Counts all passes in one reading; a pass in which all members have the same digit is skipped. */
static void sort_large(double *x, size_t n, double *scratch)
{
    static const int top = 63;
    size_t (*count)[RADIX] = mem_array(PASSES, sizeof *count);
    for (size_t i = 0; i < n; i++) {
        uint64_t k = key_of(x[i]);
        for (int p = 0; p < PASSES; p++)
            count[p][k >> (p * RADIX_BITS) & (RADIX - 1)]++;
    }
    double *from = x, *to = scratch;
    for (int p = 0; p < PASSES && p * RADIX_BITS <= top; p++) {
        size_t *c = count[p], sum = 0;
        if (c[key_of(from[0]) >> (p * RADIX_BITS) & (RADIX - 1)] == n)
            continue;
        for (size_t i = 0; i < RADIX; i++) {
            size_t here = c[i];
            c[i] = sum;
            sum += here;
        }
        radix_pass(from, to, n, p * RADIX_BITS, c);
        double *swap = from;
        from = to;
        to = swap;
    }
    if (from != x)
        memcpy(x, from, n * sizeof *x);
    mem_free(count);
}

void quantile_sort(double *x, size_t n, double *scratch)
{
    if (n < SMALL)
        sort_small(x, n);
    else
        sort_large(x, n, scratch);
}

double quantile_mad(const double *x, size_t n, double centre, double *scratch)
{
    for (size_t i = 0; i < n; i++)
        scratch[i] = fabs(x[i] - centre);
    quantile_sort(scratch, n, scratch + n);
    return quantile_median(scratch, n);
}

/* The pairs of the medcouple, by the three cases of its kernel. Distances are from the median, upper ascending away
 * from it, lower the same. */
struct pairs {
    const double *sorted;
    double median;
    size_t lower;          /* sorted[0 .. lower) are below the median */
    size_t upper, n;       /* sorted[upper .. n) are above it; between are ties */
    uint64_t minus, zero;  /* kernels known to be -1 and 0; those not counted here or below are +1 */
};

static double kernel(const struct pairs *p, size_t i, size_t j)
{
    double above = p->sorted[i] - p->median, below = p->median - p->sorted[j];
    return (above - below) / (above + below);
}

/* The number of kernels <= t, -1 <= t <= 1. For a fixed upper value the kernel grows with the lower one, and for a
 * fixed lower with the upper, so one walk along the border counts them. */
static uint64_t count_to(const struct pairs *p, double t)
{
    uint64_t n = p->minus;
    if (t >= 0)
        n += p->zero;
    size_t j = p->lower; /* of the lower values, sorted[0 .. j) have a kernel <= t with this upper one */
    for (size_t i = p->upper; i < p->n; i++) {
        while (j > 0 && kernel(p, i, j - 1) > t)
            j--;
        n += j;
        if (!j)
            break;
    }
    return n;
}

/* The k-th smallest kernel (from 1), by bisection over the doubles themselves: at most 64 counts, and the result is a
 * kernel, not a neighbour. */
static double kernel_at(const struct pairs *p, uint64_t k)
{
    uint64_t low = key_of(-1.0), high = key_of(1.0);
    while (low < high) {
        uint64_t middle = low + (high - low) / 2;
        uint64_t n = of_key(middle) >= 1.0 ? UINT64_MAX : count_to(p, of_key(middle));
        if (n >= k)
            high = middle;
        else
            low = middle + 1;
    }
    return of_key(low);
}

double quantile_medcouple(const double *sorted, size_t n)
{
    assert(n > 0);
    struct pairs p = {.sorted = sorted, .median = quantile_median(sorted, n), .n = n};
    while (p.lower < n && sorted[p.lower] < p.median)
        p.lower++;
    p.upper = p.lower;
    while (p.upper < n && sorted[p.upper] <= p.median)
        p.upper++;
    uint64_t ties = p.upper - p.lower, above = n - p.upper;
    p.minus = ties * p.lower + ties * (ties ? ties - 1 : 0) / 2;
    p.zero = ties;
    uint64_t all = (above + ties) * (p.lower + ties);
    if (!all)
        return 0;
    double high = kernel_at(&p, all / 2 + 1);
    return all % 2 ? high : kernel_at(&p, all / 2) / 2 + high / 2;
}
