/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/mem.h"
#include "data/dsplan_work.h"

/*
 * A call becomes the operator's body with the arguments in it, and is judged there. Data sets stand in it under names that no
 * program can write; other arguments take the place of the parameter's name.
 */
struct calling {
    const struct statement *op;
    const struct calling *outer;
};

/* What a parameter stands for. */
struct argument {
    const struct param *param;
    const struct node *n;   /* scalar, set, component expression; NULL for a data set */
    struct str name;        /* data set, component or ruleset; empty: n */
};

struct expansion {
    struct dsplan *p;
    const struct statement *op;
    struct argument *v;     /* [op->nparams] */
    bool spans;             /* nodes of the body get the place of the call */
    struct span at;
};

const struct statement *dsplan_defined(const struct dsplan *p, const struct node *n)
{
    if (n->kind != N_CALL || n->builtin >= 0)
        return NULL;
    for (int i = 0; i < rules_statements(p->rules); i++) {
        const struct statement *st = rules_statement(p->rules, i);
        if (st->kind == ST_OPERATOR && st->on_datasets && str_eq(st->name.text, n->name))
            return st;
    }
    return NULL;
}

/* ---- a copy of the body ---- */

static const struct argument *find(const struct expansion *x, struct str name)
{
    for (int i = 0; i < x->op->nparams; i++)
        if (str_eq(x->v[i].param->name.text, name))
            return &x->v[i];
    return NULL;
}

static struct node *copy(const struct expansion *x, const struct node *n);

static struct name copy_name(const struct expansion *x, struct name name)
{
    const struct argument *a = find(x, name.text);
    if (a && a->name.n && (a->param->of.kind == PARAM_COMPONENT || a->param->of.kind == PARAM_RULESET))
        name.text = a->name;
    if (x->spans)
        name.span = x->at;
    return name;
}

static struct name *copy_names(const struct expansion *x, const struct name *v, int n)
{
    struct name *to = arena_array(&x->p->e->a, (size_t)n + 1, sizeof *to);
    for (int i = 0; i < n; i++)
        to[i] = copy_name(x, v[i]);
    return to;
}

static struct clause *copy_clauses(const struct expansion *x, const struct clause *v, int n)
{
    struct clause *to = arena_array(&x->p->e->a, (size_t)n + 1, sizeof *to);
    for (int i = 0; i < n; i++) {
        to[i] = v[i];
        to[i].items = arena_array(&x->p->e->a, (size_t)v[i].n + 1, sizeof *to[i].items);
        for (int k = 0; k < v[i].n; k++) {
            to[i].items[k] = v[i].items[k];
            to[i].items[k].name = copy_name(x, v[i].items[k].name);
            to[i].items[k].second = copy_name(x, v[i].items[k].second);
            to[i].items[k].expr = copy(x, v[i].items[k].expr);
        }
        to[i].group = copy_names(x, v[i].group, v[i].ngroup);
        to[i].having = copy(x, v[i].having);
    }
    return to;
}

static struct over *copy_over(const struct expansion *x, const struct over *o)
{
    if (!o)
        return NULL;
    struct over *to = arena_array(&x->p->e->a, 1, sizeof *to);
    *to = *o;
    to->partition = copy_names(x, o->partition, o->npartition);
    to->order = arena_array(&x->p->e->a, (size_t)o->norder + 1, sizeof *to->order);
    for (int i = 0; i < o->norder; i++)
        to->order[i] = (struct order_item){copy_name(x, o->order[i].name), o->order[i].down};
    return to;
}

/* A whole number for a name: timeshift(ds, n). */
static void copy_shift(const struct expansion *x, struct more *to)
{
    if (!to->shift)
        return;
    to->shift = copy(x, to->shift);
    if (to->shift->kind == N_CONST && to->shift->value->type == T_INTEGER && !to->shift->value->null &&
        dec_to_int(&to->shift->value->dec, &to->n))
        to->shift = NULL;
}

