/* SPDX-License-Identifier: Apache-2.0 */
#include "vtl/check.h"

#include "base/mem.h"
#include "vtl/builtin.h"
#include "vtl/cast.h"
#include "vtl/lex.h"

enum { OPERATOR_DEPTH = 50 };

bool scope_add(struct scope *s, struct arena *a, struct str name, struct symbol symbol)
{
    if (intern_find(&s->names, name) >= 0)
        return false;
    int i = intern_add(&s->names, name);
    s->symbols = mem_grow(s->symbols, &s->cap, (size_t)i + 1, sizeof *s->symbols);
    s->symbols[i] = arena_alloc(a, sizeof symbol);
    *s->symbols[i] = symbol;
    return true;
}

void scope_free(struct scope *s)
{
    intern_free(&s->names);
    mem_free(s->symbols);
    *s = (struct scope){0};
}

static bool complain(struct checker *c, enum diag_id id, const struct node *n, const char *a, const char *b,
                     const char *d, const char *e)
{
    if (c->errors++ < VTL_ERRORS_MAX)
        diag(id, source_loc(c->source, n->span), a, b, d, e);
    return false;
}

static const char *type_text(const struct node *n)
{
    return vtype_name((enum vtype)n->type);
}

static bool check_kids(struct checker *c, struct node *n)
{
    bool ok = true;
    for (uint32_t i = 0; i < n->n; i++)
        ok = check_node(c, n->kids[i]) && ok;
    return ok;
}

/* Does a type suit a wanted one where null suits all? */
static bool suits(const struct node *n, enum vtype wanted)
{
    return vtype_widens((enum vtype)n->type, wanted);
}

static bool numeric(const struct node *n)
{
    return n->type == T_NULL || vtype_is_numeric((enum vtype)n->type);
}

/* The type that holds both, or -1. */
static int common(enum vtype a, enum vtype b)
{
    if (a == T_NULL || vtype_widens(a, b))
        return (int)b;
    if (b == T_NULL || vtype_widens(b, a))
        return (int)a;
    return -1;
}

static bool check_name(struct checker *c, struct node *n)
{
    int i = c->scope ? intern_find(&c->scope->names, n->name) : -1;
    if (i >= 0) {
        n->extra = c->scope->symbols[i];
        n->type = (uint8_t)c->scope->symbols[i]->type;
        return true;
    }
    int near = c->scope ? str_nearest(n->name, c->scope->names.names, c->scope->names.n) : -1;
    if (near >= 0)
        return complain(c, D_VTL_UNKNOWN_NAME_NEAR, n, diag_str(n->name), diag_str(c->scope->names.names[near]), NULL,
                        NULL);
    return complain(c, D_VTL_UNKNOWN_NAME, n, diag_str(n->name), NULL, NULL, NULL);
}

static bool check_unary(struct checker *c, struct node *n)
{
    const struct node *x = n->kids[0];
    if (n->op == OP_NOT) {
        n->type = T_BOOLEAN;
        return suits(x, T_BOOLEAN) || complain(c, D_VTL_TYPE_OPERAND, n, "not", "boolean", type_text(x), NULL);
    }
    n->type = x->type;
    return numeric(x) || complain(c, D_VTL_TYPE_OPERAND, n, op_text((enum op)n->op), "number", type_text(x), NULL);
}

static bool check_comparison(struct checker *c, struct node *n)
{
    const struct node *a = n->kids[0], *b = n->kids[1];
    n->type = T_BOOLEAN;
    if (common((enum vtype)a->type, (enum vtype)b->type) < 0)
        return complain(c, D_VTL_TYPE_PAIR, n, op_text((enum op)n->op), type_text(a), type_text(b), NULL);
    if ((a->kind == N_CONST && a->value->null) || (b->kind == N_CONST && b->value->null))
        diag(D_VTL_NULL_COMPARED, source_loc(c->source, n->span));
    return true;
}

