/* SPDX-License-Identifier: Apache-2.0 */
#include "lint/readrule.h"

#include "base/mem.h"
#include "edits/ruleterms.h"
#include "vtl/builtin.h"
#include "vtl/print.h"

enum { MAX_NODES = 50000, MAX_NESTING = 120 }; /* the stack may be small */

/* How a condition is read. */
enum want { WANT_TRUE, WANT_FALSE, WANT_NOT_TRUE, WANT_NOT_FALSE };

static const enum want contrary[] = {WANT_FALSE, WANT_TRUE, WANT_NOT_FALSE, WANT_NOT_TRUE};
static const enum want denied[] = {WANT_NOT_TRUE, WANT_NOT_FALSE, WANT_TRUE, WANT_FALSE};

/* Are values needed for it to be so? Otherwise a missing one is enough. */
static bool definite(enum want w)
{
    return w == WANT_TRUE || w == WANT_FALSE;
}

/* Is the condition itself read, and not its contrary? */
static bool plain(enum want w)
{
    return w == WANT_TRUE || w == WANT_NOT_FALSE;
}

struct reader {
    const struct readrule_context *c;
    struct facts *f;
    struct editset set;
    struct ruleterms terms;
    long start;   /* nodes before */
    int depth;
    bool too_large;
};

typedef const struct ruleterms_scope *scope;

/* Columns */

static void describe(const struct reader *r, struct fact_column *c)
{
    int slot = schema_find(r->c->schema, c->name);
    enum vtype type = slot < 0 ? T_STRING : r->c->schema->columns[slot].type;
    const struct form_var *v = r->c->table ? form_var_find(r->c->table, c->name) : NULL;
    c->kind = vtype_is_numeric(type) ? COLUMN_NUMBER : type == T_STRING || type == T_BOOLEAN ? COLUMN_CODED : COLUMN_OTHER;
    if (!v)
        return;
    bool identifier = v->role == ROLE_IDENTIFIER && !r->c->table->derived;
    c->required = v->required == REQUIRED_YES || identifier;
    c->whole = v->type == T_INTEGER;
    if (c->kind != COLUMN_NUMBER)
        return;
    c->has[0] = v->has_min && ratio_fits(c->bound[0] = ratio_dec(v->min.dec));
    c->has[1] = v->has_max && ratio_fits(c->bound[1] = ratio_dec(v->max.dec));
}

static int column_of(struct reader *r, struct str name)
{
    bool is_new;
    int column = facts_column(r->f, name, &is_new);
    if (is_new) {
        struct fact_column c = r->f->columns[column];
        describe(r, &c);
        c.absent = c.required ? -1 : facts_absent(r->f, column);
        r->f->columns[column] = c;
    }
    return column;
}

static struct formula *absent(struct reader *r, int column, bool is)
{
    int fact = r->f->columns[column].absent;
    return fact < 0 ? formula_truth(r->f, !is) : formula_literal(r->f, 2 * fact + !is);
}

/* What holds of values, with whether there are values: all columns of the sums, but those for which 0 counts. */
static struct formula *with_values(struct reader *r, struct formula *x, const struct vset *columns, enum want w)
{
    for (int i = vset_next(columns, 0); i >= 0; i = vset_next(columns, i + 1)) {
        int column = column_of(r, intern_name(&r->set.vars, i));
        x = formula_both(r->f, definite(w), x, absent(r, column, !definite(w)));
    }
    return x;
}

/* Comparisons of sums */

static const enum op opposite[OP_COUNT] = {[OP_EQ] = OP_NE, [OP_NE] = OP_EQ, [OP_LT] = OP_GE,
                                           [OP_LE] = OP_GT, [OP_GT] = OP_LE, [OP_GE] = OP_LT};
static const enum op turned[OP_COUNT] = {[OP_EQ] = OP_EQ, [OP_NE] = OP_NE, [OP_LT] = OP_GT,
                                         [OP_LE] = OP_GE, [OP_GT] = OP_LT, [OP_GE] = OP_LE};

