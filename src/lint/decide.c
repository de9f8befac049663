/* SPDX-License-Identifier: Apache-2.0 */
#include "lint/decide.h"

#include "vtl/builtin.h"

/* The column that a name in a rule means: an alias of the signature, or the name itself. */
static struct str column_of(const struct reach *r, struct str name)
{
    for (int i = 0; i < r->st->nsig; i++)
        if (str_eq(r->st->sig[i].alias, name))
            return r->st->sig[i].name.text;
    return name;
}

const struct form_var *decide_variable(const struct reach *r, const struct node *n)
{
    if (!r->table || n->kind != N_NAME || r->st->valuedomain)
        return NULL;
    struct str suffix;
    return form_column(r->table, column_of(r, n->name), &suffix);
}

bool decide_known_code(const struct form_var *v, const struct node *constant)
{
    bool text = constant->kind == N_CONST && constant->value && !constant->value->null && constant->value->type == T_STRING;
    return !text || constant->value->str.n == 0 || codelist_find(v->codes, constant->value->str);
}

/* The values that are left for a variable. An end that is open does not belong to them. */
struct range {
    bool has_min, has_max, open_min, open_max;
    struct value min, max;
};

/* What is assumed to be true: a chain, the nearest first. */
struct assumed {
    const struct node *condition;
    const struct assumed *before;
};

static bool same_kind(enum vtype a, enum vtype b)
{
    return a == b || (vtype_is_numeric(a) && vtype_is_numeric(b));
}

/* A constant, perhaps with a sign. */
static bool constant_of(const struct node *n, struct value *v)
{
    bool minus = n->kind == N_UNARY && n->op == OP_NEG;
    if (n->kind == N_UNARY && n->op != OP_NOT)
        n = n->kids[0];
    if (n->kind != N_CONST || !n->value || n->value->null)
        return false;
    *v = *n->value;
    if (minus && vtype_is_numeric(v->type))
        v->dec = dec_neg(&v->dec);
    return !minus || vtype_is_numeric(v->type);
}

static enum op mirrored(enum op op)
{
    return op == OP_LT ? OP_GT : op == OP_GT ? OP_LT : op == OP_LE ? OP_GE : op == OP_GE ? OP_LE : op;
}

/* NAME op CONSTANT, from either order. */
struct comparison {
    const struct node *name;
    enum op op;
    struct value c;
};

static bool is_comparison(const struct node *n, struct comparison *out)
{
    if (n->kind != N_BINARY || n->op < OP_EQ || n->op > OP_GE)
        return false;
    for (int side = 0; side < 2; side++) {
        if (n->kids[side]->kind != N_NAME || !constant_of(n->kids[!side], &out->c))
            continue;
        out->name = n->kids[side];
        out->op = side ? mirrored((enum op)n->op) : (enum op)n->op;
        return true;
    }
    return false;
}

static bool is_between(const struct node *n, struct comparison *low, struct comparison *high)
{
    if (n->kind != N_CALL || n->builtin != B_BETWEEN || n->kids[0]->kind != N_NAME)
        return false;
    *low = (struct comparison){.name = n->kids[0], .op = OP_GE};
    *high = (struct comparison){.name = n->kids[0], .op = OP_LE};
    return constant_of(n->kids[1], &low->c) && constant_of(n->kids[2], &high->c);
}

static void raise_min(struct range *r, const struct value *v, bool open)
{
    enum order o = r->has_min ? value_cmp(v, &r->min) : ORDER_GREATER;
    if (o == ORDER_GREATER || (o == ORDER_EQUAL && open)) {
        r->has_min = true;
        r->open_min = open;
        r->min = *v;
    }
}

static void lower_max(struct range *r, const struct value *v, bool open)
{
    enum order o = r->has_max ? value_cmp(v, &r->max) : ORDER_LESS;
    if (o == ORDER_LESS || (o == ORDER_EQUAL && open)) {
        r->has_max = true;
        r->open_max = open;
        r->max = *v;
    }
}

static void narrow_by(struct range *range, const struct comparison *k, struct str name, enum vtype type)
{
    if (!str_eq(k->name->name, name) || !same_kind(k->c.type, type))
        return;
    if (k->op == OP_GT || k->op == OP_GE || k->op == OP_EQ)
        raise_min(range, &k->c, k->op == OP_GT);
    if (k->op == OP_LT || k->op == OP_LE || k->op == OP_EQ)
        lower_max(range, &k->c, k->op == OP_LT);
}

/* Narrows the range of a name by a condition that is true. */
static void narrow(struct range *range, const struct node *n, struct str name, enum vtype type)
{
    struct comparison low, high;
    if (n->kind == N_BINARY && n->op == OP_AND) {
        narrow(range, n->kids[0], name, type);
        narrow(range, n->kids[1], name, type);
    } else if (is_comparison(n, &low)) {
        narrow_by(range, &low, name, type);
    } else if (is_between(n, &low, &high)) {
        narrow_by(range, &low, name, type);
        narrow_by(range, &high, name, type);
    }
}