static bool check_operand(struct checker *c, const struct node *n, const struct node *x, enum vtype wanted)
{
    bool ok = wanted == T_NUMBER ? numeric(x) : suits(x, wanted) || (wanted == T_STRING && x->type == T_BOOLEAN);
    return ok || complain(c, D_VTL_TYPE_OPERAND, x, op_text((enum op)n->op), vtype_name(wanted), type_text(x), NULL);
}

static bool check_binary(struct checker *c, struct node *n)
{
    const struct node *a = n->kids[0], *b = n->kids[1];
    enum vtype wanted;
    switch (n->op) {
    case OP_EQ:
    case OP_NE:
    case OP_LT:
    case OP_LE:
    case OP_GT:
    case OP_GE: return check_comparison(c, n);
    case OP_AND:
    case OP_OR:
    case OP_XOR: wanted = T_BOOLEAN; break;
    case OP_CONCAT: wanted = T_STRING; break;
    default: wanted = T_NUMBER;
    }
    n->type = (uint8_t)wanted;
    if (wanted == T_NUMBER && n->op != OP_DIV && a->type != T_NUMBER && b->type != T_NUMBER)
        n->type = T_INTEGER;
    bool left = check_operand(c, n, a, wanted);
    return check_operand(c, n, b, wanted) && left;
}

/* The type of the branches of if and case: kids from, from + 2 ... and the last. */
static bool check_branches(struct checker *c, struct node *n, uint32_t first)
{
    int type = (int)T_NULL;
    for (uint32_t i = first; i < n->n; i = i + 2 < n->n || i + 1 == n->n ? i + 2 : n->n - 1) {
        int both = common((enum vtype)type, (enum vtype)n->kids[i]->type);
        if (both < 0)
            return complain(c, D_VTL_TYPE_BRANCH, n->kids[i], vtype_name((enum vtype)type), type_text(n->kids[i]), NULL,
                            NULL);
        type = both;
    }
    n->type = (uint8_t)type;
    return true;
}

static bool check_choice(struct checker *c, struct node *n)
{
    for (uint32_t i = 0; i + 1 < n->n; i += 2)
        if (!suits(n->kids[i], T_BOOLEAN))
            return complain(c, D_VTL_TYPE_CONDITION, n->kids[i], n->kind == N_IF ? "if" : "when",
                            type_text(n->kids[i]), NULL, NULL);
    return check_branches(c, n, 1);
}

static bool check_set(struct checker *c, struct node *n)
{
    n->type = T_BOOLEAN;
    for (uint32_t i = 1; i < n->n; i++)
        if (common((enum vtype)n->kids[0]->type, (enum vtype)n->kids[i]->type) < 0)
            return complain(c, D_VTL_TYPE_PAIR, n->kids[i], op_text((enum op)n->op), type_text(n->kids[0]),
                            type_text(n->kids[i]), NULL);
    return true;
}

static bool check_domain(struct checker *c, struct node *n)
{
    enum vtype type = T_STRING;
    const void *handle = c->find_domain ? c->find_domain(c->ctx, n->name, &type) : NULL;
    n->type = T_BOOLEAN;
    if (!handle) { /* said of the name, not of what stands before it */
        struct node at = *n;
        at.span.from = (uint32_t)(n->name.p - c->source->text.p);
        return complain(c, D_VTL_UNKNOWN_DOMAIN, &at, diag_str(n->name), NULL, NULL, NULL);
    }
    struct domain *d = arena_alloc(c->a, sizeof *d);
    *d = (struct domain){handle, type};
    n->extra = d;
    if (common((enum vtype)n->kids[0]->type, type) < 0)
        return complain(c, D_VTL_TYPE_PAIR, n, op_text((enum op)n->op), type_text(n->kids[0]), vtype_name(type), NULL);
    return true;
}

