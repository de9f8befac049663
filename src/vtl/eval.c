/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How expressions are evaluated, and why so.
 *
 * Code is a graph of closures: a node calls its operands through function pointers, values go into the caller's struct.
 * Bytecode was weighed and not built: a rule on a record is two or three operators over columns, so there is next to no
 * dispatch to save, and a graph lets equal expressions of all rules be one node. What was measured, on the 100 rules of
 * tests/bench/bench.vtl, in time a record: calling a function for each column instead of reading it in place costs
 * 3 to 17% more; adding column by column instead of in one node 0 to 10%. Both are kept.
 *
 * So: a node has two functions, tri for booleans (three values and an error fit a register) and value for all. An operand
 * that is a slot or a constant is never called; `fetch` takes its address. A sum of columns is one node (C_LINEAR) that
 * adds 128-bit coefficients as long as the scales agree. A comparison of such sums, also with constant factors, is decided in
 * whole numbers (affine.h). What several rules share is evaluated once a record (memo).
 *
 * and, or, case and nvl evaluate only what they need, from left to right; all else is strict, and null where an operand
 * is.
 */
#include "vtl/eval.h"

#include "base/mem.h"
#include "vtl/affine.h"
#include "vtl/cast.h"

void run_start(struct run *r, int slots, int memos)
{
    r->slots = mem_array((size_t)slots + 1, sizeof *r->slots);
    r->fixed = mem_array((size_t)slots + 1, sizeof *r->fixed);
    r->state = mem_array((size_t)slots + 1, sizeof *r->state);
    r->memos = mem_array((size_t)memos + 1, sizeof *r->memos);
    for (int i = 0; i < slots; i++)
        run_set(r, i, &(struct value){.null = true});
}

void run_set(struct run *r, int slot, const struct value *v)
{
    bool number = vtype_is_numeric((enum vtype)v->type);
    r->slots[slot] = *v;
    r->state[slot] = (uint8_t)(v->null ? FIXED_NULL : number ? affine_fix(&v->dec, &r->fixed[slot]) : FIXED_NOT);
}

void run_end(struct run *r)
{
    mem_free(r->slots);
    mem_free(r->fixed);
    mem_free(r->state);
    mem_free(r->memos);
    func_env_free(&r->env);
}

/* The operand where it lies, or evaluated into *room; NULL for null and error (*got says which). */
static inline const struct value *fetch(const struct code *c, struct run *r, struct value *room, enum got *got)
{
    if (c->kind == C_SLOT) {
        const struct value *v = &r->slots[c->slot];
        *got = v->null ? GOT_NULL : GOT_VALUE;
        return v->null ? NULL : v;
    }
    if (c->kind == C_CONST) {
        *got = c->constant.null ? GOT_NULL : GOT_VALUE;
        return c->constant.null ? NULL : &c->constant;
    }
    *got = c->value(c, r, room);
    return *got == GOT_VALUE ? room : NULL;
}

static enum got fail(struct run *r, enum vtl_error e)
{
    r->error = e;
    return GOT_ERROR;
}

/* ---- leaves ---- */

static enum got value_const(const struct code *c, struct run *r, struct value *out)
{
    (void)r;
    if (c->constant.null)
        return GOT_NULL;
    *out = c->constant;
    return GOT_VALUE;
}

static int tri_const(const struct code *c, struct run *r)
{
    (void)r;
    return (int)value_tri(&c->constant);
}

static enum got value_slot(const struct code *c, struct run *r, struct value *out)
{
    const struct value *v = &r->slots[c->slot];
    if (v->null)
        return GOT_NULL;
    *out = *v;
    return GOT_VALUE;
}

static int tri_slot(const struct code *c, struct run *r)
{
    return (int)value_tri(&r->slots[c->slot]);
}

/* A boolean expression as a value. */
static enum got value_of_boolean(const struct code *c, struct run *r, struct value *out)
{
    int t = c->tri(c, r);
    if (t == TRI_NULL || t == TRI_ERROR)
        return t == TRI_NULL ? GOT_NULL : GOT_ERROR;
    *out = value_of_tri((enum tri)t);
    return GOT_VALUE;
}