static struct more *copy_more(const struct expansion *x, const struct more *m, int nkids)
{
    struct more *to = arena_array(&x->p->e->a, 1, sizeof *to);
    *to = *m;
    to->clauses = copy_clauses(x, m->clauses, m->nclauses);
    to->over = copy_over(x, m->over);
    if (m->aliases)
        to->aliases = arena_array(&x->p->e->a, (size_t)nkids + 1, sizeof *to->aliases);
    for (int i = 0; i < nkids && m->aliases; i++)
        to->aliases[i] = m->aliases[i];
    to->keys = copy_names(x, m->keys, m->nkeys);
    to->nvl = arena_array(&x->p->e->a, (size_t)m->nnvl + 1, sizeof *to->nvl);
    for (int i = 0; i < m->nnvl; i++)
        to->nvl[i] = (struct join_nvl){copy_name(x, m->nvl[i].name), m->nvl[i].value};
    to->imbalance = copy(x, m->imbalance);
    copy_shift(x, to);
    if (m->check) {
        to->check = arena_array(&x->p->e->a, 1, sizeof *to->check);
        *to->check = *m->check;
        to->check->ruleset = copy_name(x, m->check->ruleset);
        to->check->check_rule = copy_name(x, m->check->check_rule);
        to->check->components = copy_names(x, m->check->components, m->check->ncomponents);
    }
    return to;
}

/* x in SET, where SET is a parameter. */
static struct node *copy_domain(const struct expansion *x, const struct node *n, const struct argument *a, struct node *kid)
{
    struct node *made;
    if (a->name.n) { /* a value domain */
        made = dsplan_copy(x->p, n, &kid);
        made->name = a->name;
        return made;
    }
    struct node **kids = arena_array(&x->p->e->a, (size_t)a->n->n + 1, sizeof *kids);
    for (uint32_t i = 0; i < a->n->n; i++)
        kids[i] = i ? dsplan_placed(x->p, a->n->kids[i], x->spans ? x->at : n->span) : kid;
    made = dsplan_copy(x->p, a->n, kids);
    made->op = n->op;
    made->span = n->span;
    return made;
}

/* n may be NULL. */
static struct node *copy(const struct expansion *x, const struct node *n)
{
    if (!n)
        return NULL;
    struct dsplan *p = x->p;
    const struct argument *a = n->kind == N_NAME || n->kind == N_DOMAIN ? find(x, n->name) : NULL;
    struct span at = x->spans ? x->at : n->span;
    if (a && n->kind == N_NAME)
        return a->name.n ? dsplan_name(p, a->name, at) : dsplan_placed(p, a->n, at);
    struct node **kids = arena_array(&p->e->a, (size_t)n->n + 1, sizeof *kids);
    for (uint32_t i = 0; i < n->n; i++)
        kids[i] = copy(x, n->kids[i]);
    struct node *made = a && a->param->of.kind == PARAM_SET ? copy_domain(x, n, a, kids[0]) : dsplan_copy(p, n, kids);
    made->span = at;
    if (n->kind == N_MEMBER)
        made->name = copy_name(x, (struct name){.text = n->name, .span = at}).text;
    if (n->more)
        made->more = copy_more(x, n->more, (int)n->n);
    return made;
}

/* ---- arguments ---- */

static bool wrong(const struct expansion *x, const struct node *n, const struct param *q, const char *wanted)
{
    return NULL != dsplan_complain(x->p, D_DATA_ARGUMENT, n->span, diag_str(x->op->name.text), diag_str(q->name.text), wanted);
}

static const char *type_word(enum vtype t)
{
    return t == T_NULL ? diag_words("a scalar", "标量") : vtype_name(t);
}

/* The parameter's name `value` in a constraint becomes the argument. */
static struct node *constrained(struct dsplan *p, const struct node *n, const struct node *value, struct span at)
{
    if (n->kind == N_NAME && str_is(n->name, "value"))
        return dsplan_placed(p, value, at);
    struct node **kids = arena_array(&p->e->a, (size_t)n->n + 1, sizeof *kids);
    for (uint32_t i = 0; i < n->n; i++)
        kids[i] = constrained(p, n->kids[i], value, at);
    struct node *made = dsplan_copy(p, n, kids);
    made->span = at;
    return made;
}

