/* SPDX-License-Identifier: Apache-2.0 */
#include "lint/whole_tell.h"

#include "base/mem.h"
#include "vtl/source.h"

enum { MAX_GIVEN = 60 };

struct loc whole_place(const struct item *x)
{
    const struct rule *r = x->rule;
    if (r->hierarchical)
        return loc_line(r->file, r->line);
    return source_loc(r->st->source, r->st->dp[r->number].head.name.span);
}

void whole_put_rule(struct buf *to, const struct item *x)
{
    buf_printf(to, "%.*s (%s:%ld)", (int)x->rule->name.n, x->rule->name.p, x->rule->file, x->rule->line);
}

/* Columns */

static void add_column(int *list, int *n, int column)
{
    for (int i = 0; i < *n; i++)
        if (list[i] == column)
            return;
    if (*n < MAX_GIVEN)
        list[(*n)++] = column;
}

/* The columns of the claim that may lack a value and of which no rule asks whether they do. */
static int columns_of(const struct questions *q, const struct claim *c, int *list)
{
    int n = 0;
    for (int i = -1; i < c->group->n; i++) {
        int item = i < 0 ? c->item : c->group->list[i];
        for (int k = 0; item >= 0 && k < q->items[item].n_columns; k++) {
            const struct fact_column *x = &q->facts.columns[q->items[item].columns[k]];
            if (x->absent >= 0 && !x->tested)
                add_column(list, &n, q->items[item].columns[k]);
        }
    }
    return n;
}

static bool still_no(struct questions *q, const struct claim *c, const int *columns, int n, int but)
{
    struct solve_options o = {.whole = true};
    struct formula *that = c->that ? c->that : formula_truth(&q->facts, true);
    for (int i = 0; i < n; i++)
        if (i != but)
            that = formula_both(&q->facts, true, that, questions_given(q, columns[i]));
    return questions_ask_group(q, c->group, that, &o, NULL) == SOLVE_NO;
}

static void put_given(struct questions *q, const struct claim *c, struct buf *to)
{
    int list[MAX_GIVEN], n = c->complete ? columns_of(q, c, list) : 0;
    for (int i = n - 1; i >= 0; i--)
        if (still_no(q, c, list, n, i)) {
            for (int k = i; k + 1 < n; k++)
                list[k] = list[k + 1];
            n--;
        }
    for (int i = 0; i < n; i++) {
        buf_puts(to, i ? ", " : "");
        buf_str(to, q->facts.columns[list[i]].name);
    }
}

/* Proofs */

static void put_bound(struct questions *q, const struct solve_proof *p, struct buf *to)
{
    const struct fact *x = &q->facts.list[p->literal / 2];
    const struct sum *s = &q->facts.sums[x->sum];
    for (int i = 0; i < s->n; i++) {
        int sign = ratio_sign(s->terms[i].a);
        struct ratio a = sign < 0 ? ratio_neg(s->terms[i].a) : s->terms[i].a;
        buf_puts(to, i ? sign < 0 ? " - " : " + " : sign < 0 ? "- " : "");
        if (a.n != 1)
            ratio_put(to, a);
        buf_puts(to, a.n != 1 ? " * " : "");
        buf_str(to, q->facts.columns[s->terms[i].column].name);
    }
    bool strict = ratio_sign(x->bound.e) < 0, contrary = p->literal & 1;
    buf_puts(to, contrary ? strict ? " >= " : " > " : strict ? " < " : " <= ");
    ratio_put(to, x->bound.r);
}

enum { PROOF_MAX = 6 };

/* The bounds that cannot be together, with what each is to be multiplied by. */
static void put_proof(struct questions *q, const struct solve *s, struct buf *to)
{
    const struct solve_proof *list;
    int n = solve_proof(s, &list);
    if (!n || n > PROOF_MAX)
        return;
    buf_puts(to, diag_words("; added up, these leave nothing: ", "；相加即矛盾："));
    for (int i = 0; i < n; i++) {
        buf_puts(to, i ? ", " : "");
        if (list[i].multiplier.n != 1 || list[i].multiplier.d != 1) {
            ratio_put(to, list[i].multiplier);
            buf_puts(to, " * (");
        }
        put_bound(q, &list[i], to);
        if (list[i].multiplier.n != 1 || list[i].multiplier.d != 1)
            buf_puts(to, ")");
    }
}

void whole_reasons(struct questions *q, const struct claim *c, struct reasons *to)
{
    struct solve_options o = {.complete = c->complete, .whole = true};
    struct solve *s;
    *to = (struct reasons){0};
    for (int i = 0; i < c->group->n; i++) {
        buf_puts(&to->by, i ? diag_words(", ", "、") : "");
        whole_put_rule(&to->by, &q->items[c->group->list[i]]);
    }
    put_given(q, c, &to->given);
    questions_ask_group(q, c->group, c->that, &o, &s);
    o.no_form = true;
    if (questions_ask_group(q, c->group, c->that, &o, NULL) != SOLVE_NO) {
        buf_puts(&to->by, c->group->n ? diag_words(" and ", "和") : "");
        buf_puts(&to->by, diag_words("the bounds and codes of the form", "调查表的上下限和代码"));
    }
    o.no_form = false;
    o.whole = false;
    if (questions_ask_group(q, c->group, c->that, &o, NULL) != SOLVE_NO)
        buf_puts(&to->by, diag_words(", and only because whole numbers are whole", "（仅因取值须为整数）"));
    else
        put_proof(q, s, &to->by);
    solve_free(s);
}

void reasons_free(struct reasons *r)
{
    buf_free(&r->by);
    buf_free(&r->given);
}
