/* SPDX-License-Identifier: Apache-2.0 */
#include "suggest/ruleclauses.h"

#include "base/mem.h"
#include "edits/ruleterms.h"
#include "vtl/builtin.h"

enum { MAX_CLAUSES = 64, MAX_LITERALS = 32, MAX_NESTING = 200 };

enum literal_kind { LIT_ATOM, LIT_ABSENT, LIT_PRESENT, LIT_OPAQUE };

struct literal {
    enum literal_kind kind;
    struct atom atom; /* LIT_ATOM */
    int column;       /* LIT_ABSENT, LIT_PRESENT */
};

struct clause_ {
    struct literal *lits; /* [n]; none: false */
    int n;
};

/* A conjunction of clauses; none: true. */
struct cnf {
    struct clause_ *list; /* [n] */
    int n;
};

struct builder {
    struct ruleclauses *c;
    struct ruleterms terms;
    struct arena row;   /* what is being taken apart */
    bool too_large;
    int depth;
};

/* --- conjunctions --- */

static struct cnf constant(struct builder *b, bool truth)
{
    struct cnf f = {arena_array(&b->row, 1, sizeof *f.list), truth ? 0 : 1};
    f.list[0] = (struct clause_){NULL, 0};
    return f;
}

static struct cnf literal(struct builder *b, struct literal l)
{
    struct cnf f = {arena_array(&b->row, 1, sizeof *f.list), 1};
    f.list[0] = (struct clause_){arena_array(&b->row, 1, sizeof l), 1};
    f.list[0].lits[0] = l;
    return f;
}

static struct cnf opaque(struct builder *b)
{
    return literal(b, (struct literal){.kind = LIT_OPAQUE});
}

static struct cnf all_of(struct builder *b, struct cnf f, struct cnf g)
{
    struct cnf r = {arena_array(&b->row, (size_t)(f.n + g.n) + 1, sizeof *r.list), f.n + g.n};
    memcpy(r.list, f.list, (size_t)f.n * sizeof *r.list);
    memcpy(r.list + f.n, g.list, (size_t)g.n * sizeof *r.list);
    return r;
}

static struct clause_ join(struct builder *b, struct clause_ f, struct clause_ g)
{
    struct clause_ r = {arena_array(&b->row, (size_t)(f.n + g.n) + 1, sizeof *r.lits), f.n + g.n};
    if (f.n)
        memcpy(r.lits, f.lits, (size_t)f.n * sizeof *r.lits);
    if (g.n)
        memcpy(r.lits + f.n, g.lits, (size_t)g.n * sizeof *r.lits);
    b->too_large = b->too_large || r.n > MAX_LITERALS;
    return r;
}

static struct cnf any_of(struct builder *b, struct cnf f, struct cnf g)
{
    if (f.n * g.n > MAX_CLAUSES) {
        b->too_large = true;
        return f;
    }
    struct cnf r = {arena_array(&b->row, (size_t)(f.n * g.n) + 1, sizeof *r.list), 0};
    for (int i = 0; i < f.n; i++)
        for (int k = 0; k < g.n; k++)
            r.list[r.n++] = join(b, f.list[i], g.list[k]);
    return r;
}

/* --- comparisons of sums --- */

static const enum op opposite[OP_COUNT] = {[OP_EQ] = OP_NE, [OP_NE] = OP_EQ, [OP_LT] = OP_GE,
                                           [OP_LE] = OP_GT, [OP_GT] = OP_LE, [OP_GE] = OP_LT};
static const enum op turned[OP_COUNT] = {[OP_EQ] = OP_EQ, [OP_NE] = OP_NE, [OP_LT] = OP_GT,
                                         [OP_LE] = OP_GE, [OP_GT] = OP_LT, [OP_GE] = OP_LE};

/* e op 0 of one sign: =, <= or <. */
static struct cnf one_atom(struct builder *b, const struct linexpr *e, enum lin_op op, struct dec tolerance)
{
    struct literal l = {.kind = LIT_ATOM};
    if (ruleterms_constant(e)) {
        int sign = dec_sign(&e->constant);
        return constant(b, op == LIN_EQ ? !sign : op == LIN_LE ? sign <= 0 : sign < 0);
    }
    return atom_of(b->terms.set, &l.atom, e, op, tolerance) ? literal(b, l) : opaque(b);
}