static bool scalar_fits(const struct expansion *x, const struct param *q, const struct node *n)
{
    struct dsplan *p = x->p;
    struct structure none = {.v = NULL};
    struct cellexpr *e = dsplan_compile(p, dsplan_placed(p, n, n->span), &none, NULL);
    struct value v;
    if (!e)
        return false;
    if (q->type != T_NULL && cellexpr_type(e) != T_NULL && !vtype_widens(cellexpr_type(e), q->type))
        return wrong(x, n, q, type_word(q->type));
    cellexpr_eval(e, NULL, &v);
    if (q->of.not_null && v.null)
        return wrong(x, n, q, diag_words("not null", "非空"));
    if (!q->of.condition || v.null)
        return true;
    struct cellexpr *c = dsplan_compile(p, constrained(p, q->of.condition, n, n->span), &none, "[ ]");
    if (!c)
        return false;
    cellexpr_eval(c, NULL, &v);
    return (!v.null && v.boolean) || NULL != dsplan_complain(p, D_DATA_ARGUMENT_VALUE, n->span, diag_str(x->op->name.text),
                                                             diag_str(q->name.text), NULL);
}

static bool comp_fits(const struct param_comp *c, const struct comp *has)
{
    return (c->role < 0 || (enum role)c->role == has->role) && (!c->viral || has->viral) &&
           (c->type == T_NULL || c->type == has->type || vtype_widens(has->type, c->type));
}

static const char *comp_text(const struct param_comp *c)
{
    const char *role = c->role < 0 ? "component" : c->viral ? "viral attribute" : role_name((enum role)c->role);
    struct buf b = {0};
    buf_puts(&b, role);
    if (c->type != T_NULL)
        buf_printf(&b, " <%s>", vtype_name(c->type));
    buf_puts(&b, c->name.text.n ? " " : c->many == '1' ? " _" : c->many == '+' ? " _+" : " _*");
    buf_str(&b, c->name.text);
    const char *text = diag_str(buf_slice(&b));
    buf_free(&b);
    return text;
}

/* Has a data set what is asked for? Named components first, then `_`, `_+`, `_*` take what is left. */
static bool dataset_fits(const struct expansion *x, struct str what, const struct param_type *t, const struct structure *s,
                         struct span at)
{
    struct dsplan *p = x->p;
    if (!t->constrained)
        return true;
    bool *taken = mem_array((size_t)s->n + 1, sizeof *taken), ok = true;
    for (int named = 1; named >= 0; named--)
        for (int i = 0; i < t->ncomps && ok; i++) {
            const struct param_comp *c = &t->comps[i];
            int found = 0;
            if ((c->name.text.n > 0) != (named == 1))
                continue;
            for (int k = 0; k < s->n; k++) {
                bool mine = !taken[k] && (!named || str_eq(s->v[k].name, c->name.text)) && comp_fits(c, &s->v[k]);
                if (!mine || (found && (named || c->many == '1')))
                    continue;
                taken[k] = true;
                found++;
            }
            if (!found && (named || c->many != '*'))
                ok = NULL != dsplan_complain(p, D_DATA_ARGUMENT_COMP, at, diag_str(x->op->name.text), diag_str(what),
                                             comp_text(c));
        }
    for (int k = 0; k < s->n && ok; k++)
        if (!taken[k])
            ok = NULL != dsplan_complain(p, D_DATA_ARGUMENT_MORE, at, diag_str(x->op->name.text), diag_str(what),
                                         diag_str(s->v[k].name));
    mem_free(taken);
    return ok;
}

static int count_name(const struct node *n, struct str name)
{
    int uses = n->kind == N_NAME && str_eq(n->name, name);
    for (uint32_t i = 0; i < n->n; i++)
        uses += count_name(n->kids[i], name);
    return uses + (n->more && n->more->imbalance ? count_name(n->more->imbalance, name) : 0);
}

static bool take_dataset(const struct expansion *x, struct argument *a, struct node *n)
{
    struct operand o;
    if (!dsplan_operand(x->p, n, &o))
        return false;
    if (!o.rel)
        return wrong(x, n, a->param, diag_words("a data set", "数据集"));
    if (!dataset_fits(x, a->param->name.text, &a->param->of, &o.rel->s, n->span))
        return false;
    a->name = dsplan_bind(x->p, o.rel, count_name(x->op->body, a->param->name.text));
    return true;
}