/* Adds by * e; the constant goes to *rest. Returns how many terms there are then. */
static int put_terms(struct reader *r, struct sum_term *to, int n, const struct linexpr *e, int by, struct ratio *rest)
{
    struct ratio k = ratio_int(by);
    for (int i = 0; i < e->n; i++)
        to[n++] = (struct sum_term){column_of(r, intern_name(&r->set.vars, e->terms[i].var)),
                                    ratio_mul(ratio_dec(e->terms[i].a), k)};
    *rest = ratio_add(*rest, ratio_mul(ratio_dec(e->constant), k));
    return n;
}

/* x * left op y * right, of values. */
static struct formula *order(struct reader *r, const struct linexpr *left, int x, enum op op, const struct linexpr *right, int y)
{
    if (op == OP_EQ || op == OP_NE) {
        bool is = op == OP_EQ;
        return formula_both(r->f, is, order(r, left, x, is ? OP_LE : OP_LT, right, y),
                            order(r, left, x, is ? OP_GE : OP_GT, right, y));
    }
    struct ratio rest = ratio_int(0);
    struct sum_term *terms = mem_array((size_t)(left->n + right->n) + 1, sizeof *terms);
    int n = put_terms(r, terms, 0, left, x, &rest);
    n = put_terms(r, terms, n, right, -y, &rest);
    int literal = facts_linear(r->f, terms, n, op == OP_LE || op == OP_LT, op == OP_LT || op == OP_GT, ratio_neg(rest));
    mem_free(terms);
    return formula_literal(r->f, literal);
}

/* |inner| op width, of values. */
static struct formula *order_abs(struct reader *r, const struct linexpr *inner, enum op op, const struct linexpr *width)
{
    if (op == OP_EQ || op == OP_NE) {
        bool is = op == OP_EQ;
        return formula_both(r->f, is, order_abs(r, inner, is ? OP_LE : OP_LT, width),
                            order_abs(r, inner, is ? OP_GE : OP_GT, width));
    }
    bool all = op == OP_LE || op == OP_LT;
    return formula_both(r->f, all, order(r, inner, 1, op, width, 1), order(r, inner, -1, op, width, 1));
}

/* Sums of a comparison, off the stack: conditions lie in conditions. */
struct sides {
    struct linexpr left, right, third;
};

static struct sides *sides_new(struct reader *r)
{
    r->terms.bare = (struct vset){{0}};
    r->terms.zero = (struct vset){{0}};
    return mem_array(1, sizeof(struct sides));
}

/* Says of the columns that nvl gives 0 for that their values may be missing, and of the others whether they have some. */
static struct formula *judged(struct reader *r, struct formula *x, enum want w)
{
    const struct vset *zero = &r->terms.zero;
    for (int i = vset_next(zero, 0); i >= 0; i = vset_next(zero, i + 1)) {
        int column = column_of(r, intern_name(&r->set.vars, i));
        r->f->columns[column].tested = true;
    }
    return with_values(r, x, &r->terms.bare, w);
}

/* abs(sum) of something that is not constant. */
static bool is_abs(struct reader *r, const struct node *n, scope s, struct linexpr *inner)
{
    n = ruleterms_resolve(n, &s);
    return n && n->kind == N_CALL && n->builtin == B_ABS && n->n == 1 && ruleterms_sum(&r->terms, n->kids[0], s, inner) &&
           !ruleterms_constant(inner);
}

static struct formula *compare_sums(struct reader *r, const struct node *n, scope s, enum want w)
{
    struct sides *e = sides_new(r);
    struct formula *x = NULL;
    const struct node *l = n->kids[0], *g = n->kids[1];
    enum op op = plain(w) ? (enum op)n->op : opposite[n->op];
    if (is_abs(r, l, s, &e->left)) {
        if (ruleterms_sum(&r->terms, g, s, &e->right))
            x = order_abs(r, &e->left, op, &e->right);
    } else if (is_abs(r, g, s, &e->right)) {
        e->left = (struct linexpr){0};
        if (ruleterms_sum(&r->terms, l, s, &e->left))
            x = order_abs(r, &e->right, turned[op], &e->left);
    } else {
        e->left = e->right = (struct linexpr){0};
        r->terms.bare = (struct vset){{0}};
        if (ruleterms_sum(&r->terms, l, s, &e->left) && ruleterms_sum(&r->terms, g, s, &e->right))
            x = order(r, &e->left, 1, op, &e->right, 1);
    }
    mem_free(e);
    return x ? judged(r, x, w) : NULL;
}

