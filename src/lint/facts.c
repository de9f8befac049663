/* SPDX-License-Identifier: Apache-2.0 */
#include "lint/facts.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "edits/linear.h"

int facts_column(struct facts *f, struct str name, bool *is_new)
{
    int n = f->column_names.n, i = intern_add(&f->column_names, name);
    *is_new = i == n;
    if (!*is_new)
        return i;
    f->columns = mem_grow(f->columns, &f->cap_columns, (size_t)n + 1, sizeof *f->columns);
    f->columns[i] = (struct fact_column){.name = intern_name(&f->column_names, i), .absent = -1};
    return i;
}

int facts_code(struct facts *f, int column, struct str code)
{
    struct fact_column *c = &f->columns[column];
    if (!c->codes)
        c->codes = mem_alloc(sizeof *c->codes);
    int i = intern_find(c->codes, code);
    if (i < 0 && c->codes->n < CODES_MAX - 1)
        i = intern_add(c->codes, code);
    return i < 0 ? -1 : i + 1;
}

/* The fact of a key; a new one is *as. */
static int fact_of(struct facts *f, struct str key, const struct fact *as)
{
    int n = f->names.n, i = intern_add(&f->names, key);
    if (i < n)
        return i;
    f->list = mem_grow(f->list, &f->cap, (size_t)n + 1, sizeof *f->list);
    f->list[i] = *as;
    return i;
}

int facts_other(struct facts *f, struct str text)
{
    struct buf key = {0};
    buf_char(&key, 'o');
    buf_str(&key, text);
    int i = fact_of(f, buf_slice(&key), &(struct fact){.kind = FACT_OTHER});
    buf_free(&key);
    return i;
}

int facts_fresh(struct facts *f)
{
    char key[32];
    int n = f->names.n;
    key[0] = 'f';
    memcpy(key + 1, &n, sizeof n);
    return fact_of(f, (struct str){key, 1 + sizeof n}, &(struct fact){.kind = FACT_OTHER});
}

int facts_absent(struct facts *f, int column)
{
    char key[1 + sizeof column] = {'a'};
    memcpy(key + 1, &column, sizeof column);
    return fact_of(f, (struct str){key, sizeof key}, &(struct fact){.kind = FACT_ABSENT, .column = column});
}

int facts_coded(struct facts *f, int column, const struct vset *codes)
{
    char key[1 + sizeof column + sizeof *codes] = {'c'};
    memcpy(key + 1, &column, sizeof column);
    memcpy(key + 1 + sizeof column, codes, sizeof *codes);
    return fact_of(f, (struct str){key, sizeof key}, &(struct fact){.kind = FACT_CODED, .column = column, .codes = *codes});
}

/* Sums */

static int by_column(const void *a, const void *b)
{
    const struct sum_term *x = a, *y = b;
    return (x->column > y->column) - (x->column < y->column);
}

/* Sorts, joins terms of one column, leaves out those of 0. Returns how many are left. */
static int join_terms(struct facts *f, struct sum_term *terms, int n)
{
    int kept = 0;
    qsort(terms, (size_t)n, sizeof *terms, by_column);
    for (int i = 0; i < n; i++) {
        if (kept && terms[kept - 1].column == terms[i].column)
            terms[kept - 1].a = ratio_add(terms[kept - 1].a, terms[i].a);
        else
            terms[kept++] = terms[i];
        f->unfit = f->unfit || !ratio_fits(terms[kept - 1].a);
        if (i + 1 == n || terms[i + 1].column != terms[kept - 1].column)
            kept -= !ratio_sign(terms[kept - 1].a);
    }
    return kept;
}

/* What the terms are to be multiplied by, to be whole numbers without common divisor and the first one positive. */
static struct ratio factor_of(const struct sum_term *terms, int n)
{
    struct ratio by = ratio_int(1);
    int128 divisor = 0;
    for (int i = 0; i < n && ratio_fits(by); i++) {
        struct ratio a = ratio_mul(terms[i].a, by);
        if (ratio_fits(a) && a.d > 1)
            by = ratio_mul(by, (struct ratio){a.d, 1});
        else if (!ratio_fits(a))
            by = a;
    }
    for (int i = 0; i < n && ratio_fits(by); i++)
        divisor = gcd128(divisor, ratio_mul(terms[i].a, by).n);
    if (ratio_fits(by) && divisor > 1)
        by = ratio_div(by, (struct ratio){divisor, 1});
    return n && ratio_sign(terms[0].a) < 0 ? ratio_neg(by) : by;
}

static int sum_of(struct facts *f, const struct sum_term *terms, int n)
{
    struct buf key = {0};
    bool whole = true;
    for (int i = 0; i < n; i++) {
        buf_add(&key, &terms[i].column, sizeof terms[i].column);
        buf_add(&key, &terms[i].a.n, sizeof terms[i].a.n);
        whole = whole && f->columns[terms[i].column].whole;
    }
    int before = f->sum_names.n, i = intern_add(&f->sum_names, buf_slice(&key));
    buf_free(&key);
    if (i < before)
        return i;
    f->sums = mem_grow(f->sums, &f->cap_sums, (size_t)before + 1, sizeof *f->sums);
    f->sums[i] = (struct sum){.terms = arena_array(&f->text, (size_t)n, sizeof *terms), .n = n, .whole = whole};
    memcpy(f->sums[i].terms, terms, (size_t)n * sizeof *terms);
    return i;
}