static bool take_ruleset(const struct expansion *x, struct argument *a, const struct node *n)
{
    const struct param_type *t = &a->param->of;
    for (int i = 0; i < rules_statements(x->p->rules) && n->kind == N_NAME; i++) {
        const struct statement *st = rules_statement(x->p->rules, i);
        if ((st->kind != ST_DATAPOINT && st->kind != ST_HIERARCHY) || !str_eq(st->name.text, n->name))
            continue;
        if ((t->ruleset >= 0 && t->ruleset != (int)st->kind) || (t->valuedomain >= 0 && t->valuedomain != st->valuedomain))
            break;
        a->name = n->name;
        return true;
    }
    return wrong(x, n, a->param, diag_words("a ruleset of that kind", "该种类的规则集"));
}

static bool take_set(const struct expansion *x, struct argument *a, const struct node *n)
{
    if (n->kind == N_NAME) {
        a->name = n->name;
        return true;
    }
    if (n->kind != N_IN || n->kids[0]->kind != N_OMIT)
        return wrong(x, n, a->param, diag_words("a set, {...}, or a value domain", "集合 {...} 或值域"));
    for (uint32_t i = 1; i < n->n; i++) {
        enum vtype t = n->kids[i]->kind == N_CONST ? (enum vtype)n->kids[i]->value->type : (enum vtype)n->kids[i]->to;
        if (a->param->type != T_NULL && !vtype_widens(t, a->param->type))
            return wrong(x, n->kids[i], a->param, vtype_name(a->param->type));
    }
    a->n = n;
    return true;
}

/* Takes an argument where data sets stand. */
static bool take(const struct expansion *x, struct argument *a, struct node *n)
{
    struct operand o;
    switch (a->param->of.kind) {
    case PARAM_DATASET: return take_dataset(x, a, n);
    case PARAM_RULESET: return take_ruleset(x, a, n);
    case PARAM_SET: return take_set(x, a, n);
    case PARAM_COMPONENT:
        if (n->kind != N_NAME)
            return wrong(x, n, a->param, diag_words("the name of a component", "组成部分的名称"));
        a->name = n->name;
        return true;
    case PARAM_SCALAR: break;
    }
    if (!dsplan_operand(x->p, n, &o))
        return false;
    if (!o.scalar)
        return wrong(x, n, a->param, type_word(a->param->type));
    a->n = o.scalar;
    return scalar_fits(x, a->param, dsplan_placed(x->p, o.scalar, n->span));
}

/* The argument of parameter i, or its default. NULL after complaining. */
static struct node *given(const struct expansion *x, const struct node *n, int i)
{
    const struct param *q = &x->op->params[i];
    if (i < (int)n->n && n->kids[i]->kind != N_OMIT)
        return n->kids[i];
    if (q->fallback)
        return dsplan_placed(x->p, q->fallback, n->span);
    return dsplan_complain(x->p, D_VTL_ARGUMENT_MISSING, n->span, diag_str(n->name), diag_str(q->name.text), NULL);
}

/* ---- calls ---- */

/* May op be expanded here? */
static bool enter(struct dsplan *p, const struct node *n, const struct statement *op)
{
    int depth = 0;
    for (const struct calling *c = p->calling; c; c = c->outer, depth++)
        if (c->op == op)
            return NULL != dsplan_complain(p, D_VTL_RECURSION, n->span, diag_str(op->name.text), NULL, NULL);
    if (depth >= DSPLAN_DEPTH)
        return NULL != dsplan_complain(p, D_VTL_DEEP, n->span, diag_num(DSPLAN_DEPTH), NULL, NULL);
    if (p->expansions++ >= DSPLAN_EXPANSIONS)
        return NULL != dsplan_complain(p, D_DATA_EXPANDED, n->span, diag_num(DSPLAN_EXPANSIONS), NULL, NULL);
    if ((int)n->n > op->nparams)
        return NULL != dsplan_complain(p, D_VTL_ARGUMENTS, n->span, diag_str(n->name), diag_num(op->nparams), diag_num(n->n));
    return true;
}

/* Is the result what the operator says? */
static bool returns(const struct expansion *x, const struct operand *o)
{
    const struct param_type *t = x->op->result;
    if (!t)
        return true;
    if (t->kind == PARAM_DATASET && o->rel)
        return dataset_fits(x, STR("returns"), t, &o->rel->s, x->op->body->span);
    bool scalar = o->scalar || (o->rel && o->rel->s.scalar);
    if ((t->kind == PARAM_DATASET) == !scalar)
        return true;
    return NULL != dsplan_complain(x->p, D_DATA_RESULT_TYPE, x->op->body->span, diag_str(x->op->name.text),
                                   t->kind == PARAM_DATASET ? "dataset" : type_word(t->type),
                                   scalar ? diag_words("a scalar", "标量") : diag_words("a data set", "数据集"));
}