/* An expression of boolean type that has only a value function, as a truth value. */
static int tri_of_value(const struct code *c, struct run *r)
{
    struct value v;
    enum got g = c->value(c, r, &v);
    return g == GOT_VALUE ? (int)value_tri(&v) : g == GOT_NULL ? TRI_NULL : TRI_ERROR;
}

/* ---- numbers ---- */

/* The terms have unlike scales, or the sum is large: exactly, one by one. */
static enum got linear_slow(const struct code *c, struct run *r, struct value *out)
{
    struct dec sum = c->constant.dec;
    for (int i = 0; i < c->n; i++) {
        const struct value *v = &r->slots[c->terms[i].slot];
        if (v->null)
            return GOT_NULL;
        enum dec_status s = c->terms[i].minus ? dec_sub(&sum, &sum, &v->dec) : dec_add(&sum, &sum, &v->dec);
        if (s != DEC_OK)
            return fail(r, error_of_dec(s));
    }
    *out = value_of_dec(c->type, sum);
    return GOT_VALUE;
}

static enum got value_linear(const struct code *c, struct run *r, struct value *out)
{
    const struct term *t = c->terms;
    const struct value *v = &r->slots[t[0].slot];
    const uint8_t scale = v->dec.scale;
    int128 sum = 0;
    for (int i = 0; i < c->n; i++) {
        v = &r->slots[t[i].slot];
        if (v->null)
            return GOT_NULL;
        int64_t low = (int64_t)v->dec.coef;
        if (v->dec.scale != scale || low != v->dec.coef) /* sums of 64-bit numbers stay far inside 128 bits */
            return linear_slow(c, r, out);
        sum += t[i].minus ? -(int128)low : (int128)low;
    }
    out->type = c->type;
    out->null = false;
    out->dec = (struct dec){sum, scale, false};
    if (c->constant.dec.coef == 0)
        return GOT_VALUE;
    enum dec_status s = dec_add(&out->dec, &out->dec, &c->constant.dec);
    return s == DEC_OK ? GOT_VALUE : fail(r, error_of_dec(s));
}

static enum got value_neg(const struct code *c, struct run *r, struct value *out)
{
    enum got g;
    const struct value *a = fetch(c->a, r, out, &g);
    if (a)
        *out = value_of_dec(a->type, dec_neg(&a->dec));
    return g;
}

static enum got value_abs(const struct code *c, struct run *r, struct value *out)
{
    enum got g;
    const struct value *a = fetch(c->a, r, out, &g);
    if (a)
        *out = value_of_dec(a->type, dec_abs(&a->dec));
    return g;
}

#define ARITHMETIC(name, operation)                                                                                   \
    static enum got name(const struct code *c, struct run *r, struct value *out)                                      \
    {                                                                                                                 \
        struct value room;                                                                                            \
        enum got g;                                                                                                   \
        const struct value *a = fetch(c->a, r, out, &g);                                                              \
        if (!a)                                                                                                       \
            return g;                                                                                                 \
        const struct value *b = fetch(c->b, r, &room, &g);                                                            \
        if (!b)                                                                                                       \
            return g;                                                                                                 \
        enum dec_status s = operation(&out->dec, &a->dec, &b->dec);                                                   \
        out->type = c->type;                                                                                          \
        out->null = false;                                                                                            \
        return s == DEC_OK ? GOT_VALUE : fail(r, error_of_dec(s));                                                    \
    }

ARITHMETIC(value_add, dec_add)
ARITHMETIC(value_sub, dec_sub)
ARITHMETIC(value_mul, dec_mul)
ARITHMETIC(value_div, dec_div)

/* ---- booleans ---- */

/* Does the comparison hold for an order of -1, 0, 1? */
static inline bool holds(const struct code *c, int order)
{
    return c->holds >> (order + 1) & 1;
}

