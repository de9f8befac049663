/* SPDX-License-Identifier: Apache-2.0 */
#include "vtl/compile.h"

#include "base/mem.h"
#include "vtl/affine.h"
#include "vtl/builtin.h"

enum { BUDGET = 100000, DEPTH_MAX = 3000, TERMS_MAX = 1000, SET_HASHED = 8, MEMO_COST = 12 };

void compile_start(struct compiler *c, struct arena *a, const struct schema *schema, struct date today)
{
    *c = (struct compiler){.a = a, .schema = schema, .today = today};
    c->slot_of = mem_array((size_t)schema->n + 1, sizeof *c->slot_of);
    for (int i = 0; i < schema->n; i++)
        c->slot_of[i] = -1;
    c->fold.env = (struct func_env){.arena = a, .today = today};
}

void compile_free(struct compiler *c)
{
    for (struct code *k = c->newest; k; k = k->older)
        regex_free(k->regex);
    func_env_free(&c->fold.env);
    mem_free(c->slot_of);
    mem_free(c->used);
    mem_free(c->table);
}

/* ---- equal nodes are one ---- */

static uint32_t mix(uint32_t h, uint64_t v)
{
    v = (v ^ (v >> 29) ^ h) * 0x9e3779b97f4a7c15u;
    return (uint32_t)(v >> 32);
}

static uint32_t hash_code(const struct code *k)
{
    uint32_t h = mix(17, (uint64_t)k->kind << 32 | (uint64_t)k->type << 24 | (uint64_t)k->op << 16 | k->to);
    h = mix(h, (uint64_t)(uint16_t)k->builtin << 32 | (uint32_t)k->slot);
    for (int i = 0; i < k->n; i++)
        h = k->kind == C_LINEAR ? mix(h, (uint64_t)k->terms[i].slot << 1 | k->terms[i].minus)
                                : mix(h, (uint64_t)(uintptr_t)k->kids[i]);
    if (k->kind == C_CONST || k->kind == C_LINEAR || k->has_mask)
        h = mix(h, value_hash(&k->constant));
    return mix(h, intern_hash(k->pattern) ^ (uint64_t)(uintptr_t)k->domain);
}

/* The same constant, spelled the same (1.0 and 1.00 differ when printed). */
static bool same_constant(const struct value *a, const struct value *b)
{
    if (a->type != b->type || a->null != b->null)
        return false;
    if (vtype_is_numeric(a->type))
        return a->null || (a->dec.coef == b->dec.coef && a->dec.scale == b->dec.scale && a->dec.rounded == b->dec.rounded);
    if (a->type == T_DURATION && !a->null)
        return a->duration.letter == b->duration.letter && a->duration.months == b->duration.months &&
               a->duration.days == b->duration.days && a->duration.parts == b->duration.parts;
    return a->null || value_cmp(a, b) == ORDER_EQUAL;
}

static bool same_code(const struct code *a, const struct code *b)
{
    if (a->hash != b->hash || a->kind != b->kind || a->type != b->type || a->op != b->op || a->to != b->to ||
        a->builtin != b->builtin || a->slot != b->slot || a->n != b->n || a->has_mask != b->has_mask ||
        a->domain != b->domain || !str_eq(a->pattern, b->pattern))
        return false;
    for (int i = 0; i < a->n; i++) {
        if (a->kind == C_LINEAR ? a->terms[i].slot != b->terms[i].slot || a->terms[i].minus != b->terms[i].minus
                                : a->kids[i] != b->kids[i])
            return false;
    }
    return (a->kind != C_CONST && a->kind != C_LINEAR && !a->has_mask) || same_constant(&a->constant, &b->constant);
}

static void grow_table(struct compiler *c)
{
    size_t size = c->size ? c->size * 2 : 1024;
    struct code **table = mem_array(size, sizeof *table);
    for (struct code *k = c->newest; k; k = k->older) {
        k->chain = table[k->hash & (size - 1)];
        table[k->hash & (size - 1)] = k;
    }
    mem_free(c->table);
    c->table = table;
    c->size = size;
}