/* k*left + m*right op 0 */
static struct cnf combined(struct builder *b, const struct linexpr *left, int k, const struct linexpr *right, int m,
                           enum lin_op op)
{
    struct linexpr e = {0};
    if (!linexpr_add_scaled(&e, left, dec_int(k)) || !linexpr_add_scaled(&e, right, dec_int(m)))
        return opaque(b);
    return one_atom(b, &e, op, dec_int(0));
}

static struct cnf compare(struct builder *b, const struct linexpr *left, enum op op, const struct linexpr *right)
{
    switch ((int)op) {
    case OP_EQ:
        return combined(b, left, 1, right, -1, LIN_EQ);
    case OP_LE:
        return combined(b, left, 1, right, -1, LIN_LE);
    case OP_LT:
        return combined(b, left, 1, right, -1, LIN_LT);
    case OP_GE:
        return combined(b, left, -1, right, 1, LIN_LE);
    case OP_GT:
        return combined(b, left, -1, right, 1, LIN_LT);
    default: /* <> */
        return any_of(b, combined(b, left, 1, right, -1, LIN_LT), combined(b, left, -1, right, 1, LIN_LT));
    }
}

/* |inner| op width */
static struct cnf compare_abs(struct builder *b, const struct linexpr *inner, enum op op, const struct linexpr *width)
{
    struct linexpr minus = {0};
    if (!linexpr_add_scaled(&minus, inner, dec_int(-1)))
        return opaque(b);
    if (op == OP_LE && ruleterms_constant(width) && dec_sign(&width->constant) >= 0)
        return one_atom(b, inner, LIN_EQ, width->constant);
    if (op == OP_LE || op == OP_LT)
        return all_of(b, compare(b, inner, op, width), compare(b, &minus, op, width));
    if (op == OP_GE || op == OP_GT)
        return any_of(b, compare(b, inner, op, width), compare(b, &minus, op, width));
    struct cnf equal = all_of(b, compare_abs(b, inner, OP_LE, width), compare_abs(b, inner, OP_GE, width));
    return op == OP_EQ ? equal : any_of(b, compare_abs(b, inner, OP_LT, width), compare_abs(b, inner, OP_GT, width));
}

/* abs(sum) of something that is not constant: *inner is the sum. */
static bool is_abs(struct builder *b, const struct node *n, const struct ruleterms_scope *s, struct linexpr *inner)
{
    n = ruleterms_resolve(n, &s);
    return n && n->kind == N_CALL && n->builtin == B_ABS && n->n == 1 && ruleterms_sum(&b->terms, n->kids[0], s, inner) &&
           !ruleterms_constant(inner);
}

static bool compare_sums(struct builder *b, const struct node *l, enum op op, const struct node *r,
                         const struct ruleterms_scope *s, struct cnf *out)
{
    struct linexpr x = {0}, y = {0};
    if (is_abs(b, l, s, &x)) {
        if (!ruleterms_sum(&b->terms, r, s, &y))
            return false;
        *out = compare_abs(b, &x, op, &y);
        return true;
    }
    if (is_abs(b, r, s, &y)) {
        if (!ruleterms_sum(&b->terms, l, s, &x))
            return false;
        *out = compare_abs(b, &y, turned[op], &x);
        return true;
    }
    x = y = (struct linexpr){0};
    if (!ruleterms_sum(&b->terms, l, s, &x) || !ruleterms_sum(&b->terms, r, s, &y))
        return false;
    *out = compare(b, &x, op, &y);
    return true;
}

/* --- codes --- */

static bool constant_code(const struct node *n, const struct ruleterms_scope *s, struct str *code)
{
    n = ruleterms_resolve(n, &s);
    if (!n || n->kind != N_CONST || !n->value || n->value->null)
        return false;
    if (n->value->type == T_STRING)
        *code = n->value->str;
    else if (n->value->type == T_BOOLEAN)
        *code = n->value->boolean ? STR("true") : STR("false");
    else
        return false;
    return code->n > 0; /* the empty text stands for any other code */
}