static struct formula *between(struct reader *r, const struct node *n, scope s, enum want w)
{
    struct sides *e = sides_new(r);
    struct formula *x = NULL;
    bool is = plain(w);
    if (n->n == 3 && ruleterms_sum(&r->terms, n->kids[0], s, &e->left) &&
        ruleterms_sum(&r->terms, n->kids[1], s, &e->right) && ruleterms_sum(&r->terms, n->kids[2], s, &e->third))
        x = formula_both(r->f, is, order(r, &e->left, 1, is ? OP_GE : OP_LT, &e->right, 1),
                         order(r, &e->left, 1, is ? OP_LE : OP_GT, &e->third, 1));
    mem_free(e);
    return x ? judged(r, x, w) : NULL;
}

/* sum in {numbers} */
static struct formula *in_numbers(struct reader *r, const struct node *n, scope s, bool in, enum want w)
{
    struct sides *e = sides_new(r);
    struct formula **list = mem_array(n->n, sizeof(struct formula *)), *x = NULL;
    bool good = ruleterms_sum(&r->terms, n->kids[0], s, &e->left);
    for (uint32_t i = 1; good && i < n->n; i++) {
        e->right = (struct linexpr){0};
        good = ruleterms_sum(&r->terms, n->kids[i], s, &e->right);
        if (good)
            list[i - 1] = order(r, &e->left, 1, in ? OP_EQ : OP_NE, &e->right, 1);
    }
    if (good)
        x = judged(r, formula_many(r->f, !in, list, (int)n->n - 1), w);
    mem_free(list);
    mem_free(e);
    return x;
}

/* Codes */

static bool constant_code(const struct node *n, scope s, struct str *code)
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
    return true;
}

/* A column of texts or booleans, perhaps with what nvl puts in its place. */
struct coded {
    int column;
    bool replaced;
    struct str by;
};

static bool coded_column(struct reader *r, const struct node *n, scope s, struct coded *out)
{
    n = ruleterms_resolve(n, &s);
    *out = (struct coded){0};
    if (n && n->kind == N_CALL && n->builtin == B_NVL && n->n == 2) {
        if (!constant_code(n->kids[1], s, &out->by))
            return false;
        out->replaced = true;
        n = ruleterms_resolve(n->kids[0], &s);
    }
    if (!n || n->kind != N_NAME)
        return false;
    struct str name = ruleterms_column(&r->terms, n->name);
    if (schema_find(r->c->schema, name) < 0)
        return false;
    out->column = column_of(r, name);
    return r->f->columns[out->column].kind == COLUMN_CODED;
}

/* The column has, or has not, one of the codes. */
static struct formula *has_code(struct reader *r, const struct coded *c, const struct vset *codes, int replacing, bool is,
                                enum want w)
{
    struct formula *x = formula_literal(r->f, 2 * facts_coded(r->f, c->column, codes) + !is);
    if (!c->replaced)
        return formula_both(r->f, definite(w), x, absent(r, c->column, !definite(w)));
    r->f->columns[c->column].tested = true;
    struct formula *with = formula_both(r->f, true, x, absent(r, c->column, false));
    return vset_has(codes, replacing) == is ? formula_both(r->f, false, with, absent(r, c->column, true)) : with;
}

static struct formula *among(struct reader *r, const struct node *column, struct node *const *constants, uint32_t n, bool in,
                             scope s, enum want w)
{
    struct coded c;
    struct vset codes = {{0}};
    struct str code;
    if (!coded_column(r, column, s, &c))
        return NULL;
    for (uint32_t i = 0; i < n; i++) {
        int at = constant_code(constants[i], s, &code) ? facts_code(r->f, c.column, code) : -1;
        if (at < 0)
            return NULL;
        vset_add(&codes, at);
    }
    int replacing = c.replaced ? facts_code(r->f, c.column, c.by) : 0;
    return replacing < 0 ? NULL : has_code(r, &c, &codes, replacing, in == plain(w), w);
}

/* Conditions */

