/* SPDX-License-Identifier: Apache-2.0 */
#include "edits/ruleterms.h"

#include "base/mem.h"
#include "vtl/builtin.h"

enum { MAX_DEPTH = 24 }; /* of operators that call operators */
enum { MAX_READ = 200000 };

static const struct statement *find_operator(const struct rules *rules, struct str name)
{
    for (int i = 0; i < rules_statements(rules); i++) {
        const struct statement *st = rules_statement(rules, i);
        if (st->kind == ST_OPERATOR && str_eq(st->name.text, name))
            return st;
    }
    return NULL;
}

/* The argument that a parameter's name means, or NULL. */
static const struct node *argument(const struct ruleterms_scope *s, struct str name)
{
    for (int i = 0; s && i < s->st->nparams; i++)
        if (str_eq(s->st->params[i].name.text, name))
            return i < (int)s->n && s->args[i]->kind != N_OMIT ? s->args[i] : s->st->params[i].fallback;
    return NULL;
}

struct str ruleterms_column(const struct ruleterms *t, struct str name)
{
    const struct statement *st = t->rule->st;
    for (int i = 0; i < st->nsig; i++)
        if (str_eq(st->sig[i].alias, name)) {
            const struct statement *check = t->rule->check;
            return check && i < check->ncomponents ? check->components[i].text : st->sig[i].name.text;
        }
    return name;
}

bool ruleterms_constant(const struct linexpr *e)
{
    for (int i = 0; i < e->n; i++)
        if (dec_sign(&e->terms[i].a))
            return false;
    return true;
}

bool ruleterms_enter(const struct ruleterms *t, const struct node *n, const struct ruleterms_scope *s,
                     struct ruleterms_scope *inner)
{
    if (n->kind != N_CALL || n->builtin >= 0)
        return false;
    *inner = (struct ruleterms_scope){find_operator(t->rules, n->name), n->kids, n->n, s, s ? s->depth + 1 : 1};
    return inner->st && inner->depth < MAX_DEPTH;
}

const struct node *ruleterms_resolve(const struct node *n, const struct ruleterms_scope **s)
{
    while (n && n->kind == N_NAME && *s) {
        n = argument(*s, n->name);
        *s = (*s)->outer;
    }
    return n;
}

static bool column(struct ruleterms *t, struct str name, bool zero, struct linexpr *out)
{
    struct str c = ruleterms_column(t, name);
    int slot = schema_find(t->schema, c);
    if (slot < 0 || !vtype_is_numeric(t->schema->columns[slot].type))
        return false;
    int var = editset_var(t->set, c);
    if (var < 0) {
        t->too_many = true;
        return false;
    }
    vset_add(zero ? &t->zero : &t->bare, var);
    return linexpr_add(out, var, dec_int(1));
}

/* A name: a column, or what the argument of a parameter says. */
static bool name_sum(struct ruleterms *t, const struct node *n, const struct ruleterms_scope *s, bool zero, struct linexpr *out)
{
    const struct node *a = ruleterms_resolve(n, &s);
    if (a && a->kind == N_NAME)
        return column(t, a->name, zero, out);
    return a && ruleterms_sum(t, a, s, out);
}

static bool quotient(struct linexpr *out, const struct linexpr *a, struct dec d)
{
    struct dec one = dec_int(1), r, back;
    return dec_sign(&d) && dec_div(&r, &one, &d) == DEC_OK && dec_mul(&back, &r, &d) == DEC_OK &&
           dec_cmp(&back, &one) == 0 && linexpr_add_scaled(out, a, r);
}

static bool combine(struct ruleterms *t, int op, const struct linexpr *a, const struct linexpr *b, struct linexpr *out)
{
    switch (op) {
    case OP_ADD:
    case OP_SUB:
        if (linexpr_add_scaled(out, a, dec_int(1)) && linexpr_add_scaled(out, b, dec_int(op == OP_ADD ? 1 : -1)))
            return true;
        t->too_many = true;
        return false;
    case OP_MUL:
        if (ruleterms_constant(a))
            return linexpr_add_scaled(out, b, a->constant);
        return ruleterms_constant(b) && linexpr_add_scaled(out, a, b->constant);
    case OP_DIV:
        return ruleterms_constant(b) && quotient(out, a, b->constant);
    default:
        return false;
    }
}