static uint8_t orders_of(int op)
{
    enum { LESS = 1, EQUAL = 2, GREATER = 4 };
    switch (op) {
    case OP_EQ: return EQUAL;
    case OP_NE: return LESS | GREATER;
    case OP_LT: return LESS;
    case OP_LE: return LESS | EQUAL;
    case OP_GT: return GREATER;
    default: return GREATER | EQUAL;
    }
}

/* Both operands of a comparison. */
struct pair {
    const struct value *a, *b;
    struct value x, y; /* where they are not stored elsewhere */
};
enum { PAIR = -2 }; /* no TRI_... */

/* Returns PAIR, or TRI_NULL or TRI_ERROR where an operand has no value; then the second is not looked at. */
static inline int fetch_pair(const struct code *c, struct run *r, struct pair *p)
{
    enum got g;
    if (!(p->a = fetch(c->a, r, &p->x, &g)) || !(p->b = fetch(c->b, r, &p->y, &g)))
        return g == GOT_NULL ? TRI_NULL : TRI_ERROR;
    return PAIR;
}

static int tri_compare_numbers(const struct code *c, struct run *r)
{
    struct pair p;
    int none = fetch_pair(c, r, &p);
    if (none != PAIR)
        return none;
    return holds(c, dec_cmp(&p.a->dec, &p.b->dec)) ? TRI_TRUE : TRI_FALSE;
}

static int tri_affine(const struct code *c, struct run *r)
{
    int order, seen = affine_order(c->affine, r->fixed, r->state, &order);
    if (seen == FIXED)
        return holds(c, order) ? TRI_TRUE : TRI_FALSE;
    return seen == FIXED_NULL ? TRI_NULL : tri_compare_numbers(c, r);
}

/* Texts, = or <>. */
static int tri_same_text(const struct code *c, struct run *r)
{
    struct pair p;
    int none = fetch_pair(c, r, &p);
    if (none != PAIR)
        return none;
    return str_eq(p.a->str, p.b->str) == (c->op == OP_EQ) ? TRI_TRUE : TRI_FALSE;
}

static int tri_compare(const struct code *c, struct run *r)
{
    struct pair p;
    int none = fetch_pair(c, r, &p);
    if (none != PAIR)
        return none;
    enum order o = value_cmp(p.a, p.b);
    if (o != ORDER_UNEQUAL)
        return holds(c, (int)o) ? TRI_TRUE : TRI_FALSE;
    if (c->op == OP_EQ || c->op == OP_NE)
        return c->op == OP_NE ? TRI_TRUE : TRI_FALSE;
    r->error = ERR_ORDER;
    return TRI_ERROR;
}

static int tri_both(const struct code *c, struct run *r)
{
    int a = c->a->tri(c->a, r);
    if (a == TRI_FALSE || a == TRI_ERROR)
        return a;
    int b = c->b->tri(c->b, r);
    return b == TRI_ERROR || b < a ? b : a;
}

static int tri_either(const struct code *c, struct run *r)
{
    int a = c->a->tri(c->a, r);
    if (a == TRI_TRUE || a == TRI_ERROR)
        return a;
    int b = c->b->tri(c->b, r);
    return b > a ? b : a; /* TRI_ERROR is the largest */
}

static int tri_xor_of(const struct code *c, struct run *r)
{
    int a = c->a->tri(c->a, r);
    int b = a == TRI_ERROR ? a : c->b->tri(c->b, r);
    return a == TRI_ERROR || b == TRI_ERROR ? TRI_ERROR : (int)tri_xor((enum tri)a, (enum tri)b);
}

static int tri_not_of(const struct code *c, struct run *r)
{
    int a = c->a->tri(c->a, r);
    return a == TRI_ERROR ? a : TRI_TRUE - a;
}

static int tri_isnull(const struct code *c, struct run *r)
{
    struct value room;
    enum got g;
    fetch(c->a, r, &room, &g);
    return g == GOT_ERROR ? TRI_ERROR : g == GOT_NULL ? TRI_TRUE : TRI_FALSE;
}

static int tri_isnull_slot(const struct code *c, struct run *r)
{
    return r->slots[c->a->slot].null ? TRI_TRUE : TRI_FALSE;
}