/* The variable of a column with text or a boolean; -1: the node is none. */
static int coded_var(struct builder *b, const struct node *n, const struct ruleterms_scope *s)
{
    n = ruleterms_resolve(n, &s);
    if (!n || n->kind != N_NAME)
        return -1;
    struct str name = ruleterms_column(&b->terms, n->name);
    int slot = schema_find(b->terms.schema, name);
    if (slot < 0 || (b->terms.schema->columns[slot].type != T_STRING && b->terms.schema->columns[slot].type != T_BOOLEAN))
        return -1;
    return editset_var(b->terms.set, name);
}

static struct cnf coded(struct builder *b, int var, uint64_t codes)
{
    return literal(b, (struct literal){.kind = LIT_ATOM, .atom = {.coded = true, .var = var, .codes = codes}});
}

/* A coded column that has, or has not, one of the constants. */
static bool among(struct builder *b, const struct node *column, struct node *const *constants, uint32_t n, bool negate,
                  const struct ruleterms_scope *s, struct cnf *out)
{
    int var = coded_var(b, column, s);
    uint64_t codes = 0;
    struct str code;
    if (var < 0)
        return false;
    for (uint32_t i = 0; i < n; i++)
        if (!constant_code(constants[i], s, &code))
            return false;
    for (uint32_t i = 0; i < n; i++) {
        constant_code(constants[i], s, &code);
        int at = b->terms.set->domains && b->terms.set->domains[var].n >= 63 ? intern_find(&b->terms.set->domains[var], code)
                                                                              : editset_code(b->terms.set, var, code);
        if (at < 0)
            return false; /* no room: one is kept for any other code */
        codes |= (uint64_t)1 << at;
    }
    *out = coded(b, var, negate ? ~codes : codes);
    return true;
}

/* --- conditions --- */

static struct cnf condition(struct builder *b, const struct node *n, const struct ruleterms_scope *s, bool negate);

static struct cnf comparison(struct builder *b, const struct node *n, const struct ruleterms_scope *s, bool negate)
{
    enum op op = negate ? opposite[n->op] : (enum op)n->op;
    struct cnf f;
    if (compare_sums(b, n->kids[0], op, n->kids[1], s, &f))
        return f;
    if ((op == OP_EQ || op == OP_NE) && (among(b, n->kids[0], &n->kids[1], 1, op == OP_NE, s, &f) ||
                                         among(b, n->kids[1], &n->kids[0], 1, op == OP_NE, s, &f)))
        return f;
    return opaque(b);
}

static struct cnf binary(struct builder *b, const struct node *n, const struct ruleterms_scope *s, bool negate)
{
    if (n->op >= OP_EQ && n->op <= OP_GE)
        return comparison(b, n, s, negate);
    if (n->op == OP_AND || n->op == OP_OR) {
        struct cnf f = condition(b, n->kids[0], s, negate), g = condition(b, n->kids[1], s, negate);
        return (n->op == OP_AND) != negate ? all_of(b, f, g) : any_of(b, f, g);
    }
    if (n->op != OP_XOR)
        return opaque(b);
    /* x xor y: one of them, and not both; its negation: x and y, or neither. */
    struct cnf x = condition(b, n->kids[0], s, false), not_x = condition(b, n->kids[0], s, true);
    struct cnf y = condition(b, n->kids[1], s, negate), not_y = condition(b, n->kids[1], s, !negate);
    return all_of(b, any_of(b, x, y), any_of(b, not_x, not_y));
}

/* if / case from kid number i on: condition, value, condition, value ..., else. A null condition is as a false one; where its
 * operands are missing the clause is not judged at all. */
static struct cnf choice(struct builder *b, const struct node *n, uint32_t i, const struct ruleterms_scope *s, bool negate)
{
    if (i + 1 >= n->n)
        return condition(b, n->kids[i], s, negate);
    struct cnf met = condition(b, n->kids[i], s, false), unmet = condition(b, n->kids[i], s, true);
    struct cnf value = condition(b, n->kids[i + 1], s, negate), rest = choice(b, n, i + 2, s, negate);
    return all_of(b, any_of(b, unmet, value), any_of(b, met, rest));
}