/* The node that equals *k, made now if there is none. k and its arrays are copied. */
static struct code *intern_code(struct compiler *c, struct code *k)
{
    k->memo = -1;
    k->hash = hash_code(k);
    if (c->n >= c->size)
        grow_table(c);
    for (struct code *old = c->table[k->hash & (c->size - 1)]; old; old = old->chain)
        if (same_code(old, k))
            return old;
    struct code *n = arena_alloc(c->a, sizeof *n);
    *n = *k;
    if (k->kind == C_LINEAR) {
        n->terms = arena_array(c->a, (size_t)k->n, sizeof *n->terms);
        memcpy(n->terms, k->terms, (size_t)k->n * sizeof *n->terms);
    } else if (k->n) {
        n->kids = arena_array(c->a, (size_t)k->n, sizeof *n->kids);
        memcpy(n->kids, k->kids, (size_t)k->n * sizeof *n->kids);
        n->a = n->kids[0];
        n->b = k->n > 1 ? n->kids[1] : NULL;
        for (int i = 0; i < n->n; i++)
            if (n->kids[i] && n->kids[i]->depth >= n->depth)
                n->depth = (uint16_t)(n->kids[i]->depth + 1);
    }
    n->chain = c->table[n->hash & (c->size - 1)];
    c->table[n->hash & (c->size - 1)] = n;
    n->older = c->newest;
    c->newest = n;
    c->n++;
    eval_choose(n);
    return n;
}

static struct code blank(enum code_kind kind, enum vtype type)
{
    return (struct code){.kind = (uint8_t)kind, .type = (uint8_t)type, .builtin = -1, .slot = -1};
}

static const struct code *make_const(struct compiler *c, struct value v)
{
    struct code k = blank(C_CONST, (enum vtype)v.type);
    k.constant = v;
    return intern_code(c, &k);
}

static const struct code *complain(struct compiler *c, enum diag_id id, struct span span, const char *a, const char *b)
{
    c->errors++;
    diag(id, source_loc(c->source, span), a, b);
    return NULL;
}

/* ---- folding ---- */

static bool all_const(const struct code *k)
{
    if (k->kind == C_LINEAR || k->domain || k->kind == C_SLOT)
        return false;
    for (int i = 0; i < k->n; i++)
        if (k->kids[i] && k->kids[i]->kind != C_CONST)
            return false;
    return true;
}

/* A node of constants is computed now. Where that is an error it is left for the records that reach it, but a cast of a
 * constant is a fault of the file. */
static const struct code *fold(struct compiler *c, struct code *k, const struct node *n)
{
    if (k->kind == C_CONST || k->memo >= 0 || !all_const(k)) /* with a memo: it was left for the records before */
        return k;
    struct value v;
    enum got g = eval_value(k, &c->fold, &v);
    if (g == GOT_VALUE)
        return make_const(c, v);
    if (g == GOT_NULL)
        return make_const(c, value_null((enum vtype)k->type));
    if (k->kind == C_CAST || c->fold.error == ERR_PATTERN)
        return complain(c, D_VTL_CONSTANT, n->span, vtl_error_text(c->fold.error, diag_lang() == LANG_ZH), NULL);
    return k;
}

static const struct code *make(struct compiler *c, struct code *k, const struct node *n)
{
    struct code *made = intern_code(c, k);
    if (made->depth > DEPTH_MAX)
        return complain(c, D_VTL_LARGE, n->span, NULL, NULL);
    return fold(c, made, n);
}

/* ---- the kinds ---- */

static const struct code *compile_node(struct compiler *c, const struct node *n, const struct code *const *params);

static const struct code *compile_slot(struct compiler *c, int slot)
{
    if (c->slot_of[slot] < 0) {
        c->used = mem_grow(c->used, &c->cap_used, (size_t)c->nused + 1, sizeof *c->used);
        c->slot_of[slot] = c->nused;
        c->used[c->nused++] = slot;
    }
    struct code k = blank(C_SLOT, c->schema->columns[slot].type);
    k.slot = c->slot_of[slot];
    return intern_code(c, &k);
}

static const struct code *compile_name(struct compiler *c, const struct node *n, const struct code *const *params)
{
    const struct symbol *s = n->extra;
    return s->param ? params[s->index] : compile_slot(c, s->index);
}

static bool is_linear(const struct code *k)
{
    return k->kind == C_LINEAR || (k->kind == C_SLOT && vtype_is_numeric((enum vtype)k->type)) ||
           (k->kind == C_CONST && vtype_is_numeric((enum vtype)k->type) && !k->constant.null && k->constant.dec.coef != 0);
}

