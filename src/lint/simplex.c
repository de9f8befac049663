/* SPDX-License-Identifier: Apache-2.0 */
#include "lint/simplex.h"

#include <assert.h>
#include <string.h>

#include "base/mem.h"

struct limit_ {
    bool is;
    struct near value;
    int reason;
};

struct unknown {
    struct limit_ limit[2]; /* lower, upper */
    struct near value;
    int row;                /* the row it is the left side of, or -1 */
    int first, terms;       /* a sum: its terms as they were given; terms is 0 for no sum */
};

/* left = sum of a * x over other unknowns that are on no left side. */
struct row {
    int left;
    struct simplex_term *terms; /* [n] by x */
    int n;
    size_t cap;
};

/* A bound that was replaced. */
struct undo {
    int x, side;
    struct limit_ before;
};

struct simplex {
    struct unknown *list;          /* [n] */
    int n;
    size_t cap;
    struct row *rows;              /* [n_rows] */
    int n_rows;
    size_t cap_rows;
    struct simplex_term *given;    /* [n_given] */
    size_t n_given, cap_given;
    struct undo *trail;            /* [n_trail] */
    size_t n_trail, cap_trail;
    struct simplex_reason *why;    /* [n_why] */
    int *why_x, *why_side;         /* [n_why] */
    int n_why;
    size_t cap_why, cap_x, cap_side;
    struct ratio *sum;             /* [n] for checking */
    size_t cap_sum;
    struct row spare;
    long *work;
    bool unfit;                    /* a number did not fit: values and rows are worth nothing */
};

struct simplex *simplex_new(long *work)
{
    struct simplex *s = mem_alloc(sizeof *s);
    s->work = work;
    return s;
}

static int add_unknown(struct simplex *s)
{
    s->list = mem_grow(s->list, &s->cap, (size_t)s->n + 1, sizeof *s->list);
    s->list[s->n] = (struct unknown){.row = -1, .value = near_of(ratio_int(0), 0)};
    return s->n++;
}

int simplex_unknown(struct simplex *s, struct ratio start)
{
    int x = add_unknown(s);
    s->list[x].value.r = start;
    return x;
}

static void put_term(struct row *r, int x, struct ratio a)
{
    r->terms = mem_grow(r->terms, &r->cap, (size_t)r->n + 1, sizeof *r->terms);
    r->terms[r->n++] = (struct simplex_term){x, a};
}

static struct ratio keep(struct simplex *s, struct ratio a)
{
    s->unfit = s->unfit || !ratio_fits(a);
    return a;
}

/* r += k * other, in spare, which then takes its place. */
static void add_row(struct simplex *s, struct row *r, const struct row *other, struct ratio k)
{
    struct row *to = &s->spare;
    int i = 0, j = 0;
    to->n = 0;
    *s->work -= r->n + other->n;
    while (i < r->n || j < other->n) {
        if (j == other->n || (i < r->n && r->terms[i].x < other->terms[j].x)) {
            put_term(to, r->terms[i].x, r->terms[i].a);
            i++;
            continue;
        }
        struct ratio a = ratio_mul(other->terms[j].a, k);
        if (i < r->n && r->terms[i].x == other->terms[j].x)
            a = ratio_add(r->terms[i++].a, a);
        if (ratio_sign(keep(s, a)))
            put_term(to, other->terms[j].x, a);
        j++;
    }
    struct row swap = {.left = r->left, .terms = to->terms, .n = to->n, .cap = to->cap};
    *to = *r;
    *r = swap;
}

/* Where x stands in a row, or -1. */
static int place(const struct row *r, int x)
{
    int low = 0, high = r->n;
    while (low < high) {
        int middle = (low + high) / 2;
        if (r->terms[middle].x < x)
            low = middle + 1;
        else
            high = middle;
    }
    return low < r->n && r->terms[low].x == x ? low : -1;
}