static struct cnf is_in(struct builder *b, const struct node *n, const struct ruleterms_scope *s, bool negate)
{
    bool out = (n->op == OP_NOT_IN) != negate;
    struct linexpr x = {0};
    struct cnf f;
    if (among(b, n->kids[0], n->kids + 1, n->n - 1, out, s, &f))
        return f;
    if (!ruleterms_sum(&b->terms, n->kids[0], s, &x))
        return opaque(b);
    f = constant(b, out);
    for (uint32_t i = 1; i < n->n; i++) {
        struct linexpr y = {0};
        if (!ruleterms_sum(&b->terms, n->kids[i], s, &y))
            return opaque(b);
        struct cnf g = compare(b, &x, out ? OP_NE : OP_EQ, &y);
        f = out ? all_of(b, f, g) : any_of(b, f, g);
    }
    return f;
}

static struct cnf between(struct builder *b, const struct node *n, const struct ruleterms_scope *s, bool negate)
{
    struct linexpr x = {0}, low = {0}, high = {0};
    if (n->n != 3 || !ruleterms_sum(&b->terms, n->kids[0], s, &x) || !ruleterms_sum(&b->terms, n->kids[1], s, &low) ||
        !ruleterms_sum(&b->terms, n->kids[2], s, &high))
        return opaque(b);
    if (negate)
        return any_of(b, compare(b, &x, OP_LT, &low), compare(b, &x, OP_GT, &high));
    return all_of(b, compare(b, &x, OP_GE, &low), compare(b, &x, OP_LE, &high));
}

static struct cnf null_test(struct builder *b, const struct node *n, const struct ruleterms_scope *s, bool negate)
{
    n = ruleterms_resolve(n, &s);
    int column = n && n->kind == N_NAME ? schema_find(b->terms.schema, ruleterms_column(&b->terms, n->name)) : -1;
    if (column < 0)
        return opaque(b);
    return literal(b, (struct literal){.kind = negate ? LIT_PRESENT : LIT_ABSENT, .column = column});
}

static struct cnf call(struct builder *b, const struct node *n, const struct ruleterms_scope *s, bool negate)
{
    struct ruleterms_scope inner;
    if (ruleterms_enter(&b->terms, n, s, &inner))
        return condition(b, inner.st->body, &inner, negate);
    if (n->builtin == B_BETWEEN)
        return between(b, n, s, negate);
    if (n->builtin == B_ISNULL && n->n == 1)
        return null_test(b, n->kids[0], s, negate);
    if (n->builtin == B_NVL && n->n == 2)
        return condition(b, n->kids[0], s, negate);
    return opaque(b);
}

static struct cnf flag(struct builder *b, const struct node *n, const struct ruleterms_scope *s, bool negate)
{
    int var = coded_var(b, n, s);
    int at = var < 0 ? -1 : editset_code(b->terms.set, var, STR("true"));
    if (at < 0)
        return opaque(b);
    return coded(b, var, negate ? ~((uint64_t)1 << at) : (uint64_t)1 << at);
}

static struct cnf any_node(struct builder *b, const struct node *n, const struct ruleterms_scope *s, bool negate)
{
    switch ((enum node_kind)n->kind) {
    case N_CONST:
        return n->value && !n->value->null && n->value->type == T_BOOLEAN ? constant(b, n->value->boolean != negate) : opaque(b);
    case N_NAME:
        return flag(b, n, s, negate);
    case N_UNARY:
        return n->op == OP_NOT ? condition(b, n->kids[0], s, !negate) : opaque(b);
    case N_BINARY:
        return binary(b, n, s, negate);
    case N_IF:
    case N_CASE:
        return choice(b, n, 0, s, negate);
    case N_IN:
        return is_in(b, n, s, negate);
    case N_CALL:
        return call(b, n, s, negate);
    case N_DOMAIN:
    case N_CAST:
    case N_AGGR:
    case N_MEMBER:
    case N_CLAUSE:
    case N_INVOKE:
    case N_OMIT:
        break;
    }
    return opaque(b);
}