static bool in_set(const struct set *s, const struct value *v)
{
    if (!s->table && v->type == T_STRING) {
        for (int i = 0; i < s->n; i++)
            if (str_eq(v->str, s->v[i].str))
                return true;
        return false;
    }
    if (!s->table) {
        for (int i = 0; i < s->n; i++)
            if (value_cmp(v, &s->v[i]) == ORDER_EQUAL)
                return true;
        return false;
    }
    for (uint32_t at = value_hash(v) & (s->size - 1); s->table[at] >= 0; at = (at + 1) & (s->size - 1))
        if (value_cmp(v, &s->v[s->table[at]]) == ORDER_EQUAL)
            return true;
    return false;
}

static int tri_in(const struct code *c, struct run *r)
{
    struct value room;
    enum got g;
    const struct value *a = fetch(c->a, r, &room, &g);
    if (!a)
        return g == GOT_NULL ? TRI_NULL : TRI_ERROR;
    return in_set(c->set, a) == (c->op == OP_IN) ? TRI_TRUE : TRI_FALSE;
}

static int tri_domain(const struct code *c, struct run *r)
{
    struct value room;
    enum got g;
    const struct value *a = fetch(c->a, r, &room, &g);
    if (!a)
        return g == GOT_NULL ? TRI_NULL : TRI_ERROR;
    return r->member(r->ctx, c->domain, a) == (c->op == OP_IN) ? TRI_TRUE : TRI_FALSE;
}

static int tri_match(const struct code *c, struct run *r)
{
    struct value room;
    enum got g;
    const struct value *a = fetch(c->a, r, &room, &g);
    if (!a)
        return g == GOT_NULL ? TRI_NULL : TRI_ERROR;
    enum regex_result m = regex_match(c->regex, a->str, r->env.scratch);
    if (m == REGEX_LIMIT) {
        r->error = ERR_LIMIT;
        return TRI_ERROR;
    }
    return m == REGEX_YES ? TRI_TRUE : TRI_FALSE;
}

/* ---- choices ---- */

/* The operand that case or nvl chooses, or NULL after an error. */
static const struct code *choose(const struct code *c, struct run *r)
{
    int i = 0;
    for (; i + 1 < c->n; i += 2) {
        int t = c->kids[i]->tri(c->kids[i], r);
        if (t == TRI_ERROR)
            return NULL;
        if (t == TRI_TRUE)
            return c->kids[i + 1];
    }
    return c->kids[i];
}

static enum got value_case(const struct code *c, struct run *r, struct value *out)
{
    const struct code *k = choose(c, r);
    return k ? k->value(k, r, out) : GOT_ERROR;
}

static int tri_case(const struct code *c, struct run *r)
{
    const struct code *k = choose(c, r);
    return k ? k->tri(k, r) : TRI_ERROR;
}

static enum got value_nvl(const struct code *c, struct run *r, struct value *out)
{
    enum got g = c->a->value(c->a, r, out);
    return g == GOT_NULL ? c->b->value(c->b, r, out) : g;
}

static int tri_nvl(const struct code *c, struct run *r)
{
    int t = c->a->tri(c->a, r);
    return t == TRI_NULL ? c->b->tri(c->b, r) : t;
}

/* ---- functions ---- */

enum { ARGS_MAX = 4 };

static enum got value_call(const struct code *c, struct run *r, struct value *out)
{
    struct value room[ARGS_MAX];
    const struct value *args[ARGS_MAX] = {NULL};
    bool null = false;
    for (int i = 0; i < c->n; i++) {
        enum got g;
        if (!c->kids[i])
            continue; /* left out */
        args[i] = fetch(c->kids[i], r, &room[i], &g);
        if (g == GOT_ERROR)
            return g;
        null = null || g == GOT_NULL;
    }
    if (null)
        return GOT_NULL;
    enum vtl_error e = c->f(&r->env, args, c->n, out);
    return e == ERR_NONE ? GOT_VALUE : fail(r, e);
}

