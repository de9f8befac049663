#include "edit/ruleedits.h"

#include "base/mem.h"
#include "vtl/builtin.h"

enum { MAX_DEPTH = 24 };

/* The arguments of an operator being put in: the parameters of st mean args, which are read in the scope `outer`. */
struct scope_ {
    const struct statement *st;
    struct node *const *args;
    uint32_t n;
    const struct scope_ *outer;
    int depth;
};

struct taker {
    struct ruleedits *e;
    const struct rules *rules;
    const struct rule *rule;
    int number;
    const struct schema *schema;
    int made;
    bool too_many; /* variables for the set, or terms for one edit */
};

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
static const struct node *argument(const struct scope_ *s, struct str name)
{
    for (int i = 0; s && i < s->st->nparams; i++)
        if (str_eq(s->st->params[i].name.text, name))
            return i < (int)s->n && s->args[i]->kind != N_OMIT ? s->args[i] : s->st->params[i].fallback;
    return NULL;
}

static struct str column_of(const struct taker *t, struct str name)
{
    const struct statement *st = t->rule->st;
    for (int i = 0; i < st->nsig; i++)
        if (str_eq(st->sig[i].alias, name)) {
            const struct statement *check = t->rule->check;
            return check && i < check->ncomponents ? check->components[i].text : st->sig[i].name.text;
        }
    return name;
}

static bool is_constant(const struct linexpr *e)
{
    for (int i = 0; i < e->n; i++)
        if (dec_sign(&e->terms[i].a))
            return false;
    return true;
}

static bool sum(struct taker *t, const struct node *n, const struct scope_ *s, struct linexpr *out);

static bool column(struct taker *t, struct str name, bool zero, struct linexpr *out)
{
    struct str c = column_of(t, name);
    int slot = schema_find(t->schema, c);
    if (slot < 0 || !vtype_is_numeric(t->schema->columns[slot].type))
        return false;
    int var = editset_var(&t->e->set, c);
    if (var < 0) {
        t->too_many = true;
        return false;
    }
    if (zero)
        vset_add(&t->e->zero, var);
    return linexpr_add(out, var, dec_int(1));
}

/* A name: a parameter's argument, or a column. */
static bool name_sum(struct taker *t, const struct node *n, const struct scope_ *s, bool zero, struct linexpr *out)
{
    const struct node *a = argument(s, n->name);
    if (!a)
        return !s && column(t, n->name, zero, out);
    if (a->kind == N_NAME)
        return name_sum(t, a, s->outer, zero, out);
    return sum(t, a, s->outer, out);
}

static bool quotient(struct linexpr *out, const struct linexpr *a, struct dec d)
{
    struct dec one = dec_int(1), r, back;
    return dec_sign(&d) && dec_div(&r, &one, &d) == DEC_OK && dec_mul(&back, &r, &d) == DEC_OK &&
           dec_cmp(&back, &one) == 0 && linexpr_add_scaled(out, a, r);
}

static bool binary(struct taker *t, const struct node *n, const struct scope_ *s, struct linexpr *out)
{
    struct linexpr a = {0}, b = {0};
    if (!sum(t, n->kids[0], s, &a) || !sum(t, n->kids[1], s, &b))
        return false;
    switch (n->op) {
    case OP_ADD:
    case OP_SUB:
        if (linexpr_add_scaled(out, &a, dec_int(1)) && linexpr_add_scaled(out, &b, dec_int(n->op == OP_ADD ? 1 : -1)))
            return true;
        t->too_many = true;
        return false;
    case OP_MUL:
        if (is_constant(&a))
            return linexpr_add_scaled(out, &b, a.constant);
        return is_constant(&b) && linexpr_add_scaled(out, &a, b.constant);
    case OP_DIV:
        return is_constant(&b) && quotient(out, &a, b.constant);
    default:
        return false;
    }
}

/* A built-in of constants, such as floor((n + 1) / 2) in a tolerance; and nvl(column, 0). */
static bool builtin_sum(struct taker *t, const struct node *n, const struct scope_ *s, struct linexpr *out)
{
    struct linexpr a = {0}, b = {0};
    if (n->builtin == B_NVL && n->n == 2)
        return n->kids[0]->kind == N_NAME && sum(t, n->kids[1], s, &b) && is_constant(&b) &&
               !dec_sign(&b.constant) && name_sum(t, n->kids[0], s, true, out);
    if (n->n != 1 || !sum(t, n->kids[0], s, &a) || !is_constant(&a))
        return false;
    struct dec d = a.constant;
    if (n->builtin == B_FLOOR)
        dec_floor(&d, &a.constant);
    else if (n->builtin == B_CEIL)
        dec_ceil(&d, &a.constant);
    else if (n->builtin == B_TRUNC)
        dec_trunc(&d, &a.constant, 0);
    else if (n->builtin == B_ROUND)
        dec_round(&d, &a.constant, 0);
    else if (n->builtin == B_ABS)
        d = dec_abs(&a.constant);
    else
        return false;
    return linexpr_add(out, -1, d);
}