/* The two sides are not on the stack: a sum of many terms goes as deep. */
static bool binary(struct ruleterms *t, const struct node *n, const struct ruleterms_scope *s, struct linexpr *out)
{
    struct linexpr *side = mem_array(2, sizeof *side);
    bool good = ruleterms_sum(t, n->kids[0], s, &side[0]) && ruleterms_sum(t, n->kids[1], s, &side[1]) &&
                combine(t, n->op, &side[0], &side[1], out);
    mem_free(side);
    return good;
}

/* Adds a multiple of an expression. */
static bool multiple(struct ruleterms *t, const struct node *n, const struct ruleterms_scope *s, int by, struct linexpr *out)
{
    struct linexpr *a = mem_array(1, sizeof *a);
    bool good = ruleterms_sum(t, n, s, a) && linexpr_add_scaled(out, a, dec_int(by));
    mem_free(a);
    return good;
}

/* Is the expression a constant? */
static bool constant_sum(struct ruleterms *t, const struct node *n, const struct ruleterms_scope *s, struct dec *d)
{
    struct linexpr *a = mem_array(1, sizeof *a);
    bool good = ruleterms_sum(t, n, s, a) && ruleterms_constant(a);
    *d = a->constant;
    mem_free(a);
    return good;
}

/* A built-in of constants, such as floor((n + 1) / 2) in a tolerance; and nvl(column, 0). */
static bool builtin_sum(struct ruleterms *t, const struct node *n, const struct ruleterms_scope *s, struct linexpr *out)
{
    struct dec of, d;
    if (n->builtin == B_NVL && n->n == 2)
        return n->kids[0]->kind == N_NAME && constant_sum(t, n->kids[1], s, &of) && !dec_sign(&of) &&
               name_sum(t, n->kids[0], s, true, out);
    if (n->n != 1 || !constant_sum(t, n->kids[0], s, &of))
        return false;
    d = of;
    if (n->builtin == B_FLOOR)
        dec_floor(&d, &of);
    else if (n->builtin == B_CEIL)
        dec_ceil(&d, &of);
    else if (n->builtin == B_TRUNC)
        dec_trunc(&d, &of, 0);
    else if (n->builtin == B_ROUND)
        dec_round(&d, &of, 0);
    else if (n->builtin == B_ABS)
        d = dec_abs(&of);
    else
        return false;
    return linexpr_add(out, -1, d);
}

/* Adds an expression to out, when it is a sum. */
bool ruleterms_sum(struct ruleterms *t, const struct node *n, const struct ruleterms_scope *s, struct linexpr *out)
{
    if (t->read++ >= MAX_READ) {
        t->too_many = true;
        return false;
    }
    switch ((enum node_kind)n->kind) {
    case N_CONST:
        return n->value && !n->value->null && vtype_is_numeric((enum vtype)n->value->type) &&
               linexpr_add(out, -1, n->value->dec);
    case N_NAME:
        return name_sum(t, n, s, false, out);
    case N_UNARY:
        return (n->op == OP_NEG || n->op == OP_POS) && multiple(t, n->kids[0], s, n->op == OP_NEG ? -1 : 1, out);
    case N_BINARY:
        return binary(t, n, s, out);
    case N_CALL: {
        if (n->builtin >= 0)
            return builtin_sum(t, n, s, out);
        struct ruleterms_scope inner;
        return ruleterms_enter(t, n, s, &inner) && multiple(t, inner.st->body, &inner, 1, out);
    }
    case N_IF:
    case N_CASE:
    case N_IN:
    case N_DOMAIN:
    case N_CAST:
    case N_AGGR:
    case N_MEMBER:
    case N_CLAUSE:
    case N_INVOKE:
    case N_OMIT:
        break;
    }
    return false;
}

static bool item(struct ruleterms *t, const struct hr_item *i, bool zero, struct linexpr *out)
{
    struct linexpr x = {0};
    return !i->condition && column(t, i->code.text, zero, &x) && linexpr_add_scaled(out, &x, dec_int(i->minus ? -1 : 1));
}

bool ruleterms_items(struct ruleterms *t, struct linexpr *left, struct linexpr *right)
{
    const struct hr_rule *hr = t->rule->hierarchical ? &t->rule->st->hr[t->rule->number] : NULL;
    const struct statement *check = t->rule->check;
    enum hr_mode mode = check && check->has_mode ? check->mode : MODE_NON_NULL;
    bool zero = mode == MODE_NON_ZERO || mode == MODE_PARTIAL_ZERO || mode == MODE_ALWAYS_ZERO;
    if (!hr || hr->head.when || !item(t, &hr->left, zero, left))
        return false;
    for (int i = 0; i < hr->n; i++)
        if (!item(t, &hr->right[i], zero, right))
            return false;
    return true;
}
