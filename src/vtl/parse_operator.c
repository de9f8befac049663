/* SPDX-License-Identifier: Apache-2.0 */
#include "vtl/parse_operator.h"

#include "base/mem.h"
#include "vtl/parse_data.h"
#include "vtl/parse_expr.h"

/* ---- types ---- */

/* A scalar type, or `scalar`: any. */
static bool parse_basic(struct parser *p, enum vtype *type)
{
    *type = T_NULL;
    return parser_accept_word(p, K_SCALAR) || parse_type(p, type);
}

/* <type> behind a role or set; without it any. */
static bool parse_angled(struct parser *p, enum vtype *type)
{
    *type = T_NULL;
    return !parser_accept(p, TK_LT) || (parse_basic(p, type) && parser_expect(p, TK_GT));
}

/* A role; `component` is any. Says whether one stands here. */
static bool parse_role(struct parser *p, int *role, bool *viral)
{
    static const struct {
        enum keyword word;
        int role;
    } roles[] = {{K_COMPONENT, -1}, {K_IDENTIFIER, ROLE_IDENTIFIER}, {K_MEASURE, ROLE_MEASURE}, {K_ATTRIBUTE, ROLE_ATTRIBUTE}};
    *viral = parser_accept_word(p, K_VIRAL);
    for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++)
        if (parser_accept_word(p, roles[i].word)) {
            *role = roles[i].role;
            return true;
        }
    return false;
}

/* One component of dataset { ... }. */
static bool parse_comp(struct parser *p, struct param_comp *c)
{
    *c = (struct param_comp){.role = -1, .many = '1'};
    if (!parse_role(p, &c->role, &c->viral)) {
        parser_complain(p, D_VTL_EXPECTED, "identifier, measure, attribute, component", parser_found(p, p->v));
        return false;
    }
    if (!parse_angled(p, &c->type))
        return false;
    if (!parser_accept(p, TK_OMIT))
        return parser_name(p, &c->name);
    if (parser_accept(p, TK_PLUS))
        c->many = '+';
    else if (parser_accept(p, TK_TIMES))
        c->many = '*';
    return true;
}

static bool parse_comps(struct parser *p, struct param_type *t)
{
    struct param_comp *v = NULL;
    size_t cap = 0;
    bool ok;
    if (!parser_accept(p, TK_LBRACE))
        return true;
    t->constrained = true;
    do {
        v = mem_grow(v, &cap, (size_t)t->ncomps + 1, sizeof *v);
        ok = parse_comp(p, &v[t->ncomps]);
        t->ncomps += ok;
    } while (ok && parser_accept(p, TK_COMMA));
    t->comps = parser_keep(p, v, (size_t)t->ncomps, sizeof *v);
    return ok && parser_expect(p, TK_RBRACE);
}

static struct node *value_name(struct parser *p)
{
    struct node *n = parser_node(p, N_NAME, p->v->span);
    n->name = STR("value");
    return n;
}

/* [condition] or {members}, and not null, behind a scalar type. */
static bool parse_constraint(struct parser *p, struct param_type *t)
{
    if (parser_accept(p, TK_LBRACKET)) {
        bool inside = p->inside;
        p->inside = true;
        t->condition = parse_expr(p);
        p->inside = inside;
        if (!t->condition || !parser_expect(p, TK_RBRACKET))
            return false;
    } else if (parser_at(p, TK_LBRACE)) {
        t->condition = parse_set(p, value_name(p), OP_IN);
        if (!t->condition)
            return false;
    }
    t->not_null = parser_accept_word(p, K_NOT);
    if (t->not_null)
        return parser_expect_word(p, K_NULL);
    parser_accept_word(p, K_NULL);
    return true;
}

/* ruleset, datapoint, hierarchical and the two `_on_...`. Says whether one stands here. */
static bool parse_ruleset_type(struct parser *p, struct param_type *t)
{
    static const struct {
        enum keyword word;
        int kind, valuedomain;
    } words[] = {{K_RULESET, -1, -1}, {K_DATAPOINT, ST_DATAPOINT, -1}, {K_DATAPOINT_ON_VALUEDOMAINS, ST_DATAPOINT, 1},
        {K_DATAPOINT_ON_VARIABLES, ST_DATAPOINT, 0}, {K_HIERARCHICAL, ST_HIERARCHY, -1},
        {K_HIERARCHICAL_ON_VALUEDOMAINS, ST_HIERARCHY, 1}, {K_HIERARCHICAL_ON_VARIABLES, ST_HIERARCHY, 0}};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (parser_accept_word(p, words[i].word)) {
            t->kind = PARAM_RULESET;
            t->ruleset = words[i].kind;
            t->valuedomain = words[i].valuedomain;
            return true;
        }
    return false;
}