static struct formula *read(struct reader *r, const struct node *n, scope s, enum want w);

/* What is not understood: true, false or neither, the same wherever the same text stands. */
static struct formula *other(struct reader *r, const struct node *n, scope s, enum want w)
{
    struct buf text = {0};
    const struct statement *st = r->terms.rule->st;
    bool renamed = st->valuedomain;
    for (int i = 0; i < st->nsig; i++)
        renamed = renamed || !str_eq(st->sig[i].alias, st->sig[i].name.text);
    buf_char(&text, w == WANT_TRUE || w == WANT_NOT_TRUE ? 't' : 'f');
    if (s || renamed)
        buf_printf(&text, "%d ", facts_fresh(r->f));
    print_node(&text, n);
    struct formula *x = formula_literal(r->f, 2 * facts_other(r->f, buf_slice(&text)) + !definite(w));
    if (definite(w)) { /* not both at once */
        text.p[0] = w == WANT_TRUE ? 'f' : 't';
        x = formula_both(r->f, true, x, formula_literal(r->f, 2 * facts_other(r->f, buf_slice(&text)) + 1));
    }
    buf_free(&text);
    return x;
}

static struct formula *comparison(struct reader *r, const struct node *n, scope s, enum want w)
{
    struct formula *x = compare_sums(r, n, s, w);
    bool same = n->op == OP_EQ || n->op == OP_NE;
    if (!x && same)
        x = among(r, n->kids[0], &n->kids[1], 1, n->op == OP_EQ, s, w);
    if (!x && same)
        x = among(r, n->kids[1], &n->kids[0], 1, n->op == OP_EQ, s, w);
    return x ? x : other(r, n, s, w);
}

/* A chain of one operator, `and` or `or`: all its parts at once. */
static struct formula *chain(struct reader *r, const struct node *n, scope s, enum want w)
{
    int parts = 1, op = n->op;
    for (const struct node *k = n; k->kind == N_BINARY && k->op == op; k = k->kids[0])
        parts++;
    struct formula **list = mem_array((size_t)parts, sizeof(struct formula *));
    for (int i = parts - 1; i > 0; i--, n = n->kids[0])
        list[i] = read(r, n->kids[1], s, w);
    list[0] = read(r, n, s, w);
    struct formula *x = formula_many(r->f, (op == OP_AND) == plain(w), list, parts);
    mem_free(list);
    return x;
}

/* a and b, or c and d */
static struct formula *either(struct reader *r, struct formula *a, struct formula *b, struct formula *c, struct formula *d)
{
    return formula_both(r->f, false, formula_both(r->f, true, a, b), formula_both(r->f, true, c, d));
}

/* x xor y is true where one is true and one false, false where both are true or both false. */
static struct formula *xor(struct reader *r, const struct node *n, scope s, enum want w)
{
    const struct node *x = n->kids[0], *y = n->kids[1];
    if (definite(w)) {
        enum want same = w == WANT_TRUE ? WANT_FALSE : WANT_TRUE;
        return either(r, read(r, x, s, WANT_TRUE), read(r, y, s, same), read(r, x, s, WANT_FALSE), read(r, y, s, contrary[same]));
    }
    enum want of_y = w == WANT_NOT_TRUE ? WANT_NOT_FALSE : WANT_NOT_TRUE;
    struct formula *a = formula_both(r->f, false, read(r, x, s, WANT_NOT_TRUE), read(r, y, s, of_y));
    struct formula *b = formula_both(r->f, false, read(r, x, s, WANT_NOT_FALSE), read(r, y, s, contrary[of_y]));
    return formula_both(r->f, true, a, b);
}

static struct formula *binary(struct reader *r, const struct node *n, scope s, enum want w)
{
    if (n->op >= OP_EQ && n->op <= OP_GE)
        return comparison(r, n, s, w);
    if (n->op == OP_AND || n->op == OP_OR)
        return chain(r, n, s, w);
    return n->op == OP_XOR ? xor(r, n, s, w) : other(r, n, s, w);
}

