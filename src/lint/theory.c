/* SPDX-License-Identifier: Apache-2.0 */
#include "lint/theory.h"

#include "base/mem.h"

/* A literal about the codes of a column, in the order in which they were taken. */
struct taken {
    int column, literal;
    struct vset before; /* the codes that were left */
};

struct theory {
    const struct facts *f;
    const struct trial *start;
    bool whole;
    struct simplex *simplex;
    int *of_column, *of_sum;       /* [columns], [sums] unknowns of simplex, or -1 */
    int columns, sums;             /* sizes of these */
    int *known;                    /* [n_known] columns with an unknown */
    int n_known;
    size_t cap_known;
    struct vset *left;             /* [columns] codes that are left; NULL until one is asked */
    struct taken *taken;           /* [n_taken] */
    int n_taken;
    size_t cap_taken;
    struct simplex_reason *why;    /* codes against each other */
    int n_why;
    size_t cap_why;
    bool codes_conflict;
};

struct theory *theory_new(const struct facts *f, const struct trial *start, bool whole, long *work)
{
    struct theory *t = mem_alloc(sizeof *t);
    t->f = f;
    t->start = start;
    t->whole = whole;
    t->simplex = simplex_new(work);
    return t;
}

/* The unknowns of columns and sums; new ones have come since the last call. */
static int *grown(int *list, int *n, int need)
{
    int more = need > *n ? need + need / 2 + 8 : *n;
    if (more == *n)
        return list;
    list = mem_resize(list, (size_t)more, sizeof *list);
    for (int i = *n; i < more; i++)
        list[i] = -1;
    *n = more;
    return list;
}

static int column_unknown(struct theory *t, int column)
{
    t->of_column = grown(t->of_column, &t->columns, column + 1);
    if (t->of_column[column] < 0) {
        struct ratio start = column < t->start->columns ? t->start->value[column] : ratio_int(0);
        t->of_column[column] = simplex_unknown(t->simplex, start);
        t->known = mem_grow(t->known, &t->cap_known, (size_t)t->n_known + 1, sizeof *t->known);
        t->known[t->n_known++] = column;
    }
    return t->of_column[column];
}

static int sum_unknown(struct theory *t, int sum)
{
    const struct sum *s = &t->f->sums[sum];
    if (s->n == 1)
        return column_unknown(t, s->terms[0].column);
    t->of_sum = grown(t->of_sum, &t->sums, sum + 1);
    if (t->of_sum[sum] < 0) {
        struct simplex_term *terms = mem_array((size_t)s->n, sizeof *terms);
        for (int i = 0; i < s->n; i++)
            terms[i] = (struct simplex_term){column_unknown(t, s->terms[i].column), s->terms[i].a};
        t->of_sum[sum] = simplex_sum(t->simplex, terms, s->n);
        mem_free(terms);
    }
    return t->of_sum[sum];
}

void theory_know(struct theory *t, int fact)
{
    const struct fact *x = &t->f->list[fact];
    if (x->kind == FACT_LINEAR)
        sum_unknown(t, x->sum);
}

struct theory_mark theory_mark(const struct theory *t)
{
    return (struct theory_mark){simplex_mark(t->simplex), t->n_taken};
}

void theory_undo(struct theory *t, struct theory_mark mark)
{
    simplex_undo(t->simplex, mark.bounds);
    while (t->n_taken > mark.codes) {
        const struct taken *x = &t->taken[--t->n_taken];
        t->left[x->column] = x->before;
    }
}

/* The bound of a literal; of a sum of whole numbers a whole one. */
static struct near bound_of(const struct theory *t, const struct fact *x, bool upper)
{
    struct near b = x->bound;
    if (!upper)
        b.e = ratio_add(b.e, ratio_int(1)); /* not at most b: above b; not below b: at least b */
    if (!t->whole || !t->f->sums[x->sum].whole)
        return b;
    struct ratio floor = ratio_floor(b.r);
    bool even = ratio_whole(b.r), open = ratio_sign(b.e) != 0;
    if (upper)
        return near_of(even && open ? ratio_sub(floor, ratio_int(1)) : floor, 0);
    return near_of(even && !open ? floor : ratio_add(floor, ratio_int(1)), 0);
}

/* Codes */

static void add_why(struct theory *t, int literal)
{
    t->why = mem_grow(t->why, &t->cap_why, (size_t)t->n_why + 1, sizeof *t->why);
    t->why[t->n_why++] = (struct simplex_reason){literal, ratio_int(0)};
}

static struct vset codes_of(const struct fact *x, bool contrary)
{
    struct vset v = x->codes;
    for (int k = 0; contrary && k < VSET_WORDS; k++)
        v.w[k] = ~v.w[k];
    return v;
}

