/* SPDX-License-Identifier: Apache-2.0 */
#include "suggest/ruleedits.h"

#include "base/mem.h"
#include "edits/ruleterms.h"
#include "vtl/builtin.h"

struct taker {
    struct ruleedits *e;
    struct ruleterms terms;
    int number; /* of the rule */
    int made;
};

static void append(struct ruleedits *r, struct str name, const struct atom *a, int of)
{
    editset_add(&r->set, name, a, 1);
    r->of = mem_grow(r->of, &r->cap, (size_t)r->set.n, sizeof *r->of);
    r->of[r->set.n - 1] = of;
}

static void add(struct taker *t, const struct linexpr *e, enum lin_op op, struct dec tolerance)
{
    struct atom a;
    if (ruleterms_constant(e) || !atom_of(&t->e->set, &a, e, op, tolerance))
        return;
    append(t->e, t->terms.rule->name, &a, t->number);
    t->made++;
}

/* sign * variable <= sign * bound */
static void add_bound(struct ruleedits *e, int var, const struct dec *bound, int sign)
{
    struct linexpr x = {0};
    struct atom a;
    struct dec minus = dec_int(-sign);
    if (bound && linexpr_add(&x, var, dec_int(sign)) && dec_mul(&x.constant, bound, &minus) == DEC_OK &&
        atom_of(&e->set, &a, &x, LIN_LE, dec_int(0)))
        append(e, intern_name(&e->set.vars, var), &a, -1);
}

void ruleedits_bounds(struct ruleedits *e, int var, const struct dec *min, const struct dec *max)
{
    add_bound(e, var, min, -1);
    add_bound(e, var, max, 1);
}

/* left op right */
static void compare(struct taker *t, const struct linexpr *left, enum op op, const struct linexpr *right)
{
    struct linexpr *e = mem_array(1, sizeof *e); /* not on the stack, as all here: conditions lie in conditions */
    bool turned = op == OP_GT || op == OP_GE;
    if (linexpr_add_scaled(e, left, dec_int(turned ? -1 : 1)) && linexpr_add_scaled(e, right, dec_int(turned ? 1 : -1)))
        add(t, e, op == OP_EQ ? LIN_EQ : op == OP_LE || op == OP_GE ? LIN_LE : LIN_LT, dec_int(0));
    mem_free(e);
}

/* abs(inner) <= tolerance */
static bool balance(struct taker *t, const struct node *n, const struct ruleterms_scope *s)
{
    const struct node *call = n->kids[0];
    if (n->op != OP_LE || call->kind != N_CALL || call->builtin != B_ABS || call->n != 1)
        return false;
    struct linexpr *e = mem_array(2, sizeof *e), *inner = e, *width = e + 1;
    if (ruleterms_sum(&t->terms, call->kids[0], s, inner) && ruleterms_sum(&t->terms, n->kids[1], s, width) &&
        ruleterms_constant(width) && dec_sign(&width->constant) >= 0)
        add(t, inner, LIN_EQ, width->constant);
    mem_free(e);
    return true;
}

static void between(struct taker *t, const struct node *n, const struct ruleterms_scope *s)
{
    struct linexpr *e = mem_array(3, sizeof *e), *x = e, *low = e + 1, *high = e + 2;
    if (n->n == 3 && ruleterms_sum(&t->terms, n->kids[0], s, x) && ruleterms_sum(&t->terms, n->kids[1], s, low) &&
        ruleterms_sum(&t->terms, n->kids[2], s, high)) {
        compare(t, x, OP_GE, low);
        compare(t, x, OP_LE, high);
    }
    mem_free(e);
}

static void relation(struct taker *t, const struct node *n, const struct ruleterms_scope *s)
{
    struct linexpr *e = mem_array(2, sizeof *e);
    if (!balance(t, n, s) && ruleterms_sum(&t->terms, n->kids[0], s, &e[0]) && ruleterms_sum(&t->terms, n->kids[1], s, &e[1]))
        compare(t, &e[0], (enum op)n->op, &e[1]);
    mem_free(e);
}

static void condition(struct taker *t, const struct node *n, const struct ruleterms_scope *s)
{
    if (n->kind == N_BINARY && n->op == OP_AND) {
        condition(t, n->kids[0], s);
        condition(t, n->kids[1], s);
    } else if (n->kind == N_BINARY && n->op >= OP_EQ && n->op <= OP_GE && n->op != OP_NE) {
        relation(t, n, s);
    } else if (n->kind == N_CALL && n->builtin == B_BETWEEN) {
        between(t, n, s);
    } else if (n->kind == N_CALL && n->builtin == B_NVL && n->n == 2) {
        condition(t, n->kids[0], s);
    } else {
        struct ruleterms_scope inner;
        if (ruleterms_enter(&t->terms, n, s, &inner))
            condition(t, inner.st->body, &inner);
    }
}

int ruleedits_add(struct ruleedits *e, const struct rules *rules, int rule, const struct schema *schema)
{
    const struct rule *r = rules_rule(rules, rule);
    struct taker t = {e, {.set = &e->set, .rules = rules, .rule = r, .schema = schema}, rule, 0};
    struct linexpr left = {0}, right = {0};
    if (ruleterms_items(&t.terms, &left, &right))
        compare(&t, &left, r->st->hr[r->number].relation, &right);
    else if (!r->hierarchical)
        condition(&t, r->st->dp[r->number].then, NULL);
    vset_join(&e->zero, &t.terms.zero);
    e->left_out += t.terms.too_many;
    return t.made;
}

void ruleedits_free(struct ruleedits *e)
{
    editset_free(&e->set);
    mem_free(e->of);
    *e = (struct ruleedits){0};
}
