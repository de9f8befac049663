/* SPDX-License-Identifier: Apache-2.0 */
#include "suggest/deduce.h"

#include <string.h>

/* The missing variables that hang together with var by edits with missing variables. */
static struct vset component(const struct lin *edits, int n, const struct numbers *r, int var)
{
    struct vset all = {{0}}, before;
    vset_add(&all, var);
    do {
        before = all;
        for (int i = 0; i < n; i++) {
            struct vset v = lin_vars(&edits[i]);
            for (int k = 0; k < VSET_WORDS; k++)
                v.w[k] &= r->missing.w[k];
            if (vset_meets(&v, &all))
                vset_join(&all, &v);
        }
    } while (memcmp(&before, &all, sizeof all) != 0);
    return all;
}

/* The edits of the component as rows over its unknowns. Returns false when a number does not fit. */
static bool build(const struct lin *edits, int n, const struct numbers *r, const struct vset *unknown,
                  const int column[VSET_MAX], struct fm *f)
{
    for (int i = 0; i < n; i++) {
        struct vset vars = lin_vars(&edits[i]);
        int128 c[VSET_MAX] = {0}, rhs, p;
        if (!vset_meets(&vars, unknown))
            continue;
        if (__builtin_mul_overflow(r->unit, (int128)edits[i].b, &rhs))
            return false;
        for (int k = 0; k < edits[i].n; k++) {
            int v = edits[i].terms[k].var;
            if (vset_has(unknown, v))
                c[column[v]] = edits[i].terms[k].a;
            else if (__builtin_mul_overflow(r->x[v], (int128)edits[i].terms[k].a, &p) ||
                     __builtin_sub_overflow(rhs, p, &rhs))
                return false;
        }
        fm_add(f, c, rhs, edits[i].op, &vars);
    }
    return true;
}

enum deduce_state deduce_range(const struct lin *edits, int n_edits, const struct numbers *r, struct fm *f, int var,
                               struct fm_bounds *bounds)
{
    struct vset unknown = component(edits, n_edits, r, var);
    int column[VSET_MAX], k = 0;
    for (int v = vset_next(&unknown, 0); v >= 0; v = vset_next(&unknown, v + 1))
        column[v] = k++;
    fm_start(f, k);
    if (!build(edits, n_edits, r, &unknown, column, f))
        return DEDUCE_LIMIT;
    fm_eliminate_all(f, column[var]);
    if (f->gave_up)
        return DEDUCE_LIMIT;
    *bounds = fm_bounds(f, column[var]);
    bool empty = false;
    if (bounds->has_low && bounds->has_high) { /* the last elimination: low <= high? */
        fm_eliminate(f, column[var]);
        empty = f->contradiction;
    }
    return f->contradiction || empty ? DEDUCE_INVALID : f->gave_up ? DEDUCE_LIMIT : DEDUCE_NONE;
}

/* The fraction num / den, in units of 10^-scale, as a decimal. Returns false when it needs more than four digits more. */
static bool as_decimal(int128 num, int128 den, int scale, struct dec *d)
{
    int128 g = gcd128(num, den);
    num /= g ? g : 1;
    den /= g ? g : 1;
    for (int more = 0; more <= 4; more++) {
        if (num % den == 0) {
            *d = (struct dec){.coef = num / den, .scale = (uint8_t)(scale + more)};
            return true;
        }
        if (__builtin_mul_overflow(num, 10, &num))
            return false;
    }
    return false;
}

/* Does any edit without missing variables fail? */
static bool observed_fail(const struct lin *edits, int n, const struct numbers *r)
{
    for (int i = 0; i < n; i++)
        if (lin_judge(&edits[i], r) == LIN_FAILS)
            return true;
    return false;
}

enum deduce_state deduce(const struct lin *edits, int n_edits, const struct numbers *r, const struct vset *asked, struct fm *f,
                         struct deduced *out, int *n)
{
    struct vset used = {{0}};
    enum deduce_state state = DEDUCE_NONE;
    *n = 0;
    if (observed_fail(edits, n_edits, r))
        return DEDUCE_INVALID;
    for (int i = 0; i < n_edits; i++) {
        struct vset v = lin_vars(&edits[i]);
        vset_join(&used, &v);
    }
    for (int v = vset_next(&r->missing, 0); v >= 0; v = vset_next(&r->missing, v + 1)) {
        struct fm_bounds b;
        if (!vset_has(&used, v) || (asked && !vset_has(asked, v)))
            continue;
        enum deduce_state s = deduce_range(edits, n_edits, r, f, v, &b);
        if (s == DEDUCE_INVALID) {
            *n = 0;
            return s;
        }
        if (s == DEDUCE_LIMIT) {
            state = s;
            continue;
        }
        if (b.has_low && b.has_high && b.low_num == b.high_num && b.low_den == b.high_den &&
            as_decimal(b.low_num, b.low_den, r->scale, &out[*n].value))
            out[(*n)++].var = v;
    }
    return state == DEDUCE_NONE && *n ? DEDUCE_IMPUTED : state;
}