static void insert_term(struct row *r, int x, struct ratio a)
{
    put_term(r, x, a);
    for (int i = r->n - 1; i > 0 && r->terms[i - 1].x > x; i--) {
        struct simplex_term swap = r->terms[i];
        r->terms[i] = r->terms[i - 1];
        r->terms[i - 1] = swap;
    }
}

static void remove_term(struct row *r, int at)
{
    r->n--;
    memmove(r->terms + at, r->terms + at + 1, (size_t)(r->n - at) * sizeof *r->terms);
}

static struct near value_of_row(struct simplex *s, const struct row *r)
{
    struct near v = near_of(ratio_int(0), 0);
    for (int i = 0; i < r->n; i++)
        v = near_add(v, near_mul(s->list[r->terms[i].x].value, r->terms[i].a));
    s->unfit = s->unfit || !near_fits(v);
    *s->work -= r->n;
    return v;
}

int simplex_sum(struct simplex *s, const struct simplex_term *terms, int n)
{
    int left = add_unknown(s), number = s->n_rows;
    s->list[left].first = (int)s->n_given;
    s->list[left].terms = n;
    s->given = mem_grow(s->given, &s->cap_given, s->n_given + (size_t)n, sizeof *s->given);
    memcpy(s->given + s->n_given, terms, (size_t)n * sizeof *terms);
    s->n_given += (size_t)n;
    s->rows = mem_grow(s->rows, &s->cap_rows, (size_t)number + 1, sizeof *s->rows);
    s->rows[number] = (struct row){.left = left};
    s->n_rows++;
    for (int i = 0; i < n; i++) {
        int of = s->list[terms[i].x].row;
        struct row one = {.terms = &(struct simplex_term){terms[i].x, ratio_int(1)}, .n = 1};
        add_row(s, &s->rows[number], of < 0 ? &one : &s->rows[of], terms[i].a);
    }
    s->list[left].row = number;
    s->list[left].value = value_of_row(s, &s->rows[number]);
    return left;
}

/* Conflicts */

static void add_reason(struct simplex *s, int x, int side, struct ratio multiplier)
{
    size_t need = (size_t)s->n_why + 1;
    s->why = mem_grow(s->why, &s->cap_why, need, sizeof *s->why);
    s->why_x = mem_grow(s->why_x, &s->cap_x, need, sizeof *s->why_x);
    s->why_side = mem_grow(s->why_side, &s->cap_side, need, sizeof *s->why_side);
    s->why[s->n_why] = (struct simplex_reason){s->list[x].limit[side].reason, multiplier};
    s->why_x[s->n_why] = x;
    s->why_side[s->n_why++] = side;
}

/* Do the bounds of the conflict add up to 0 <= something negative? *fits: could it be calculated? */
static bool proves(struct simplex *s, bool *fits)
{
    struct near right = near_of(ratio_int(0), 0);
    s->sum = mem_grow(s->sum, &s->cap_sum, (size_t)s->n, sizeof *s->sum);
    for (int i = 0; i < s->n; i++)
        s->sum[i] = ratio_int(0);
    for (int i = 0; i < s->n_why; i++) {
        const struct unknown *u = &s->list[s->why_x[i]];
        struct ratio k = s->why[i].multiplier, one = ratio_int(1);
        assert(ratio_sign(k) > 0);
        k = s->why_side[i] ? k : ratio_neg(k);
        right = near_add(right, near_mul(u->limit[s->why_side[i]].value, k));
        for (int j = 0; j < (u->terms ? u->terms : 1); j++) {
            int x = u->terms ? s->given[u->first + j].x : s->why_x[i];
            struct ratio a = u->terms ? s->given[u->first + j].a : one;
            s->sum[x] = ratio_add(s->sum[x], ratio_mul(a, k));
        }
    }
    bool zero = true;
    *fits = near_fits(right);
    for (int i = 0; i < s->n; i++) {
        *fits = *fits && ratio_fits(s->sum[i]);
        zero = zero && !ratio_sign(s->sum[i]);
    }
    return *fits && zero && near_cmp(right, near_of(ratio_int(0), 0)) < 0;
}