/* To a value domain: its type, and the host's handle of it. */
static bool check_cast_domain(struct checker *c, struct node *n)
{
    enum vtype type = T_STRING;
    const void *handle = c->find_domain ? c->find_domain(c->ctx, n->name, &type) : NULL;
    if (!handle)
        return complain(c, D_VTL_CAST_TO, n, diag_str(n->name), NULL, NULL, NULL);
    struct domain *d = arena_alloc(c->a, sizeof *d);
    *d = (struct domain){handle, type};
    n->extra = d;
    n->to = (uint8_t)type;
    return true;
}

static bool check_cast(struct checker *c, struct node *n)
{
    const struct node *x = n->kids[0];
    if (n->name.n && !check_cast_domain(c, n))
        return false;
    n->type = n->to;
    if (x->type == T_NULL)
        return true;
    const char *from = type_text(x), *to = vtype_name((enum vtype)n->to);
    if (!cast_allowed((enum vtype)x->type, (enum vtype)n->to, n->value != NULL))
        return complain(c, n->value ? D_VTL_CAST_MASK : D_VTL_CAST, n, from, to, NULL, NULL);
    if (n->value && !cast_mask_ok((enum vtype)x->type, (enum vtype)n->to, n->value->str))
        return complain(c, D_VTL_MASK, n, diag_str(n->value->str), from, to, NULL);
    return true;
}

static bool argument_fits(const struct node *n, char letter, enum vtype first)
{
    enum vtype t = (enum vtype)n->type;
    if (t == T_NULL)
        return true;
    switch (letter) {
    case 'n': return vtype_is_numeric(t);
    case 'i': return t == T_INTEGER;
    case 's': return t == T_STRING || t == T_BOOLEAN; /* compile casts it */
    case 't': return vtype_is_time(t);
    case 'p': return t == T_PERIOD;
    case 'u': return t == T_DURATION;
    case '=': return common(t, first) >= 0;
    default: return true;
    }
}

static const char *argument_wanted(char letter, enum vtype first)
{
    switch (letter) {
    case 'n': return "number";
    case 'i': return "integer";
    case 's': return "string";
    case 't': return "date / time_period";
    case 'p': return "time_period";
    case 'u': return "duration";
    default: return vtype_name(first);
    }
}

static enum vtype result_type(const struct builtin *b, const struct node *n)
{
    int type = T_NULL;
    switch (b->result) {
    case 'i': return T_INTEGER;
    case 'n': return T_NUMBER;
    case 's': return T_STRING;
    case 'b': return T_BOOLEAN;
    case 'd': return T_DATE;
    case 'u': return T_DURATION;
    case 'r': return n->n < 2 || n->kids[1]->kind == N_OMIT ? T_INTEGER : T_NUMBER;
    case 'm': return n->kids[0]->type == T_INTEGER && n->kids[1]->type == T_INTEGER ? T_INTEGER : T_NUMBER;
    default:
        for (uint32_t i = 0; i < n->n; i++)
            type = common((enum vtype)type, (enum vtype)n->kids[i]->type);
        return (enum vtype)type;
    }
}

/* A whole number written as a constant, perhaps with a sign. */
static bool literal_int(const struct node *n, int64_t *v)
{
    bool minus = n->kind == N_UNARY && n->op == OP_NEG;
    if (n->kind == N_UNARY && n->op != OP_NOT)
        n = n->kids[0];
    if (n->kind != N_CONST || n->value->null || !dec_to_int(&n->value->dec, v))
        return false;
    *v = minus ? -*v : *v;
    return true;
}

/* substr and instr: positions that are constants are judged here. */
static bool check_positions(struct checker *c, const struct node *n)
{
    uint32_t first = n->builtin == B_SUBSTR ? 1 : 2;
    for (uint32_t i = first; i < n->n; i++) {
        int64_t v, least = n->builtin == B_SUBSTR && i == 2 ? 0 : 1;
        if (n->kids[i]->kind != N_OMIT && literal_int(n->kids[i], &v) && v < least)
            return complain(c, D_VTL_POSITION, n->kids[i], vtl_builtin(n->builtin)->name, diag_num(i + 1), diag_num(least),
                            NULL);
    }
    return true;
}

