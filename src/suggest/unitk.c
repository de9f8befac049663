/* SPDX-License-Identifier: Apache-2.0 */
#include "suggest/unitk.h"

#include "base/mem.h"
#include "value/decmath.h"

/* Within 0.35 of a whole number: the factor 10^0.35, in millionths. */
static const int64_t tolerance_millionths = 2238721;

/* One amount with a reference: both magnitudes as whole numbers of one scale. */
struct pair {
    int var;
    int128 y, z;
};

static int128 magnitude(int128 v)
{
    return v < 0 ? -v : v;
}

/* Brings both to one scale and cuts digits that cannot matter, so that products with 10^6 fit. */
static struct pair make_pair(int var, const struct dec *y, const struct dec *z)
{
    struct pair p = {var, magnitude(y->coef), magnitude(z->coef)};
    int ys = y->scale, zs = z->scale;
    const int128 large = dec_pow10(24);
    while (ys < zs && p.y < large) {
        p.y *= 10;
        ys++;
    }
    while (zs < ys && p.z < large) {
        p.z *= 10;
        zs++;
    }
    while (p.y > large || p.z > large) {
        p.y /= 10;
        p.z /= 10;
    }
    return p;
}

/* a / b against 1: is a * 10^6 <= b * tolerance? */
static bool near(int128 a, int128 b)
{
    return a * 1000000 <= b * tolerance_millionths;
}

/* The whole number within the tolerance of the logarithm of y / z; false when there is none with |k| <= 12. */
static bool whole_k(const struct pair *p, int *k)
{
    int128 y = p->y, z = p->z;
    for (*k = 0; *k <= 12 && y > z && !near(y, z); ++*k) {
        if (z > dec_pow10(30))
            return false;
        z *= 10;
    }
    for (; *k >= -12 && z > y && !near(z, y); --*k) {
        if (y > dec_pow10(30))
            return false;
        y *= 10;
    }
    return near(y, z) && near(z, y);
}

/* Is the ratio of a smaller than that of b? */
static bool less(const struct pair *a, const struct pair *b)
{
    struct pair x = *a, w = *b;
    const int128 large = dec_pow10(18);
    while (x.y > large || x.z > large) {
        x.y /= 10;
        x.z /= 10;
    }
    while (w.y > large || w.z > large) {
        w.y /= 10;
        w.z /= 10;
    }
    return x.y * w.z < w.y * x.z;
}

static void sort(struct pair *p, int n)
{
    for (int i = 1; i < n; i++) {
        struct pair x = p[i];
        int k = i;
        for (; k > 0 && less(&x, &p[k - 1]); k--)
            p[k] = p[k - 1];
        p[k] = x;
    }
}

static bool logarithm(const struct pair *p, struct dec *l)
{
    struct dec y = {.coef = p->y}, z = {.coef = p->z}, ratio, ten = dec_int(10);
    return dec_div(&ratio, &y, &z) == DEC_OK && dec_log(l, &ratio, &ten) == DEC_OK;
}

/* The median of the logarithms of sorted pairs. */
static bool median(const struct pair *p, int n, struct dec *m)
{
    struct dec a, b, two = dec_int(2);
    if (!logarithm(&p[(n - 1) / 2], &a))
        return false;
    if (n % 2) {
        *m = a;
        return true;
    }
    return logarithm(&p[n / 2], &b) && dec_add(&a, &a, &b) == DEC_OK && dec_div(m, &a, &two) == DEC_OK;
}

/* Half the distance between the quartiles of the logarithms of sorted pairs. */
static bool spread(const struct pair *p, int n, struct dec *d)
{
    struct dec low, high, two = dec_int(2);
    return logarithm(&p[n / 4], &low) && logarithm(&p[n - 1 - n / 4], &high) && dec_sub(&high, &high, &low) == DEC_OK &&
           dec_div(d, &high, &two) == DEC_OK;
}

/* k when the median is within the tolerance (0.35) of a whole number, else 0. */
static int median_k(const struct dec *m, int most)
{
    struct dec whole, off, tolerance = {.coef = 35, .scale = 2};
    int64_t k;
    dec_round(&whole, m, 0);
    if (dec_sub(&off, m, &whole) != DEC_OK || !dec_to_int(&whole, &k))
        return 0;
    off = dec_abs(&off);
    return dec_cmp(&off, &tolerance) <= 0 && k >= -most && k <= most ? (int)k : 0;
}