static bool parse_param_type(struct parser *p, struct param_type *t)
{
    static const enum keyword roles[] = {K_COMPONENT, K_IDENTIFIER, K_MEASURE, K_ATTRIBUTE, K_VIRAL, K_NONE};
    *t = (struct param_type){.role = -1, .ruleset = -1, .valuedomain = -1};
    if (parse_ruleset_type(p, t)) {
        if (!parser_at(p, TK_LBRACE))
            return true;
        parser_complain(p, D_VTL_OUTSIDE, parser_found(p, p->v), NULL);
        return false;
    }
    if (parser_accept_word(p, K_DATASET)) {
        t->kind = PARAM_DATASET;
        return parse_comps(p, t);
    }
    if (parser_accept_word(p, K_SET)) {
        t->kind = PARAM_SET;
        return parse_angled(p, &t->type);
    }
    if (parser_at_any(p, roles)) {
        t->kind = PARAM_COMPONENT;
        return parse_role(p, &t->role, &t->viral) && parse_angled(p, &t->type);
    }
    return parse_basic(p, &t->type) && parse_constraint(p, t);
}

/* Rules know scalars only. */
static bool parse_scalar_type(struct parser *p, struct param_type *t)
{
    static const enum keyword others[] = {K_DATASET, K_COMPONENT, K_SET, K_MEASURE, K_SCALAR, K_NONE};
    *t = (struct param_type){.role = -1, .ruleset = -1, .valuedomain = -1};
    if (parser_at_any(p, others)) {
        parser_complain(p, D_VTL_SCALAR_ONLY, parser_found(p, p->v), NULL);
        return false;
    }
    if (!parse_type(p, &t->type))
        return false;
    if (parser_at(p, TK_LBRACKET) || parser_at(p, TK_LBRACE) || parser_at(p, TK_LT)) {
        parser_complain(p, D_VTL_OUTSIDE, parser_found(p, p->v), NULL);
        return false;
    }
    return true;
}

/* ---- the operator ---- */

static bool parse_param(struct parser *p, struct param *q)
{
    *q = (struct param){0};
    if (!parser_name(p, &q->name) || !(p->datasets ? parse_param_type(p, &q->of) : parse_scalar_type(p, &q->of)))
        return false;
    q->type = q->of.type;
    return !parser_accept_word(p, K_DEFAULT) || (q->fallback = parse_constant(p, D_VTL_EXPECTED_CONSTANT));
}

static bool parse_params(struct parser *p, struct statement *st)
{
    struct param *v = NULL;
    size_t cap = 0;
    bool ok = parser_expect(p, TK_LPAREN);
    if (ok && !parser_at(p, TK_RPAREN)) {
        do {
            v = mem_grow(v, &cap, (size_t)st->nparams + 1, sizeof *v);
            ok = parse_param(p, &v[st->nparams]);
            st->nparams += ok;
        } while (ok && parser_accept(p, TK_COMMA));
    }
    st->params = parser_keep(p, v, (size_t)st->nparams, sizeof *v);
    return ok && parser_expect(p, TK_RPAREN);
}

static bool parse_returns(struct parser *p, struct statement *st)
{
    struct param_type *t = arena_array(p->a, 1, sizeof *t);
    if (!(p->datasets ? parse_param_type(p, t) : parse_scalar_type(p, t)))
        return false;
    st->result = t;
    st->returns = t->kind == PARAM_SCALAR && t->type != T_NULL ? (int)t->type : -1;
    return true;
}

/* Is it about more than scalars? */
static bool is_plain(const struct node *n)
{
    bool plain = n->kind != N_MEMBER && n->kind != N_CLAUSE && n->kind != N_INVOKE && n->kind != N_AGGR;
    for (uint32_t i = 0; i < n->n && plain; i++)
        plain = is_plain(n->kids[i]);
    return plain;
}

static bool is_plain_type(const struct param_type *t)
{
    return t->kind == PARAM_SCALAR && t->type != T_NULL && !t->condition && !t->not_null;
}

bool parse_operator(struct parser *p, struct statement *st)
{
    parser_next(p);
    st->returns = -1;
    if (!parser_name(p, &st->name) || !parse_params(p, st) || (parser_accept_word(p, K_RETURNS) && !parse_returns(p, st)) ||
        !parser_expect_word(p, K_IS) || !(st->body = p->datasets ? parse_dataset(p) : parse_expr(p)))
        return false;
    st->on_datasets = p->datasets && (!is_plain(st->body) || (st->result && !is_plain_type(st->result)));
    for (int i = 0; i < st->nparams && p->datasets; i++)
        st->on_datasets = st->on_datasets || !is_plain_type(&st->params[i].of);
    if (!parser_at_word(p, K_END)) {
        parse_tail(p, "end");
        return false;
    }
    parser_next(p);
    return parser_expect_word(p, K_OPERATOR);
}
