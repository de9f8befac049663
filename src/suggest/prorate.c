/* SPDX-License-Identifier: Apache-2.0 */
#include "suggest/prorate.h"

#include <string.h>

#include "edits/linear.h"

enum { MAX_PARTS = 256 };

/* One sum being prorated: values as whole numbers of 10^-scale. */
struct job {
    const struct prorate_plan *plan;
    const struct prorate_sum *sum;
    int scale;
    int movable[MAX_PARTS]; /* numbers of the variables */
    int n;
    int128 x[MAX_PARTS];    /* of the movable ones */
    int128 m[MAX_PARTS];    /* 1 / weight, times one number that is the same for all */
    int128 lcm;             /* that number */
    int128 total, fixed, present; /* total; sum of the parts that stay; sum of all parts */
};

static int128 scaled(const struct dec *d, int scale, bool *good)
{
    int128 v = 0;
    *good = *good && d->scale <= scale && scale - d->scale <= 38 &&
            !__builtin_mul_overflow(d->coef, dec_pow10(scale - d->scale), &v);
    return v;
}

/* Half away from zero. b > 0. */
static int128 divide(int128 a, int128 b)
{
    int128 q = a / b, r = a % b;
    if ((r < 0 ? -r : r) >= b - (r < 0 ? -r : r))
        q += a < 0 ? -1 : 1;
    return q;
}

static void reduce_weights(struct job *j)
{
    /* m = D / w with D the product of what the weights need: w = c / 10^s, so 10^s * (D / c). */
    int128 lcm = 1;
    for (int i = 0; i < j->n && j->plan->weights; i++) {
        int128 c = dec_strip(j->plan->weights[j->movable[i]]).coef;
        if (c > 0)
            lcm = lcm / gcd128(lcm, c) * c;
    }
    j->lcm = lcm;
    for (int i = 0; i < j->n; i++) {
        struct dec w = j->plan->weights ? dec_strip(j->plan->weights[j->movable[i]]) : dec_int(1);
        j->m[i] = w.coef > 0 ? lcm / w.coef * dec_pow10(w.scale) : 1;
    }
}

/* Reads the sum. Returns PRORATE_DONE when there is something to do. */
static enum prorate_state prepare(struct job *j, const struct dec *value, const struct vset *present)
{
    const struct prorate_sum *s = j->sum;
    bool good = true;
    if (!vset_has(present, s->total))
        return PRORATE_NO_TOTAL;
    j->scale = j->plan->decimals + 1;
    if (value[s->total].scale > j->scale)
        j->scale = value[s->total].scale;
    for (int i = 0; i < s->n; i++)
        if (vset_has(present, s->parts[i]) && value[s->parts[i]].scale > j->scale)
            j->scale = value[s->parts[i]].scale;
    j->total = scaled(&value[s->total], j->scale, &good);
    for (int i = 0; i < s->n && good; i++) {
        int v = s->parts[i];
        if (!vset_has(present, v))
            continue;
        int128 x = scaled(&value[v], j->scale, &good);
        if (x < 0 && !j->plan->accept_negative)
            return PRORATE_NEGATIVE;
        j->present += x;
        if (x == 0 || vset_has(&j->plan->never, v) || j->n == MAX_PARTS) {
            j->fixed += x;
        } else {
            j->x[j->n] = x;
            j->movable[j->n++] = v;
        }
    }
    if (!good)
        return PRORATE_OVERFLOW;
    if (j->total == j->present)
        return PRORATE_ALREADY_OK;
    if (j->total % dec_pow10(j->scale - j->plan->decimals))
        return PRORATE_DECIMALS;
    reduce_weights(j);
    return j->n ? PRORATE_DONE : PRORATE_NOTHING;
}

/* The exact adjusted values are x + x m R / base (basic), x + |x| m R / base (scaling), R = what is missing to the total.
 * Rounds each to one decimal more than is kept; units of 10^-(decimals + 1). */