/* Adds an expression to out, when it is a sum. */
static bool sum(struct taker *t, const struct node *n, const struct scope_ *s, struct linexpr *out)
{
    struct linexpr a = {0};
    switch ((enum node_kind)n->kind) {
    case N_CONST:
        return n->value && !n->value->null && vtype_is_numeric((enum vtype)n->value->type) &&
               linexpr_add(out, -1, n->value->dec);
    case N_NAME:
        return name_sum(t, n, s, false, out);
    case N_UNARY:
        return (n->op == OP_NEG || n->op == OP_POS) && sum(t, n->kids[0], s, &a) &&
               linexpr_add_scaled(out, &a, dec_int(n->op == OP_NEG ? -1 : 1));
    case N_BINARY:
        return binary(t, n, s, out);
    case N_CALL: {
        if (n->builtin >= 0)
            return builtin_sum(t, n, s, out);
        const struct statement *st = find_operator(t->rules, n->name);
        struct scope_ inner = {st, n->kids, n->n, s, s ? s->depth + 1 : 1};
        return st && inner.depth < MAX_DEPTH && sum(t, st->body, &inner, &a) && linexpr_add_scaled(out, &a, dec_int(1));
    }
    case N_IF:
    case N_CASE:
    case N_IN:
    case N_DOMAIN:
    case N_CAST:
    case N_AGGR:
    case N_OMIT:
        break;
    }
    return false;
}

static void add(struct taker *t, const struct linexpr *e, enum lin_op op, struct dec tolerance)
{
    struct ruleedits *r = t->e;
    struct atom a;
    if (is_constant(e) || !atom_of(&r->set, &a, e, op, tolerance))
        return;
    editset_add(&r->set, t->rule->name, &a, 1);
    r->of = mem_grow(r->of, &r->cap, (size_t)r->set.n, sizeof *r->of);
    r->of[r->set.n - 1] = t->number;
    t->made++;
}

/* left op right */
static void compare(struct taker *t, const struct linexpr *left, enum op op, const struct linexpr *right)
{
    struct linexpr e = {0};
    bool turned = op == OP_GT || op == OP_GE;
    if (!linexpr_add_scaled(&e, left, dec_int(turned ? -1 : 1)) || !linexpr_add_scaled(&e, right, dec_int(turned ? 1 : -1)))
        return;
    add(t, &e, op == OP_EQ ? LIN_EQ : op == OP_LE || op == OP_GE ? LIN_LE : LIN_LT, dec_int(0));
}

/* abs(inner) <= tolerance */
static bool balance(struct taker *t, const struct node *n, const struct scope_ *s)
{
    struct linexpr inner = {0}, width = {0};
    const struct node *call = n->kids[0];
    if (n->op != OP_LE || call->kind != N_CALL || call->builtin != B_ABS || call->n != 1)
        return false;
    if (sum(t, call->kids[0], s, &inner) && sum(t, n->kids[1], s, &width) && is_constant(&width) &&
        dec_sign(&width.constant) >= 0)
        add(t, &inner, LIN_EQ, width.constant);
    return true;
}

static void between(struct taker *t, const struct node *n, const struct scope_ *s)
{
    struct linexpr x = {0}, low = {0}, high = {0};
    if (n->n != 3 || !sum(t, n->kids[0], s, &x) || !sum(t, n->kids[1], s, &low) || !sum(t, n->kids[2], s, &high))
        return;
    compare(t, &x, OP_GE, &low);
    compare(t, &x, OP_LE, &high);
}

static void condition(struct taker *t, const struct node *n, const struct scope_ *s)
{
    if (n->kind == N_BINARY && n->op == OP_AND) {
        condition(t, n->kids[0], s);
        condition(t, n->kids[1], s);
    } else if (n->kind == N_BINARY && n->op >= OP_EQ && n->op <= OP_GE && n->op != OP_NE) {
        struct linexpr a = {0}, b = {0};
        if (!balance(t, n, s) && sum(t, n->kids[0], s, &a) && sum(t, n->kids[1], s, &b))
            compare(t, &a, (enum op)n->op, &b);
    } else if (n->kind == N_CALL && n->builtin == B_BETWEEN) {
        between(t, n, s);
    } else if (n->kind == N_CALL && n->builtin == B_NVL && n->n == 2) {
        condition(t, n->kids[0], s);
    } else if (n->kind == N_CALL && n->builtin < 0) {
        const struct statement *st = find_operator(t->rules, n->name);
        struct scope_ inner = {st, n->kids, n->n, s, s ? s->depth + 1 : 1};
        if (st && inner.depth < MAX_DEPTH)
            condition(t, st->body, &inner);
    }
}

int ruleedits_add(struct ruleedits *e, const struct rules *rules, int rule, const struct schema *schema)
{
    const struct rule *r = rules_rule(rules, rule);
    struct taker t = {e, rules, r, rule, schema, 0, false};
    if (!r->hierarchical)
        condition(&t, r->st->dp[r->number].then, NULL);
    e->left_out += t.too_many;
    return t.made;
}

void ruleedits_free(struct ruleedits *e)
{
    editset_free(&e->set);
    mem_free(e->of);
    *e = (struct ruleedits){0};
}