/* if and case from kid i on: condition, value, condition, value ..., else. A null condition is as a false one. */
static struct formula *choice(struct reader *r, const struct node *n, uint32_t i, scope s, enum want w)
{
    if (i + 1 >= n->n)
        return read(r, n->kids[i], s, w);
    return either(r, read(r, n->kids[i], s, WANT_TRUE), read(r, n->kids[i + 1], s, w), read(r, n->kids[i], s, WANT_NOT_TRUE),
                  choice(r, n, i + 2, s, w));
}

static struct formula *is_in(struct reader *r, const struct node *n, scope s, enum want w)
{
    struct formula *x = among(r, n->kids[0], n->kids + 1, n->n - 1, n->op == OP_IN, s, w);
    if (!x)
        x = in_numbers(r, n, s, (n->op == OP_IN) == plain(w), w);
    return x ? x : other(r, n, s, w);
}

static struct formula *null_test(struct reader *r, const struct node *n, scope s, enum want w)
{
    scope at = s;
    const struct node *of = ruleterms_resolve(n->kids[0], &at);
    struct str name = of && of->kind == N_NAME ? ruleterms_column(&r->terms, of->name) : (struct str){0};
    if (!name.n || schema_find(r->c->schema, name) < 0)
        return other(r, n, s, w);
    int column = column_of(r, name);
    r->f->columns[column].tested = true;
    return absent(r, column, plain(w));
}

/* nvl(condition, true or false) is never null. */
static struct formula *nvl(struct reader *r, const struct node *n, scope s, enum want w)
{
    scope at = s;
    const struct node *by = ruleterms_resolve(n->kids[1], &at);
    if (!by || by->kind != N_CONST || !by->value || by->value->null || by->value->type != T_BOOLEAN)
        return other(r, n, s, w);
    if (by->value->boolean)
        return read(r, n->kids[0], s, plain(w) ? WANT_NOT_FALSE : WANT_FALSE);
    return read(r, n->kids[0], s, plain(w) ? WANT_TRUE : WANT_NOT_TRUE);
}

static struct formula *call(struct reader *r, const struct node *n, scope s, enum want w)
{
    struct ruleterms_scope inner;
    struct formula *x = NULL;
    if (ruleterms_enter(&r->terms, n, s, &inner))
        return read(r, inner.st->body, &inner, w);
    if (n->builtin == B_BETWEEN)
        x = between(r, n, s, w);
    else if (n->builtin == B_ISNULL && n->n == 1)
        x = null_test(r, n, s, w);
    else if (n->builtin == B_NVL && n->n == 2)
        x = nvl(r, n, s, w);
    return x ? x : other(r, n, s, w);
}

static struct formula *flag(struct reader *r, const struct node *n, scope s, enum want w)
{
    struct coded c;
    struct vset codes = {{0}};
    int at = coded_column(r, n, s, &c) ? facts_code(r->f, c.column, STR("true")) : -1;
    if (at < 0)
        return other(r, n, s, w);
    vset_add(&codes, at);
    return has_code(r, &c, &codes, 0, plain(w), w);
}

static struct formula *constant(struct reader *r, const struct node *n, scope s, enum want w)
{
    if (!n->value || n->value->type != T_BOOLEAN || n->value->null)
        return n->value && n->value->null ? formula_truth(r->f, !definite(w)) : other(r, n, s, w);
    return formula_truth(r->f, n->value->boolean == plain(w));
}

static struct formula *any_node(struct reader *r, const struct node *n, scope s, enum want w)
{
    switch ((enum node_kind)n->kind) {
    case N_CONST:
        return constant(r, n, s, w);
    case N_NAME:
        return flag(r, n, s, w);
    case N_UNARY:
        return n->op == OP_NOT ? read(r, n->kids[0], s, contrary[w]) : other(r, n, s, w);
    case N_BINARY:
        return binary(r, n, s, w);
    case N_IF:
    case N_CASE:
        return choice(r, n, 0, s, w);
    case N_IN:
        return is_in(r, n, s, w);
    case N_CALL:
        return call(r, n, s, w);
    case N_DOMAIN:
    case N_CAST:
    case N_AGGR:
    case N_MEMBER:
    case N_CLAUSE:
    case N_INVOKE:
    case N_OMIT:
        break;
    }
    return other(r, n, s, w);
}