/* sum <= bound, or < bound. */
static int linear_of(struct facts *f, int sum, struct ratio bound, bool strict)
{
    char key[1 + sizeof sum + 2 * sizeof bound.n + 1] = {'l'};
    memcpy(key + 1, &sum, sizeof sum);
    memcpy(key + 1 + sizeof sum, &bound.n, sizeof bound.n);
    memcpy(key + 1 + sizeof sum + sizeof bound.n, &bound.d, sizeof bound.d);
    key[sizeof key - 1] = strict;
    return fact_of(f, (struct str){key, sizeof key},
                   &(struct fact){.kind = FACT_LINEAR, .sum = sum, .bound = near_of(bound, strict ? -1 : 0)});
}

int facts_linear(struct facts *f, const struct sum_term *terms, int n, bool upper, bool strict, struct ratio bound)
{
    struct sum_term *own = mem_array((size_t)n + 1, sizeof *own);
    int literal = LITERAL_FALSE;
    memcpy(own, terms, (size_t)n * sizeof *own);
    n = join_terms(f, own, n);
    struct ratio by = factor_of(own, n);
    for (int i = 0; i < n; i++)
        own[i].a = ratio_mul(own[i].a, by);
    bound = n ? ratio_mul(bound, by) : bound;
    f->unfit = f->unfit || !ratio_fits(by) || !ratio_fits(bound);
    for (int i = 0; i < n; i++)
        f->unfit = f->unfit || !ratio_fits(own[i].a);
    if (!n && !f->unfit) {
        int sign = upper ? ratio_sign(bound) : -ratio_sign(bound);
        literal = sign > 0 || (!sign && !strict) ? LITERAL_TRUE : LITERAL_FALSE;
    } else if (!f->unfit) {
        bool at_most = upper == (ratio_sign(by) > 0);
        /* at least b: not below b; above b: not at most b */
        int fact = linear_of(f, sum_of(f, own, n), bound, at_most ? strict : !strict);
        literal = 2 * fact + !at_most;
    }
    mem_free(own);
    return literal;
}

/* Formulas */

static struct formula *new_formula(struct facts *f, enum formula_kind kind, int literal, int n)
{
    struct formula *x = arena_array(&f->text, 1, sizeof *x);
    *x = (struct formula){.kind = kind, .literal = literal, .stands = -1, .n = n};
    x->kids = n ? arena_array(&f->text, (size_t)n, sizeof(struct formula *)) : NULL;
    f->nodes += 1 + n;
    return x;
}

struct formula *formula_truth(struct facts *f, bool truth)
{
    return new_formula(f, truth ? FORMULA_TRUE : FORMULA_FALSE, 0, 0);
}

struct formula *formula_literal(struct facts *f, int literal)
{
    if (literal < 0)
        return formula_truth(f, literal == LITERAL_TRUE);
    return new_formula(f, FORMULA_LITERAL, literal, 0);
}

struct formula *formula_many(struct facts *f, bool all, struct formula *const *list, int n)
{
    enum formula_kind kind = all ? FORMULA_ALL : FORMULA_ANY, decides = all ? FORMULA_FALSE : FORMULA_TRUE;
    enum formula_kind nothing = all ? FORMULA_TRUE : FORMULA_FALSE;
    struct formula *only = NULL;
    int parts = 0, left = 0;
    for (int i = 0; i < n; i++) {
        if (list[i]->kind == decides)
            return list[i];
        if (list[i]->kind == nothing)
            continue;
        only = list[i];
        left++;
        parts += only->kind == kind ? only->n : 1;
    }
    if (left < 2)
        return only ? only : formula_truth(f, all);
    struct formula *x = new_formula(f, kind, 0, parts);
    for (int i = 0, at = 0; i < n; i++) {
        if (list[i]->kind == kind)
            memcpy(x->kids + at, list[i]->kids, (size_t)list[i]->n * sizeof(struct formula *));
        else if (list[i]->kind != nothing)
            x->kids[at] = list[i];
        at += list[i]->kind == kind ? list[i]->n : list[i]->kind != nothing;
    }
    return x;
}

struct formula *formula_both(struct facts *f, bool all, struct formula *a, struct formula *b)
{
    return formula_many(f, all, (struct formula *[]){a, b}, 2);
}

void facts_free(struct facts *f)
{
    for (int i = 0; i < f->column_names.n; i++)
        if (f->columns[i].codes) {
            intern_free(f->columns[i].codes);
            mem_free(f->columns[i].codes);
        }
    intern_free(&f->names);
    intern_free(&f->sum_names);
    intern_free(&f->column_names);
    mem_free(f->list);
    mem_free(f->sums);
    mem_free(f->columns);
    arena_free(&f->text);
    *f = (struct facts){0};
}