/* Appends the terms of an operand. Returns false when they become too many or the constant overflows. */
static bool linear_terms(struct code *k, const struct code *x, bool minus)
{
    enum dec_status s = DEC_OK;
    if (x->kind == C_SLOT) {
        if (k->n == TERMS_MAX)
            return false;
        k->terms[k->n++] = (struct term){x->slot, minus};
        return true;
    }
    if (x->kind == C_LINEAR) {
        if (k->n + x->n > TERMS_MAX)
            return false;
        for (int i = 0; i < x->n; i++)
            k->terms[k->n++] = (struct term){x->terms[i].slot, x->terms[i].minus != minus};
    }
    s = minus ? dec_sub(&k->constant.dec, &k->constant.dec, &x->constant.dec)
              : dec_add(&k->constant.dec, &k->constant.dec, &x->constant.dec);
    return s == DEC_OK;
}

/* a + b or a - b as one sum of columns, or NULL where it is none. */
static const struct code *compile_linear(struct compiler *c, const struct node *n, const struct code *a,
                                         const struct code *b)
{
    if (!is_linear(a) || !is_linear(b) || (a->kind == C_CONST && b->kind == C_CONST))
        return NULL;
    struct term terms[TERMS_MAX];
    struct code k = blank(C_LINEAR, (enum vtype)n->type);
    k.terms = terms;
    k.constant = value_of_int(0);
    k.depth = 1;
    if (!linear_terms(&k, a, false) || !linear_terms(&k, b, n->op == OP_SUB))
        return NULL;
    return intern_code(c, &k);
}

/* Where a text is wanted a truth value is one: "true", "false". */
static const struct code *as_text(struct compiler *c, const struct code *x, const struct node *n)
{
    struct code k = blank(C_CAST, T_STRING);
    if (!x || x->type != T_BOOLEAN)
        return x;
    k.to = T_STRING;
    k.kids = &x;
    k.n = 1;
    return make(c, &k, n);
}

static const struct code *compile_binary(struct compiler *c, const struct node *n, const struct code *const *params)
{
    static const uint8_t kinds[OP_COUNT] = {[OP_MUL] = C_MUL, [OP_DIV] = C_DIV, [OP_ADD] = C_ADD, [OP_SUB] = C_SUB,
        [OP_CONCAT] = C_CONCAT, [OP_EQ] = C_COMPARE, [OP_NE] = C_COMPARE, [OP_LT] = C_COMPARE, [OP_LE] = C_COMPARE,
        [OP_GT] = C_COMPARE, [OP_GE] = C_COMPARE, [OP_AND] = C_AND, [OP_OR] = C_OR, [OP_XOR] = C_XOR};
    const struct code *kids[2] = {compile_node(c, n->kids[0], params), compile_node(c, n->kids[1], params)};
    if (!kids[0] || !kids[1])
        return NULL;
    if (n->op == OP_ADD || n->op == OP_SUB) {
        const struct code *linear = compile_linear(c, n, kids[0], kids[1]);
        if (linear)
            return linear;
    }
    for (int i = 0; i < 2 && n->op == OP_CONCAT; i++)
        kids[i] = as_text(c, kids[i], n->kids[i]);
    if (!kids[0] || !kids[1])
        return NULL;
    struct code k = blank((enum code_kind)kinds[n->op], (enum vtype)n->type);
    if (k.kind == C_COMPARE)
        k.op = n->op;
    if (k.kind == C_CONCAT)
        k.f = func_concat;
    k.kids = kids;
    k.n = 2;
    return make(c, &k, n);
}

static const struct code *compile_unary(struct compiler *c, const struct node *n, const struct code *const *params)
{
    const struct code *x = compile_node(c, n->kids[0], params);
    if (!x || n->op == OP_POS)
        return x;
    struct code k = blank(n->op == OP_NOT ? C_NOT : C_NEG, (enum vtype)n->type);
    k.kids = &x;
    k.n = 1;
    return make(c, &k, n);
}

/* All kids of a node, compiled, in a mem_array; N_OMIT is NULL. Returns NULL after complaining. */
static const struct code **compile_kids(struct compiler *c, const struct node *n, const struct code *const *params)
{
    const struct code **kids = mem_array((size_t)n->n + 1, sizeof *kids);
    for (uint32_t i = 0; i < n->n; i++) {
        if (n->kids[i]->kind == N_OMIT)
            continue;
        kids[i] = compile_node(c, n->kids[i], params);
        if (!kids[i]) {
            mem_free(kids);
            return NULL;
        }
    }
    return kids;
}