/* The condition, or its negation, as clauses. */
static struct cnf condition(struct builder *b, const struct node *n, const struct ruleterms_scope *s, bool negate)
{
    n = ruleterms_resolve(n, &s);
    if (!n || b->depth >= MAX_NESTING || b->too_large)
        return opaque(b);
    b->depth++;
    struct cnf f = any_node(b, n, s, negate);
    b->depth--;
    return f;
}

/* --- clauses that are kept --- */

static void put_atom(struct ruleclause *k, const struct atom *a)
{
    struct vset v = a->coded ? (struct vset){{0}} : lin_vars(&a->lin);
    if (a->coded)
        vset_add(&v, a->var);
    vset_join(&k->vars, &v);
    k->atoms[k->n++] = *a;
}

static void keep(struct ruleclauses *c, int rule, const struct clause_ *f)
{
    struct arena *text = &c->set.text;
    size_t room = (size_t)f->n + 1;
    struct ruleclause k = {.rule = rule, .atoms = arena_array(text, room, sizeof *k.atoms),
                           .absent = arena_array(text, room, sizeof *k.absent),
                           .present = arena_array(text, room, sizeof *k.present)};
    for (int i = 0; i < f->n; i++) {
        const struct literal *l = &f->lits[i];
        if (l->kind == LIT_ATOM)
            put_atom(&k, &l->atom);
        else if (l->kind == LIT_ABSENT)
            k.absent[k.n_absent++] = l->column;
        else if (l->kind == LIT_PRESENT)
            k.present[k.n_present++] = l->column;
        else
            k.opaque = true;
    }
    if (!k.n)
        return;
    c->list = mem_grow(c->list, &c->cap, (size_t)c->n + 1, sizeof *c->list);
    c->list[c->n++] = k;
}

static struct cnf datapoint(struct builder *b, const struct rule *r)
{
    const struct dp_rule *dp = &r->st->dp[r->number];
    struct cnf then = condition(b, dp->then, NULL, false);
    return dp->head.when ? any_of(b, condition(b, dp->head.when, NULL, true), then) : then;
}

static struct cnf hierarchy(struct builder *b)
{
    struct linexpr left = {0}, right = {0};
    const struct hr_rule *hr = &b->terms.rule->st->hr[b->terms.rule->number];
    return ruleterms_items(&b->terms, &left, &right) ? compare(b, &left, hr->relation, &right) : opaque(b);
}

void ruleclauses_add(struct ruleclauses *c, const struct rules *rules, int rule, const struct schema *schema)
{
    const struct rule *r = rules_rule(rules, rule);
    struct builder b = {.c = c, .terms = {.set = &c->set, .rules = rules, .rule = r, .schema = schema}};
    struct cnf f = r->hierarchical ? hierarchy(&b) : datapoint(&b, r);
    bool good = !b.too_large && !b.terms.too_many && f.n <= MAX_CLAUSES;
    for (int i = 0; good && i < f.n; i++)
        keep(c, rule, &f.list[i]);
    c->left_out += !good;
    vset_join(&c->zero, &b.terms.zero);
    arena_free(&b.row);
}

void ruleclauses_bound(struct ruleclauses *c, struct str column, struct dec bound, bool upper)
{
    struct linexpr e = {0};
    struct literal l = {.kind = LIT_ATOM};
    int var = editset_var(&c->set, column);
    struct dec k = dec_int(upper ? -1 : 1);
    if (var >= 0 && linexpr_add(&e, var, dec_int(upper ? 1 : -1)) && dec_mul(&e.constant, &bound, &k) == DEC_OK &&
        atom_of(&c->set, &l.atom, &e, LIN_LE, dec_int(0)))
        keep(c, -1, &(struct clause_){&l, 1});
}

void ruleclauses_other(struct ruleclauses *c, int var)
{
    editset_code(&c->set, var, STR(""));
}

void ruleclauses_free(struct ruleclauses *c)
{
    editset_free(&c->set);
    mem_free(c->list);
    *c = (struct ruleclauses){0};
}