/* All that was taken of the column, the last first, as long as it takes something away from what the others leave. */
static enum simplex_answer codes_conflict(struct theory *t, int column)
{
    struct vset left = codes_of(&(struct fact){.kind = FACT_CODED}, true);
    t->n_why = 0;
    t->codes_conflict = true;
    for (int i = t->n_taken; i-- > 0 && !vset_empty(&left);) {
        if (t->taken[i].column != column)
            continue;
        int literal = t->taken[i].literal;
        struct vset v = codes_of(&t->f->list[literal / 2], literal & 1), now = left;
        for (int k = 0; k < VSET_WORDS; k++)
            now.w[k] &= v.w[k];
        if (vset_count(&now) < vset_count(&left))
            add_why(t, literal);
        left = now;
    }
    return SIMPLEX_CONFLICT;
}

static enum simplex_answer take_codes(struct theory *t, int literal)
{
    const struct fact *x = &t->f->list[literal / 2];
    struct vset v = codes_of(x, literal & 1);
    if (!t->left) {
        t->left = mem_array((size_t)t->f->column_names.n, sizeof *t->left);
        for (int i = 0; i < t->f->column_names.n; i++)
            t->left[i] = codes_of(&(struct fact){.kind = FACT_CODED}, true);
    }
    t->taken = mem_grow(t->taken, &t->cap_taken, (size_t)t->n_taken + 1, sizeof *t->taken);
    t->taken[t->n_taken++] = (struct taken){x->column, literal, t->left[x->column]};
    for (int k = 0; k < VSET_WORDS; k++)
        t->left[x->column].w[k] &= v.w[k];
    return vset_empty(&t->left[x->column]) ? codes_conflict(t, x->column) : SIMPLEX_GOOD;
}

enum simplex_answer theory_take(struct theory *t, int literal)
{
    const struct fact *x = &t->f->list[literal / 2];
    bool upper = !(literal & 1);
    t->codes_conflict = false;
    if (x->kind == FACT_CODED)
        return take_codes(t, literal);
    if (x->kind != FACT_LINEAR)
        return SIMPLEX_GOOD;
    return simplex_bound(t->simplex, sum_unknown(t, x->sum), upper, bound_of(t, x, upper), literal);
}

enum simplex_answer theory_check(struct theory *t)
{
    t->codes_conflict = false;
    return simplex_check(t->simplex);
}

int theory_conflict(const struct theory *t, const struct simplex_reason **list)
{
    if (!t->codes_conflict)
        return simplex_conflict(t->simplex, list);
    *list = t->why;
    return t->n_why;
}

/* The code of a column: that of the start where it is left, or the first one that is. */
static int code_now(const struct theory *t, int column)
{
    int begin = column < t->start->columns ? t->start->code[column] : 0;
    if (!t->left || vset_has(&t->left[column], begin))
        return begin;
    int first = vset_next(&t->left[column], 0);
    return first < 0 ? begin : first;
}

bool theory_seems(const struct theory *t, int literal)
{
    const struct fact *x = &t->f->list[literal / 2];
    bool is;
    if (x->kind == FACT_LINEAR) {
        const struct sum *s = &t->f->sums[x->sum];
        int u = s->n == 1 ? t->of_column[s->terms[0].column] : t->of_sum[x->sum];
        is = near_cmp(simplex_value(t->simplex, u), x->bound) <= 0;
    } else if (x->kind == FACT_CODED) {
        is = vset_has(&x->codes, code_now(t, x->column));
    } else {
        is = trial_is(t->start, literal / 2);
    }
    return is != (literal & 1);
}

int theory_split(const struct theory *t, struct ratio *floor)
{
    for (int i = 0; t->whole && i < t->n_known; i++) {
        struct near v = simplex_value(t->simplex, t->of_column[t->known[i]]);
        if (!t->f->columns[t->known[i]].whole || (ratio_whole(v.r) && !ratio_sign(v.e)))
            continue;
        *floor = ratio_floor(v.r);
        if (ratio_whole(v.r) && ratio_sign(v.e) < 0)
            *floor = ratio_sub(*floor, ratio_int(1));
        return t->known[i];
    }
    return -1;
}

bool theory_record(const struct theory *t, struct trial *to)
{
    struct ratio small = simplex_small(t->simplex);
    bool fits = ratio_fits(small);
    for (int i = 0; i < t->n_known; i++) {
        int column = t->known[i];
        struct near v = simplex_value(t->simplex, t->of_column[column]);
        struct ratio value = ratio_add(v.r, ratio_mul(v.e, small));
        fits = fits && ratio_fits(value);
        to->value[column] = value;
    }
    for (int i = 0; i < t->n_taken; i++)
        to->code[t->taken[i].column] = code_now(t, t->taken[i].column);
    return fits;
}

void theory_free(struct theory *t)
{
    if (!t)
        return;
    simplex_free(t->simplex);
    mem_free(t->of_column);
    mem_free(t->of_sum);
    mem_free(t->known);
    mem_free(t->left);
    mem_free(t->taken);
    mem_free(t->why);
    mem_free(t);
}