static bool check_builtin(struct checker *c, struct node *n)
{
    const struct builtin *b = vtl_builtin(n->builtin);
    const char *letter = b->args;
    enum vtype first = T_NULL; /* the common type of the arguments so far, for = */
    for (uint32_t i = 0; i < n->n; i++, letter++) {
        if (*letter == '?')
            letter++;
        if (n->kids[i]->kind == N_OMIT)
            continue;
        if (!argument_fits(n->kids[i], *letter, first))
            return complain(c, D_VTL_TYPE_ARGUMENT, n->kids[i], b->name, diag_num(i + 1),
                            argument_wanted(*letter, first), type_text(n->kids[i]));
        int both = common(first, (enum vtype)n->kids[i]->type);
        first = both >= 0 ? (enum vtype)both : first;
    }
    n->type = (uint8_t)result_type(b, n);
    return (n->builtin != B_SUBSTR && n->builtin != B_INSTR) || check_positions(c, n);
}

static bool check_argument(struct checker *c, const struct node *n, const struct statement *st, int i)
{
    const struct param *q = &st->params[i];
    bool given = (uint32_t)i < n->n && n->kids[i]->kind != N_OMIT;
    if (!given)
        return q->fallback || complain(c, D_VTL_ARGUMENT_MISSING, n, diag_str(n->name), diag_str(q->name.text), NULL, NULL);
    if (suits(n->kids[i], q->type))
        return true;
    return complain(c, D_VTL_TYPE_ARGUMENT, n->kids[i], diag_str(n->name), diag_num(i + 1), vtype_name(q->type),
                    type_text(n->kids[i]));
}

static bool check_call(struct checker *c, struct node *n)
{
    int i = c->operators ? intern_find(&c->operators->names, n->name) : -1;
    if (i < 0) {
        int near = c->operators ? str_nearest(n->name, c->operators->names.names, c->operators->names.n) : -1;
        struct str b[BUILTIN_COUNT];
        for (int k = 0; k < BUILTIN_COUNT; k++)
            b[k] = str_of(vtl_builtin(k)->name);
        int nearb = str_nearest(n->name, b, BUILTIN_COUNT);
        if (near < 0 && nearb < 0)
            return complain(c, D_VTL_UNKNOWN_OPERATOR, n, diag_str(n->name), NULL, NULL, NULL);
        struct str hint = near >= 0 ? c->operators->names.names[near] : b[nearb];
        return complain(c, D_VTL_UNKNOWN_OPERATOR_NEAR, n, diag_str(n->name), diag_str(hint), NULL, NULL);
    }
    if (c->operators->v[i].state == 1)
        return complain(c, D_VTL_RECURSION, n, diag_str(n->name), NULL, NULL, NULL);
    if (!check_operator(c, i)) {
        c->errors++; /* reported where the operator is defined */
        return false;
    }
    const struct operator *o = &c->operators->v[i];
    n->extra = o->st;
    n->type = (uint8_t)o->type;
    if ((int)n->n > o->st->nparams)
        return complain(c, D_VTL_ARGUMENTS, n, diag_str(n->name), diag_num(o->st->nparams), diag_num(n->n), NULL);
    bool ok = true;
    for (int k = 0; k < o->st->nparams; k++)
        ok = check_argument(c, n, o->st, k) && ok;
    return ok;
}