static enum simplex_answer conflict(struct simplex *s)
{
    bool fits, good = proves(s, &fits);
    assert(good || !fits);
    return good ? SIMPLEX_CONFLICT : SIMPLEX_GAVE_UP;
}

/* The row's left side cannot come to the bound of that side: all others stand at theirs. */
static enum simplex_answer row_conflict(struct simplex *s, const struct row *r, int side)
{
    s->n_why = 0;
    add_reason(s, r->left, side, ratio_int(1));
    for (int i = 0; i < r->n; i++) {
        int sign = ratio_sign(r->terms[i].a);
        int at = (sign > 0) == (side == 0);
        add_reason(s, r->terms[i].x, at, sign > 0 ? r->terms[i].a : ratio_neg(r->terms[i].a));
    }
    return conflict(s);
}

int simplex_conflict(const struct simplex *s, const struct simplex_reason **list)
{
    *list = s->why;
    return s->n_why;
}

/* Values */

/* Moves an unknown that is on no left side, and all rows with it. */
static void move(struct simplex *s, int x, struct near to)
{
    struct near by = near_sub(to, s->list[x].value);
    s->list[x].value = to;
    for (int i = 0; i < s->n_rows; i++) {
        int at = place(&s->rows[i], x);
        struct near *v = &s->list[s->rows[i].left].value;
        if (at < 0)
            continue;
        *v = near_add(*v, near_mul(by, s->rows[i].terms[at].a));
        s->unfit = s->unfit || !near_fits(*v);
    }
    *s->work -= s->n_rows;
}

/* Does a value lie beyond a limit? */
static bool beyond(const struct limit_ *l, int side, struct near v)
{
    int order = l->is ? near_cmp(v, l->value) : 0;
    return side ? order > 0 : order < 0;
}

enum simplex_answer simplex_bound(struct simplex *s, int x, bool upper, struct near value, int reason)
{
    struct unknown *u = &s->list[x];
    int side = upper;
    if (s->unfit || !near_fits(value))
        return SIMPLEX_GAVE_UP;
    if (u->limit[side].is && !beyond(&u->limit[side], !side, value))
        return SIMPLEX_GOOD; /* no narrower */
    s->trail = mem_grow(s->trail, &s->cap_trail, s->n_trail + 1, sizeof *s->trail);
    s->trail[s->n_trail++] = (struct undo){x, side, u->limit[side]};
    u->limit[side] = (struct limit_){true, value, reason};
    if (beyond(&u->limit[!side], !side, value)) {
        s->n_why = 0;
        add_reason(s, x, side, ratio_int(1));
        add_reason(s, x, !side, ratio_int(1));
        return conflict(s);
    }
    if (u->row < 0 && beyond(&u->limit[side], side, u->value))
        move(s, x, value);
    return s->unfit ? SIMPLEX_GAVE_UP : SIMPLEX_GOOD;
}

/* x of the row becomes its left side. */
static void pivot(struct simplex *s, int row, int at)
{
    struct row *r = &s->rows[row];
    int x = r->terms[at].x, left = r->left;
    struct ratio a = r->terms[at].a, by = keep(s, ratio_div(ratio_int(1), a));
    remove_term(r, at);
    for (int i = 0; i < r->n; i++)
        r->terms[i].a = keep(s, ratio_neg(ratio_mul(r->terms[i].a, by)));
    insert_term(r, left, by);
    r->left = x;
    s->list[left].row = -1;
    s->list[x].row = row;
    for (int i = 0; i < s->n_rows && !s->unfit; i++) {
        int there = i == row ? -1 : place(&s->rows[i], x);
        if (there < 0)
            continue;
        struct ratio k = s->rows[i].terms[there].a;
        remove_term(&s->rows[i], there);
        add_row(s, &s->rows[i], r, k);
    }
    *s->work -= s->n_rows;
}