static const struct set *make_set(struct compiler *c, const struct code *const *kids, int n)
{
    struct set *s = arena_array(c->a, 1, sizeof *s);
    s->n = n;
    s->v = arena_array(c->a, (size_t)n, sizeof *s->v);
    for (int i = 0; i < n; i++)
        s->v[i] = kids[i]->constant;
    if (n <= SET_HASHED)
        return s;
    s->size = 16;
    while (s->size < (uint32_t)n * 2)
        s->size *= 2;
    s->table = arena_alloc(c->a, s->size * sizeof *s->table);
    memset(s->table, 0xff, s->size * sizeof *s->table);
    for (int i = 0; i < n; i++) {
        uint32_t at = value_hash(&s->v[i]) & (s->size - 1);
        while (s->table[at] >= 0 && value_cmp(&s->v[s->table[at]], &s->v[i]) != ORDER_EQUAL)
            at = (at + 1) & (s->size - 1);
        s->table[at] = i; /* a member that is written twice is there once: or many would make long searches */
    }
    return s;
}

static const struct code *compile_set(struct compiler *c, const struct node *n, const struct code *const *kids)
{
    struct code k = blank(C_IN, T_BOOLEAN);
    k.op = n->op;
    k.kids = (const struct code **)(uintptr_t)kids;
    k.n = (int)n->n;
    k.a = kids[0];
    struct code *made = intern_code(c, &k);
    if (!made->set)
        made->set = make_set(c, kids + 1, k.n - 1);
    return fold(c, made, n);
}

static const struct code *compile_domain(struct compiler *c, const struct node *n, const struct code *const *kids)
{
    struct code k = blank(C_DOMAIN, T_BOOLEAN);
    const struct domain *d = n->extra;
    k.op = n->op;
    k.kids = (const struct code **)(uintptr_t)kids;
    k.n = 1;
    k.domain = d->handle;
    k.domain_name = n->name;
    return make(c, &k, n);
}

/* match_characters with a constant pattern: compiled now. */
static const struct code *compile_match(struct compiler *c, const struct node *n, const struct code *const *kids)
{
    struct code k = blank(C_MATCH, T_BOOLEAN);
    k.kids = (const struct code **)(uintptr_t)kids;
    k.n = 1;
    k.pattern = kids[1]->constant.str;
    struct code *made = intern_code(c, &k);
    if (!made->regex) {
        size_t offset;
        struct buf why = {0};
        made->regex = regex_compile(k.pattern, &offset, &why);
        if (!made->regex) {
            struct span span = n->kids[1]->span;
            if (n->kids[1]->kind == N_CONST) { /* point into the literal, behind its quote */
                span.from += (uint32_t)offset + 1;
                span.from = span.from < span.to ? span.from : span.to - 1;
                span.to = span.from + 1;
            }
            complain(c, D_VTL_PATTERN, span, buf_text(&why), NULL);
            buf_free(&why);
            return NULL;
        }
        buf_free(&why);
    }
    return fold(c, made, n);
}

/* The arguments that are texts, as texts. Returns false after complaining. */
static bool texts_of(struct compiler *c, const struct node *n, const struct code **kids)
{
    const char *letter = vtl_builtin(n->builtin)->args;
    for (uint32_t i = 0; i < n->n; i++, letter++) {
        letter += *letter == '?';
        if (*letter == 's' && kids[i] && !(kids[i] = as_text(c, kids[i], n->kids[i])))
            return false;
    }
    return true;
}

static const struct code *compile_builtin(struct compiler *c, const struct node *n, const struct code **kids)
{
    struct code k = blank(C_CALL, (enum vtype)n->type);
    if (!texts_of(c, n, kids))
        return NULL;
    if (n->builtin == B_MATCH && kids[1]->kind == C_CONST && !kids[1]->constant.null)
        return compile_match(c, n, kids);
    if (n->builtin == B_CURRENT_DATE)
        return make_const(c, (struct value){.type = T_DATE, .date = c->today});
    if (n->builtin == B_ISNULL || n->builtin == B_NVL || n->builtin == B_ABS)
        k.kind = n->builtin == B_ISNULL ? C_ISNULL : n->builtin == B_NVL ? C_NVL : C_ABS;
    else
        k.builtin = n->builtin;
    k.f = vtl_builtin(n->builtin)->f;
    k.kids = kids;
    k.n = (int)n->n;
    return make(c, &k, n);
}

/* A call of a user's operator: its body with the arguments in place of the parameters. */
static const struct code *compile_operator(struct compiler *c, const struct node *n, const struct code *const *kids)
{
    const struct statement *st = n->extra;
    const struct code **args = mem_array((size_t)st->nparams + 1, sizeof *args);
    for (int i = 0; i < st->nparams; i++) {
        bool given = (uint32_t)i < n->n && kids[i];
        args[i] = given ? kids[i] : make_const(c, *st->params[i].fallback->value);
    }
    const struct source *source = c->source;
    c->source = st->source;
    const struct code *body = compile_node(c, st->body, args);
    c->source = source;
    mem_free(args);
    return body;
}