static enum prorate_state adjust(const struct job *j, int128 *adjusted)
{
    bool scaling = j->plan->method == PRORATE_SCALING;
    int128 base = 0, gap = j->total - j->present, cut = dec_pow10(j->scale - j->plan->decimals - 1);
    for (int i = 0; i < j->n; i++) {
        int128 part;
        if (__builtin_mul_overflow(scaling && j->x[i] < 0 ? -j->x[i] : j->x[i], j->m[i], &part) ||
            __builtin_add_overflow(base, part, &base))
            return PRORATE_OVERFLOW;
    }
    if (base == 0)
        return PRORATE_NOTHING;
    if (base < 0) {
        base = -base;
        gap = -gap;
    }
    for (int i = 0; i < j->n; i++) {
        int128 size = scaling && j->x[i] < 0 ? -j->x[i] : j->x[i], move, whole;
        if (__builtin_mul_overflow(size, j->m[i], &move) || __builtin_mul_overflow(move, gap, &move) ||
            __builtin_mul_overflow(j->x[i], base, &whole) || __builtin_add_overflow(whole, move, &whole) ||
            __builtin_mul_overflow(base, cut, &size))
            return PRORATE_OVERFLOW;
        /* Scaling by more than the whole would change a sign. */
        if (scaling && (j->x[i] > 0 ? whole < 0 : whole > 0))
            return PRORATE_K_RANGE;
        adjusted[i] = divide(whole, size);
    }
    int128 k; /* times base */
    if (__builtin_mul_overflow(gap, j->lcm, &k))
        return PRORATE_OVERFLOW;
    return scaling && (k > base || k < -base) ? PRORATE_K_RANGE : PRORATE_DONE;
}

/* Rounds in order and carries the remainder on; the last part takes what rounding to the guard digit has left. */
static void round_parts(const struct job *j, const int128 *adjusted, int128 *rounded)
{
    int128 carry = 0, sum = 0;
    for (int i = 0; i < j->n; i++) {
        rounded[i] = divide(adjusted[i] + carry, 10);
        carry += adjusted[i] - rounded[i] * 10;
        sum += rounded[i];
    }
    int128 want = (j->total - j->fixed) / dec_pow10(j->scale - j->plan->decimals);
    if ((j->total - j->fixed) % dec_pow10(j->scale - j->plan->decimals) == 0)
        rounded[j->n - 1] += want - sum;
}

/* Is new / old within the bounds? Compared without dividing; the sign of old is taken out. */
static bool within(const struct prorate_plan *p, struct dec new, struct dec old)
{
    struct dec limit;
    if (dec_sign(&old) < 0) {
        old = dec_neg(&old);
        new = dec_neg(&new);
    }
    if (p->has_lower && (dec_mul(&limit, &p->lower, &old) != DEC_OK || dec_cmp(&new, &limit) < 0))
        return false;
    return !p->has_upper || (dec_mul(&limit, &p->upper, &old) == DEC_OK && dec_cmp(&new, &limit) <= 0);
}

static enum prorate_state prorate_sum(const struct prorate_plan *plan, const struct prorate_sum *sum, struct dec *value,
                                      const struct vset *present, struct vset *moved)
{
    struct job j = {.plan = plan, .sum = sum};
    int128 adjusted[MAX_PARTS], rounded[MAX_PARTS];
    enum prorate_state s = prepare(&j, value, present);
    if (s == PRORATE_DONE)
        s = adjust(&j, adjusted);
    if (s != PRORATE_DONE)
        return s;
    round_parts(&j, adjusted, rounded);
    for (int i = 0; i < j.n; i++) {
        struct dec new = {.coef = rounded[i], .scale = (uint8_t)plan->decimals};
        if (!within(plan, new, value[j.movable[i]]))
            return PRORATE_BOUNDS;
        if (dec_cmp(&new, &value[j.movable[i]]) != 0)
            vset_add(moved, j.movable[i]);
        value[j.movable[i]] = new;
    }
    return PRORATE_DONE;
}

enum prorate_state prorate(const struct prorate_plan *plan, struct dec *value, const struct vset *present,
                           struct dec *work, struct vset *moved)
{
    int n = 0;
    bool any = false;
    for (int i = 0; i < plan->n_sums; i++) {
        n = plan->sums[i].total >= n ? plan->sums[i].total + 1 : n;
        for (int k = 0; k < plan->sums[i].n; k++)
            n = plan->sums[i].parts[k] >= n ? plan->sums[i].parts[k] + 1 : n;
    }
    memcpy(work, value, (size_t)n * sizeof *work);
    *moved = (struct vset){{0}};
    for (int i = 0; i < plan->n_sums; i++) {
        enum prorate_state s = prorate_sum(plan, &plan->sums[i], work, present, moved);
        if (s != PRORATE_DONE && s != PRORATE_ALREADY_OK)
            return s;
        any = any || s == PRORATE_DONE;
    }
    if (!any)
        return PRORATE_ALREADY_OK;
    for (int v = vset_next(moved, 0); v >= 0; v = vset_next(moved, v + 1))
        value[v] = work[v];
    return PRORATE_DONE;
}