/* The left side with the smallest number that is beyond a bound: its row, or -1. The smallest numbers keep it from going in
 * circles (Bland). */
static int broken(const struct simplex *s, int *side)
{
    int best = -1;
    for (int i = 0; i < s->n_rows; i++) {
        int left = s->rows[i].left;
        const struct unknown *u = &s->list[left];
        if (best >= 0 && left > s->rows[best].left)
            continue;
        for (int k = 0; k < 2; k++)
            if (beyond(&u->limit[k], k, u->value)) {
                best = i;
                *side = k;
            }
    }
    return best;
}

/* What of the row can move its left side towards the bound of a side: the place of the smallest number, or -1. */
static int helper(const struct simplex *s, const struct row *r, int side)
{
    for (int i = 0; i < r->n; i++) {
        int towards = (ratio_sign(r->terms[i].a) > 0) == (side == 0); /* 1: upwards */
        const struct unknown *u = &s->list[r->terms[i].x];
        if (!u->limit[towards].is || near_cmp(u->value, u->limit[towards].value) != 0)
            return i;
    }
    return -1;
}

enum simplex_answer simplex_check(struct simplex *s)
{
    int side = 0;
    for (;;) {
        if (s->unfit || *s->work < 0)
            return SIMPLEX_GAVE_UP;
        int row = broken(s, &side);
        *s->work -= s->n_rows;
        if (row < 0)
            return SIMPLEX_GOOD;
        struct row *r = &s->rows[row];
        int at = helper(s, r, side), left = r->left;
        if (at < 0)
            return row_conflict(s, r, side);
        int x = r->terms[at].x;
        struct ratio a = r->terms[at].a;
        struct near by = near_mul(near_sub(s->list[left].limit[side].value, s->list[left].value), ratio_div(ratio_int(1), a));
        move(s, x, near_add(s->list[x].value, by));
        pivot(s, row, at);
    }
}

size_t simplex_mark(const struct simplex *s)
{
    return s->n_trail;
}

void simplex_undo(struct simplex *s, size_t mark)
{
    while (s->n_trail > mark) {
        const struct undo *u = &s->trail[--s->n_trail];
        s->list[u->x].limit[u->side] = u->before;
    }
}

struct near simplex_value(const struct simplex *s, int x)
{
    return s->list[x].value;
}

struct ratio simplex_small(const struct simplex *s)
{
    struct ratio small = ratio_int(1);
    for (int i = 0; i < s->n && ratio_fits(small); i++)
        for (int side = 0; side < 2; side++) {
            const struct limit_ *l = &s->list[i].limit[side];
            struct near gap = l->is ? near_sub(l->value, s->list[i].value) : near_of(ratio_int(0), 0);
            if (!side)
                gap = near_mul(gap, ratio_int(-1));
            /* gap.r + gap.e * small >= 0 */
            if (!near_fits(gap))
                return gap.r.d ? gap.e : gap.r;
            if (ratio_sign(gap.r) <= 0 || ratio_sign(gap.e) >= 0)
                continue;
            struct ratio most = ratio_div(gap.r, ratio_neg(gap.e));
            small = ratio_fits(most) && ratio_cmp(most, small) >= 0 ? small : most;
        }
    return small;
}

void simplex_free(struct simplex *s)
{
    if (!s)
        return;
    for (int i = 0; i < s->n_rows; i++)
        mem_free(s->rows[i].terms);
    mem_free(s->rows);
    mem_free(s->spare.terms);
    mem_free(s->list);
    mem_free(s->given);
    mem_free(s->trail);
    mem_free(s->why);
    mem_free(s->why_x);
    mem_free(s->why_side);
    mem_free(s->sum);
    mem_free(s);
}
