/* SPDX-License-Identifier: Apache-2.0 */
#include "lint/trial.h"

#include <string.h>

#include "base/mem.h"

static void make(struct trial *r, int columns, int facts)
{
    r->columns = columns;
    r->facts = facts;
    r->value = mem_array((size_t)columns + 1, sizeof *r->value);
    r->code = mem_array((size_t)columns + 1, sizeof *r->code);
    r->is = mem_array((size_t)facts + 1, 1);
}

/* 0, or the bound that is nearest to it; whole where it must be. */
static struct ratio begin_number(const struct fact_column *c)
{
    struct ratio zero = ratio_int(0), one = ratio_int(1);
    if (c->has[0] && ratio_sign(c->bound[0]) > 0)
        return c->whole && c->bound[0].d != 1 ? ratio_add(ratio_floor(c->bound[0]), one) : c->bound[0];
    if (c->has[1] && ratio_sign(c->bound[1]) < 0)
        return c->whole ? ratio_floor(c->bound[1]) : c->bound[1];
    return zero;
}

void trial_begin(struct trial *r, const struct facts *f, bool missing)
{
    make(r, f->column_names.n, f->names.n);
    for (int i = 0; i < r->columns; i++) {
        const struct fact_column *c = &f->columns[i];
        bool none = c->absent >= 0 && (missing || c->tested);
        r->value[i] = none ? ratio_int(0) : begin_number(c);
        int code = c->codes ? vset_next(&c->allowed, 0) : 0;
        r->code[i] = code < 0 ? 0 : code;
        if (none)
            r->is[c->absent] = 1;
    }
}

void trial_copy(struct trial *to, const struct trial *from)
{
    make(to, from->columns, from->facts);
    memcpy(to->value, from->value, (size_t)from->columns * sizeof *to->value);
    memcpy(to->code, from->code, (size_t)from->columns * sizeof *to->code);
    memcpy(to->is, from->is, (size_t)from->facts);
}

bool trial_is(const struct trial *r, int fact)
{
    return fact < r->facts && r->is[fact];
}

static int judge_linear(const struct trial *r, const struct sum *s, struct near bound, long *work)
{
    struct ratio sum = ratio_int(0);
    for (int i = 0; i < s->n; i++)
        sum = ratio_add(sum, ratio_mul(s->terms[i].a, r->value[s->terms[i].column]));
    *work -= s->n;
    return ratio_fits(sum) ? near_cmp(near_of(sum, 0), bound) <= 0 : -1;
}

static int judge_literal(const struct trial *r, const struct facts *f, int literal, long *work)
{
    const struct fact *x = &f->list[literal / 2];
    int is;
    if (x->kind == FACT_LINEAR)
        is = judge_linear(r, &f->sums[x->sum], x->bound, work);
    else if (x->kind == FACT_CODED)
        is = vset_has(&x->codes, r->code[x->column]);
    else
        is = trial_is(r, literal / 2);
    return is < 0 ? is : is != (literal & 1);
}

int trial_judge(const struct trial *r, const struct facts *f, const struct formula *x, long *work)
{
    int unknown = 0;
    --*work;
    if (x->kind == FORMULA_TRUE || x->kind == FORMULA_FALSE)
        return x->kind == FORMULA_TRUE;
    if (x->kind == FORMULA_LITERAL)
        return judge_literal(r, f, x->literal, work);
    int decides = x->kind == FORMULA_ANY;
    for (int i = 0; i < x->n; i++) {
        int is = trial_judge(r, f, x->kids[i], work);
        if (is == decides)
            return is;
        unknown = unknown || is < 0;
    }
    return unknown ? -1 : !decides;
}

void trial_free(struct trial *r)
{
    mem_free(r->value);
    mem_free(r->code);
    mem_free(r->is);
    *r = (struct trial){0};
}