static enum got value_cast(const struct code *c, struct run *r, struct value *out)
{
    struct value room;
    enum got g;
    const struct value *a = fetch(c->a, r, &room, &g);
    if (!a)
        return g;
    enum vtl_error e = cast_value(&r->env, a, (enum vtype)c->to, c->has_mask ? &c->constant : NULL, out);
    if (e == ERR_NONE && c->domain && !r->member(r->ctx, c->domain, out))
        e = ERR_NOT_MEMBER;
    return e == ERR_NONE ? GOT_VALUE : fail(r, e);
}

/* ---- memos ---- */

static int tri_memo(const struct code *c, struct run *r)
{
    struct memo *m = &r->memos[c->memo];
    if (m->stamp != r->stamp) {
        m->tri = c->tri_inner(c, r);
        m->error = r->error;
        m->stamp = r->stamp;
    }
    if (m->tri == TRI_ERROR)
        r->error = m->error;
    return m->tri;
}

static enum got value_memo(const struct code *c, struct run *r, struct value *out)
{
    struct memo *m = &r->memos[c->memo];
    if (m->stamp != r->stamp) {
        m->got = c->value_inner(c, r, &m->value);
        m->error = r->error;
        m->stamp = r->stamp;
    }
    if (m->got == GOT_VALUE)
        *out = m->value;
    else if (m->got == GOT_ERROR)
        r->error = m->error;
    return m->got;
}

void eval_memo(struct code *c)
{
    if (c->type == T_BOOLEAN && c->tri != tri_of_value) { /* else its truth value comes from its value */
        c->tri_inner = c->tri;
        c->tri = tri_memo;
        c->value = value_of_boolean;
    } else {
        c->value_inner = c->value;
        c->value = value_memo;
    }
}

/* ---- choosing ---- */

static const struct {
    code_tri *tri;
    code_value *value;
} table[C_KINDS] = {
    [C_CONST] = {tri_const, value_const}, [C_SLOT] = {tri_slot, value_slot}, [C_LINEAR] = {NULL, value_linear},
    [C_NEG] = {NULL, value_neg}, [C_ADD] = {NULL, value_add}, [C_SUB] = {NULL, value_sub}, [C_MUL] = {NULL, value_mul},
    [C_DIV] = {NULL, value_div}, [C_CONCAT] = {NULL, value_call}, [C_COMPARE] = {tri_compare, NULL},
    [C_AND] = {tri_both, NULL}, [C_OR] = {tri_either, NULL}, [C_XOR] = {tri_xor_of, NULL}, [C_NOT] = {tri_not_of, NULL},
    [C_ISNULL] = {tri_isnull, NULL}, [C_NVL] = {tri_nvl, value_nvl}, [C_CASE] = {tri_case, value_case},
    [C_IN] = {tri_in, NULL}, [C_DOMAIN] = {tri_domain, NULL}, [C_MATCH] = {tri_match, NULL}, [C_ABS] = {NULL, value_abs},
    [C_CAST] = {NULL, value_cast}, [C_CALL] = {NULL, value_call}};

static bool is_number(const struct code *c)
{
    return vtype_is_numeric((enum vtype)c->type);
}

void eval_choose(struct code *c)
{
    c->tri = table[c->kind].tri ? table[c->kind].tri : tri_of_value;
    c->value = table[c->kind].value ? table[c->kind].value : value_of_boolean;
    if (c->kind == C_COMPARE)
        c->holds = orders_of(c->op);
    if (c->kind == C_COMPARE && is_number(c->a) && is_number(c->b))
        c->tri = tri_compare_numbers;
    if (c->kind == C_COMPARE && (c->op == OP_EQ || c->op == OP_NE) && c->a->type == T_STRING && c->b->type == T_STRING)
        c->tri = tri_same_text;
    if (c->kind == C_ISNULL && c->a->kind == C_SLOT)
        c->tri = tri_isnull_slot;
}

bool eval_may_be_affine(const struct code *c)
{
    return c->tri == tri_compare_numbers;
}

void eval_affine(struct code *c)
{
    c->tri = tri_affine;
}