static bool check_aggregate(struct checker *c, struct node *n)
{
    enum aggr kind = (enum aggr)n->builtin;
    n->type = kind == AGGR_COUNT ? T_INTEGER : T_NUMBER;
    if (kind == AGGR_MIN || kind == AGGR_MAX || (kind == AGGR_SUM && n->kids[0]->type == T_INTEGER))
        n->type = n->kids[0]->type;
    if (kind == AGGR_COUNT || kind == AGGR_MIN || kind == AGGR_MAX || numeric(n->kids[0]))
        return true;
    return complain(c, D_VTL_TYPE_ARGUMENT, n->kids[0], aggr_name(kind), "1", "number", type_text(n->kids[0]));
}

bool check_node(struct checker *c, struct node *n)
{
    if (!check_kids(c, n))
        return false;
    switch ((enum node_kind)n->kind) {
    case N_CONST: n->type = n->value->type; return true;
    case N_NAME: return check_name(c, n);
    case N_UNARY: return check_unary(c, n);
    case N_BINARY: return check_binary(c, n);
    case N_IF:
    case N_CASE: return check_choice(c, n);
    case N_CALL: return n->builtin >= 0 ? check_builtin(c, n) : check_call(c, n);
    case N_IN: return check_set(c, n);
    case N_DOMAIN: return check_domain(c, n);
    case N_CAST: return check_cast(c, n);
    case N_AGGR: return check_aggregate(c, n);
    case N_MEMBER: /* data/ has taken these apart */
    case N_CLAUSE:
    case N_INVOKE: return false;
    case N_OMIT: return true;
    }
    return true;
}

bool check_condition(struct checker *c, struct node *n, const char *what)
{
    if (!check_node(c, n))
        return false;
    return suits(n, T_BOOLEAN) || complain(c, D_VTL_TYPE_CONDITION, n, what, type_text(n), NULL, NULL);
}

static bool check_fallbacks(struct checker *c, const struct statement *st)
{
    bool ok = true;
    for (int i = 0; i < st->nparams; i++) {
        const struct node *f = st->params[i].fallback;
        if (f && !vtype_widens((enum vtype)f->value->type, st->params[i].type))
            ok = complain(c, D_VTL_TYPE_ARGUMENT, f, diag_str(st->name.text), diag_num(i + 1),
                          vtype_name(st->params[i].type), vtype_name((enum vtype)f->value->type));
    }
    return ok;
}

static bool check_body(struct checker *c, struct operator *o, struct scope *scope)
{
    const struct statement *st = o->st;
    bool ok = check_fallbacks(c, st);
    for (int i = 0; i < st->nparams; i++) {
        if (!scope_add(scope, c->a, st->params[i].name.text, (struct symbol){true, i, st->params[i].type})) {
            struct node at = {.span = st->params[i].name.span};
            ok = complain(c, D_VTL_TWICE, &at, diag_str(st->params[i].name.text), NULL, NULL, NULL);
        }
    }
    if (!ok || !check_node(c, st->body))
        return false;
    o->type = st->returns >= 0 ? (enum vtype)st->returns : (enum vtype)st->body->type;
    if (!suits(st->body, o->type))
        return complain(c, D_VTL_RETURNS, st->body, diag_str(st->name.text), vtype_name(o->type), type_text(st->body), NULL);
    return true;
}

bool check_operator(struct checker *c, int number)
{
    struct operator *o = &c->operators->v[number];
    if (o->state >= 2)
        return o->state == 2;
    struct scope scope = {0};
    struct checker inner = {.a = c->a, .source = o->st->source, .scope = &scope, .operators = c->operators,
        .find_domain = c->find_domain, .ctx = c->ctx, .depth = c->depth + 1};
    o->state = 1;
    bool ok;
    if (inner.depth > OPERATOR_DEPTH) {
        struct node at = {.span = o->st->name.span};
        ok = complain(&inner, D_VTL_DEEP, &at, diag_num(OPERATOR_DEPTH), NULL, NULL, NULL);
    } else {
        ok = check_body(&inner, o, &scope);
    }
    o->state = ok ? 2 : 3;
    scope_free(&scope);
    return ok;
}