static struct formula *read(struct reader *r, const struct node *n, scope s, enum want w)
{
    n = ruleterms_resolve(n, &s);
    r->too_large = r->too_large || r->depth >= MAX_NESTING || r->f->nodes - r->start > MAX_NODES || r->terms.too_many;
    if (!n || r->too_large)
        return formula_truth(r->f, false);
    r->depth++;
    struct formula *x = any_node(r, n, s, w);
    r->depth--;
    return x;
}

/* Whole rules */

/* A mode that lets a missing item count 0 has rules of its own about what is missing. */
static struct formula *hierarchy(struct reader *r, enum want w)
{
    const struct hr_rule *hr = &r->terms.rule->st->hr[r->terms.rule->number];
    struct sides *e = sides_new(r);
    struct formula *x = NULL;
    enum op op = plain(w) ? hr->relation : opposite[hr->relation];
    if (ruleterms_items(&r->terms, &e->left, &e->right) && vset_empty(&r->terms.zero))
        x = judged(r, order(r, &e->left, 1, op, &e->right, 1), w);
    mem_free(e);
    return x ? x : formula_literal(r->f, 2 * facts_fresh(r->f));
}

static void datapoint(struct reader *r, const struct dp_rule *dp, struct readrule *out)
{
    out->fails = read(r, dp->then, NULL, WANT_FALSE);
    out->holds = read(r, dp->then, NULL, denied[WANT_FALSE]);
    if (!dp->head.when)
        return;
    out->applies = read(r, dp->head.when, NULL, WANT_TRUE);
    out->fails = formula_both(r->f, true, out->applies, out->fails);
    out->holds = formula_both(r->f, false, read(r, dp->head.when, NULL, denied[WANT_TRUE]), out->holds);
}

bool readrule_read(const struct readrule_context *c, int rule, struct readrule *out)
{
    const struct rule *x = rules_rule(c->rules, rule);
    struct reader r = {.c = c, .f = c->facts, .start = c->facts->nodes};
    r.terms = (struct ruleterms){.set = &r.set, .rules = c->rules, .rule = x, .schema = c->schema};
    c->facts->unfit = false;
    *out = (struct readrule){0};
    if (x->hierarchical) {
        out->fails = hierarchy(&r, WANT_FALSE);
        out->holds = hierarchy(&r, WANT_NOT_FALSE);
    } else {
        datapoint(&r, &x->st->dp[x->number], out);
    }
    editset_free(&r.set);
    return !r.too_large && !r.terms.too_many && !c->facts->unfit;
}

/* Names all codes that a column may have, where they are few enough. Returns whether that was all of them. */
static bool name_codes(const struct readrule_context *c, int column, const struct codelist *list, bool boolean)
{
    bool all = true;
    if (boolean)
        return facts_code(c->facts, column, STR("true")) >= 0 && facts_code(c->facts, column, STR("false")) >= 0;
    for (int i = 0; list && all && i < list->n; i++)
        all = facts_code(c->facts, column, list->codes[i].code) >= 0;
    if (list && all && !c->facts->columns[column].required) /* the empty text is no fault then */
        all = facts_code(c->facts, column, STR("")) >= 0;
    return list && all;
}

/* A code list allows its codes, and any other text is left where there are more of them than could be named. */
static void allow(const struct readrule_context *c, int column)
{
    struct fact_column *k = &c->facts->columns[column];
    const struct form_var *v = c->table ? form_var_find(c->table, k->name) : NULL;
    int slot = schema_find(c->schema, k->name);
    bool boolean = slot >= 0 && c->schema->columns[slot].type == T_BOOLEAN;
    const struct codelist *list = v ? v->codes : NULL;
    k->allowed = (struct vset){{0}};
    if (!name_codes(c, column, list, boolean))
        vset_add(&k->allowed, 0);
    for (int i = 0; i < k->codes->n; i++) {
        struct str code = intern_name(k->codes, i);
        if (boolean || (code.n ? !list || codelist_find(list, code) : !k->required))
            vset_add(&k->allowed, i + 1);
    }
}

void readrule_allow(const struct readrule_context *c)
{
    for (int i = 0; i < c->facts->column_names.n; i++)
        if (c->facts->columns[i].codes)
            allow(c, i);
}