static const struct code *compile_call(struct compiler *c, const struct node *n, const struct code **kids)
{
    return n->builtin >= 0 ? compile_builtin(c, n, kids) : compile_operator(c, n, kids);
}

static const struct code *compile_case(struct compiler *c, const struct node *n, const struct code *const *kids)
{
    struct code k = blank(C_CASE, (enum vtype)n->type);
    k.kids = (const struct code **)(uintptr_t)kids;
    k.n = (int)n->n;
    return make(c, &k, n);
}

static const struct code *compile_cast(struct compiler *c, const struct node *n, const struct code *const *kids)
{
    struct code k = blank(C_CAST, (enum vtype)n->type);
    k.to = n->to;
    k.kids = (const struct code **)(uintptr_t)kids;
    k.n = 1;
    if (n->name.n) {
        const struct domain *d = n->extra;
        k.domain = d->handle;
        k.domain_name = n->name;
    }
    if (n->value) {
        k.has_mask = true;
        k.constant = *n->value;
    }
    return make(c, &k, n);
}

static const struct code *compile_node(struct compiler *c, const struct node *n, const struct code *const *params)
{
    if (--c->budget < 0)
        return c->budget < -1 ? NULL : complain(c, D_VTL_LARGE, n->span, NULL, NULL);
    switch (n->kind) {
    case N_CONST: return make_const(c, *n->value);
    case N_NAME: return compile_name(c, n, params);
    case N_UNARY: return compile_unary(c, n, params);
    case N_BINARY: return compile_binary(c, n, params);
    case N_AGGR: /* stands only where the clause aggr takes it apart */
    case N_OMIT: return NULL;
    default: break;
    }
    const struct code **kids = compile_kids(c, n, params), *made = NULL;
    if (!kids)
        return NULL;
    switch (n->kind) {
    case N_CALL: made = compile_call(c, n, kids); break;
    case N_IN: made = compile_set(c, n, kids); break;
    case N_DOMAIN: made = compile_domain(c, n, kids); break;
    case N_CAST: made = compile_cast(c, n, kids); break;
    default: made = compile_case(c, n, kids);
    }
    mem_free(kids);
    return made;
}

const struct code *compile_root(struct compiler *c, const struct source *s, const struct node *n)
{
    if (!n)
        return NULL;
    c->source = s;
    c->budget = BUDGET + (long)n->n; /* a set of any size is one list */
    return compile_node(c, n, NULL);
}

/* ---- what is shared ---- */

static int own_cost(const struct code *k)
{
    switch (k->kind) {
    case C_CONST:
    case C_SLOT: return 0;
    case C_LINEAR: return k->n;
    case C_DIV:
    case C_MATCH:
    case C_CALL:
    case C_CAST:
    case C_CONCAT: return 15;
    case C_DOMAIN: return 12;
    case C_IN: return k->set && k->set->table ? 8 : 4;
    case C_MUL: return 4;
    default: return 2;
    }
}

/* The operands that evaluation asks for: all kids, but of a set only the first. */
static int operands(const struct code *k)
{
    return k->kind == C_LINEAR ? 0 : k->kind == C_IN ? 1 : k->n;
}

/* Counts uses; the operands of a node are counted when it is met first. */
static void count(const struct code *seen)
{
    struct code *k = (struct code *)(uintptr_t)seen;
    if (k->refs++)
        return;
    for (int i = 0; i < operands(k); i++)
        if (k->kids[i])
            count(k->kids[i]);
}

void compile_finish(struct compiler *c, const struct code *const *roots, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (roots[i])
            count(roots[i]);
    for (struct code *k = c->newest; k; k = k->older) {
        k->affine = eval_may_be_affine(k) ? affine_of(c->a, k) : NULL;
        if (k->affine) {
            eval_affine(k);
            continue; /* cheap enough to be asked again */
        }
        if (k->refs < 2 || k->memo >= 0 || k->kind <= C_SLOT)
            continue;
        int cost = own_cost(k);
        for (int i = 0; i < operands(k); i++)
            cost += k->kids[i] ? own_cost(k->kids[i]) : 0;
        if (cost >= MEMO_COST) {
            k->memo = c->memos++;
            eval_memo(k);
        }
    }
}