/* Is the median of sorted pairs certainly within the tolerance of 0? Most forms are in order: this saves the logarithms. */
static bool is_central(const struct pair *p, int n)
{
    for (int i = (n - 1) / 2; i <= n / 2; i++)
        if (!p[i].y || !p[i].z || !near(p[i].y, p[i].z) || !near(p[i].z, p[i].y))
            return false;
    return true;
}

/* Is the median near 0? */
static bool near_zero(const struct unitk *u)
{
    struct dec off = dec_abs(&u->median), tolerance = {.coef = 35, .scale = 2};
    return u->has_median && dec_cmp(&off, &tolerance) <= 0;
}

int unitk_shift(const struct dec *current, const struct dec *reference)
{
    int k;
    if (!dec_sign(current) || !dec_sign(reference))
        return 0;
    struct pair p = make_pair(0, current, reference);
    return p.y && p.z && whole_k(&p, &k) ? k : 0;
}

bool unitk_near(const struct dec *current, const struct dec *reference)
{
    if (!dec_sign(current) || !dec_sign(reference))
        return false;
    struct pair p = make_pair(0, current, reference);
    return near(p.y, p.z) && near(p.z, p.y);
}

bool unitk_hundredths(const struct dec *current, const struct dec *reference, int *l)
{
    /* The powers of 10^0.05, in millionths. */
    static const int steps[] = {
        1000000, 1122019, 1258926, 1412538, 1584894, 1778280, 1995263, 2238722, 2511887, 2818383, 3162278,
        3548134, 3981072, 4466836, 5011873, 5623414, 6309574, 7079458, 7943283, 8912510};
    if (!dec_sign(current) || !dec_sign(reference))
        return false;
    struct pair p = make_pair(0, current, reference);
    if (!p.y || !p.z)
        return false;
    for (*l = 0; p.y >= p.z * 10; *l += 100)
        p.z *= 10;
    for (; p.y < p.z; *l -= 100)
        p.y *= 10;
    int64_t mantissa = (int64_t)(p.y * 1000000 / p.z);
    for (int i = 1; i < 20 && mantissa >= steps[i]; i++)
        *l += 5;
    return true;
}

/* p and k: room for UNITK_VARS. */
static void check(const struct dec *const *current, const struct dec *const *reference, int n, int most, bool always_median,
                  struct pair *p, int *k, struct unitk *out)
{
    int suspicious = 0;
    *out = (struct unitk){.state = UNITK_OK};
    for (int i = 0; i < n && i < UNITK_VARS; i++)
        if (current[i] && reference[i] && dec_sign(current[i]) && dec_sign(reference[i]))
            p[out->usable++] = make_pair(i, current[i], reference[i]);
    for (int i = 0; i < out->usable; i++) {
        bool whole = p[i].y && p[i].z && whole_k(&p[i], &k[i]);
        k[i] = whole ? k[i] : 0;
        if (k[i]) {
            out->cells[out->n_cells].var = p[i].var;
            out->cells[out->n_cells++].k = k[i];
        }
        suspicious += k[i] != 0;
    }
    if (out->usable < 2) {
        out->state = out->usable ? UNITK_TOO_FEW : UNITK_NO_BASE;
        out->n_cells = 0;
        return;
    }
    out->in_order = !suspicious;
    if (!suspicious && !always_median)
        return;
    sort(p, out->usable);
    bool central = is_central(p, out->usable);
    out->has_median = (always_median || !central) && median(p, out->usable, &out->median);
    out->k = out->has_median ? median_k(&out->median, most) : 0;
    central = central || near_zero(out);
    out->in_order = out->in_order || central;
    for (int i = 0; i < out->n_cells; i++)
        out->agree += out->k && out->cells[i].k == out->k;
    int enough = (out->usable * 6 + 9) / 10;
    if (out->k && out->agree >= (enough < 2 ? 2 : enough) && spread(p, out->usable, &out->spread))
        out->state = UNITK_RECORD;
    else if (central && suspicious && suspicious * 2 < out->usable)
        out->state = UNITK_CELL;
    if (out->state != UNITK_CELL)
        out->n_cells = 0;
}

void unitk_check(const struct dec *const *current, const struct dec *const *reference, int n, int most,
                 bool always_median, struct unitk *out)
{
    struct pair *p = mem_array(UNITK_VARS, sizeof *p);
    int *k = mem_array(UNITK_VARS, sizeof *k);
    check(current, reference, n, most, always_median, p, k, out);
    mem_free(p);
    mem_free(k);
}