bool dsplan_call(struct dsplan *p, struct node *n, const struct statement *op, struct operand *out)
{
    struct expansion x = {.p = p, .op = op};
    struct calling calling = {op, p->calling};
    if (!enter(p, n, op))
        return false;
    bool ok = true;
    x.v = arena_array(&p->e->a, (size_t)op->nparams + 1, sizeof *x.v);
    for (int i = 0; i < op->nparams; i++) {
        x.v[i].param = &op->params[i];
        struct node *argument = given(&x, n, i);
        ok = argument && take(&x, &x.v[i], argument) && ok;
    }
    if (!ok) {
        diag(D_DATA_DEFINED, source_loc(op->source, op->name.span), diag_str(op->name.text));
        return false;
    }
    const struct statement *outer = p->st;
    p->st = op;
    p->calling = &calling;
    ok = dsplan_operand(p, copy(&x, op->body), out) && returns(&x, out);
    p->calling = calling.outer;
    p->st = outer;
    if (!ok)
        diag(D_DATA_IN_CALL, source_loc(p->st->source, n->span), diag_str(op->name.text));
    return ok;
}

/* Is an argument in a component expression what its parameter wants? */
static bool expr_fits(const struct expansion *x, const struct structure *s, const struct param *q, struct node *n)
{
    int k = n->kind == N_NAME ? structure_find(s, n->name) : -1;
    bool fallback = n->kind == N_CONST && q->fallback;
    if (q->of.kind == PARAM_COMPONENT && q->of.role >= 0 && !fallback &&
        (k < 0 || s->v[k].role != (enum role)q->of.role || (q->of.viral && !s->v[k].viral)))
        return wrong(x, n, q, role_name((enum role)q->of.role));
    if (q->of.kind == PARAM_SCALAR && (q->of.condition || q->of.not_null)) {
        if (n->kind == N_CONST)
            return scalar_fits(x, q, n);
        return wrong(x, n, q, diag_words("a constant: it has a condition", "常量：该参数有条件"));
    }
    if (q->type == T_NULL)
        return true;
    struct cellexpr *e = dsplan_compile(x->p, dsplan_placed(x->p, n, n->span), s, NULL);
    if (!e)
        return false;
    return cellexpr_type(e) == T_NULL || vtype_widens(cellexpr_type(e), q->type) || wrong(x, n, q, type_word(q->type));
}

static bool take_expr(const struct expansion *x, const struct structure *s, struct argument *a, struct node *n)
{
    switch (a->param->of.kind) {
    case PARAM_DATASET: return wrong(x, n, a->param, diag_words("a data set, which cannot stand here", "数据集，不能用在此处"));
    case PARAM_RULESET: return take_ruleset(x, a, n);
    case PARAM_SET: return take_set(x, a, n);
    case PARAM_COMPONENT:
    case PARAM_SCALAR: break;
    }
    a->n = dsplan_expr(x->p, s, n, NULL);
    return a->n && expr_fits(x, s, a->param, (struct node *)(uintptr_t)a->n);
}

struct node *dsplan_call_expr(struct dsplan *p, const struct structure *s, const struct node *n, const struct statement *op,
                              struct calls *calls)
{
    struct expansion x = {.p = p, .op = op, .spans = true, .at = n->span};
    struct calling calling = {op, p->calling};
    if (!enter(p, n, op))
        return NULL;
    bool ok = true;
    x.v = arena_array(&p->e->a, (size_t)op->nparams + 1, sizeof *x.v);
    for (int i = 0; i < op->nparams; i++) {
        x.v[i].param = &op->params[i];
        struct node *argument = given(&x, n, i);
        ok = argument && take_expr(&x, s, &x.v[i], argument) && ok;
    }
    p->calling = &calling;
    struct node *made = ok ? dsplan_expr(p, s, copy(&x, op->body), calls) : NULL;
    p->calling = calling.outer;
    if (!made)
        diag(D_DATA_DEFINED, source_loc(op->source, op->name.span), diag_str(op->name.text));
    return made;
}