static struct range range_of(const struct reach *r, const struct assumed *a, const struct node *name, enum vtype type)
{
    struct range range = {0};
    const struct form_var *v = decide_variable(r, name);
    bool exact = v && str_eq(v->name, column_of(r, name->name)); /* bounds are not judged for added columns */
    if (exact && same_kind(v->type, type) && v->has_min)
        raise_min(&range, &v->min, false);
    if (exact && same_kind(v->type, type) && v->has_max)
        lower_max(&range, &v->max, false);
    for (; a; a = a->before)
        narrow(&range, a->condition, name->name, type);
    return range;
}

static enum tri compare_range(const struct range *r, enum op op, const struct value *c)
{
    enum order low = r->has_min ? value_cmp(&r->min, c) : ORDER_UNEQUAL;
    enum order high = r->has_max ? value_cmp(&r->max, c) : ORDER_UNEQUAL;
    bool above = low == ORDER_GREATER || (low == ORDER_EQUAL && r->open_min), from = above || low == ORDER_EQUAL;
    bool below = high == ORDER_LESS || (high == ORDER_EQUAL && r->open_max), to = below || high == ORDER_EQUAL;
    if (op == OP_GT)
        return above ? TRI_TRUE : to ? TRI_FALSE : TRI_NULL;
    if (op == OP_GE)
        return from ? TRI_TRUE : below ? TRI_FALSE : TRI_NULL;
    if (op == OP_LT)
        return below ? TRI_TRUE : from ? TRI_FALSE : TRI_NULL;
    if (op == OP_LE)
        return to ? TRI_TRUE : above ? TRI_FALSE : TRI_NULL;
    if (above || below)
        return op == OP_EQ ? TRI_FALSE : TRI_TRUE;
    if (from && to)
        return op == OP_EQ ? TRI_TRUE : TRI_FALSE;
    return TRI_NULL;
}

static enum tri decide_comparison(const struct reach *r, const struct assumed *a, const struct comparison *k,
                                  const struct node *constant)
{
    const struct form_var *v = decide_variable(r, k->name);
    bool exact = v && str_eq(v->name, column_of(r, k->name->name));
    if (exact && v->codes && (k->op == OP_EQ || k->op == OP_NE) && constant && !decide_known_code(v, constant))
        return k->op == OP_EQ ? TRI_FALSE : TRI_TRUE;
    struct range range = range_of(r, a, k->name, k->c.type);
    return compare_range(&range, k->op, &k->c);
}

/* x in {...}: decided where the range leaves no member, or one value that is a member. */
static enum tri decide_set(const struct reach *r, const struct assumed *a, const struct node *n)
{
    enum tri any = TRI_FALSE;
    if (n->kids[0]->kind != N_NAME)
        return TRI_NULL;
    for (uint32_t i = 1; i < n->n; i++) {
        struct comparison k = {.name = n->kids[0], .op = OP_EQ};
        any = tri_or(any, constant_of(n->kids[i], &k.c) ? decide_comparison(r, a, &k, n->kids[i]) : TRI_NULL);
    }
    return n->op == OP_IN ? any : tri_not(any);
}

static enum tri decide(const struct reach *r, const struct assumed *a, const struct node *n)
{
    struct comparison k, high;
    if (n->kind == N_CONST && n->value && !n->value->null && n->value->type == T_BOOLEAN)
        return n->value->boolean ? TRI_TRUE : TRI_FALSE;
    if (n->kind == N_UNARY && n->op == OP_NOT)
        return tri_not(decide(r, a, n->kids[0]));
    if (n->kind == N_BINARY && n->op == OP_AND) {
        struct assumed left = {n->kids[0], a};
        return tri_and(decide(r, a, n->kids[0]), decide(r, &left, n->kids[1]));
    }
    if (n->kind == N_BINARY && n->op == OP_OR)
        return tri_or(decide(r, a, n->kids[0]), decide(r, a, n->kids[1]));
    if (n->kind == N_IN)
        return decide_set(r, a, n);
    if (is_comparison(n, &k))
        return decide_comparison(r, a, &k, n->kids[n->kids[0] == k.name]);
    if (is_between(n, &k, &high) && value_cmp(&k.c, &high.c) == ORDER_GREATER)
        return TRI_FALSE;
    if (is_between(n, &k, &high))
        return tri_and(decide_comparison(r, a, &k, NULL), decide_comparison(r, a, &high, NULL));
    return TRI_NULL;
}

enum tri decide_decide(const struct reach *r, const struct node *when, const struct node *condition)
{
    struct assumed a = {when, NULL};
    return decide(r, when ? &a : NULL, condition);
}
