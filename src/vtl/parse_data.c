/* SPDX-License-Identifier: Apache-2.0 */
#include "vtl/parse_data.h"

#include "base/mem.h"
#include "vtl/parse_clause.h"
#include "vtl/parse_expr.h"

static struct more *more_new(struct parser *p)
{
    return arena_array(p->a, 1, sizeof(struct more));
}

/* A node over kids from a token to the one taken last. */
static struct node *finish(struct parser *p, struct node *n, struct span start, const struct nodes *l)
{
    n->span = span_join(start, p->v[-1].span);
    return parser_adopt(p, n, l->v, l->n);
}

/* ---- over (...) ---- */

static bool parse_limit(struct parser *p, struct limit *l)
{
    *l = (struct limit){0};
    if (parser_accept_word(p, K_CURRENT))
        return parser_expect_word(p, K_DATA) && parser_expect_word(p, K_POINT);
    if (parser_accept_word(p, K_UNBOUNDED)) {
        l->unbounded = true;
    } else {
        struct node *c = parse_constant(p, D_VTL_EXPECTED_CONSTANT);
        if (!c)
            return false;
        if (c->value->type != T_INTEGER || c->value->null || !dec_to_int(&c->value->dec, &l->n) || l->n < 0) {
            parser_complain_at(p, D_VTL_LIMIT, c->span, NULL, NULL);
            return false;
        }
    }
    l->side = parser_at_word(p, K_PRECEDING) ? -1 : 1;
    if (!parser_at_word(p, K_PRECEDING) && !parser_at_word(p, K_FOLLOWING)) {
        parser_complain(p, D_VTL_EXPECTED, "preceding", parser_found(p, p->v));
        return false;
    }
    parser_next(p);
    return true;
}

/* Where a limit lies: far before, before, at, behind, far behind. */
static int64_t limit_place(const struct limit *l)
{
    return l->unbounded ? l->side * INT64_MAX : l->side * l->n;
}

static bool parse_window(struct parser *p, struct over *o)
{
    struct span start = p->v->span;
    o->range = parser_at_word(p, K_RANGE);
    if (!o->range && !parser_at_word(p, K_DATA))
        return true;
    o->windowed = true;
    parser_next(p);
    if (!o->range && !parser_expect_word(p, K_POINTS))
        return false;
    if (!parser_expect_word(p, K_BETWEEN) || !parse_limit(p, &o->from) || !parser_expect_word(p, K_AND) ||
        !parse_limit(p, &o->to))
        return false;
    if (limit_place(&o->from) <= limit_place(&o->to) && !(o->from.unbounded && o->from.side > 0) &&
        !(o->to.unbounded && o->to.side < 0))
        return true;
    parser_complain_at(p, D_VTL_LIMIT, span_join(start, p->v[-1].span), NULL, NULL);
    return false;
}

static bool parse_order(struct parser *p, struct over *o)
{
    struct order_item *v = NULL;
    size_t cap = 0;
    bool ok = true;
    if (!parser_accept_word(p, K_ORDER))
        return true;
    if (!parser_expect_word(p, K_BY))
        return false;
    do {
        v = mem_grow(v, &cap, (size_t)o->norder + 1, sizeof *v);
        v[o->norder] = (struct order_item){0};
        ok = parse_component(p, &v[o->norder].name);
        if (ok && !parser_accept_word(p, K_ASC))
            v[o->norder].down = parser_accept_word(p, K_DESC);
        o->norder += ok;
    } while (ok && parser_accept(p, TK_COMMA));
    o->order = parser_keep(p, v, (size_t)o->norder, sizeof *v);
    return ok;
}

/* over ( [partition] [order] [window] ) */
static bool parse_over(struct parser *p, struct over **out)
{
    struct over *o = *out = arena_array(p->a, 1, sizeof *o);
    parser_next(p);
    if (!parser_expect(p, TK_LPAREN))
        return false;
    if (parser_accept_word(p, K_PARTITION)) {
        o->partitioned = true;
        o->except = parser_at_word(p, K_EXCEPT);
        if (!o->except && !parser_at_word(p, K_BY))
            return parser_expect_word(p, K_BY);
        parser_next(p);
        o->whole = o->except && parser_accept_word(p, K_ALL);
        if (!o->whole && !parse_names(p, &o->partition, &o->npartition))
            return false;
    }
    return parse_order(p, o) && parse_window(p, o) && parser_expect(p, TK_RPAREN);
}

/* ---- aggregates and analytic calls ---- */

static bool parse_whole(struct parser *p, int64_t *n)
{
    struct node *c = parse_constant(p, D_VTL_EXPECTED_CONSTANT);
    if (!c)
        return false;
    if (c->value->type == T_INTEGER && !c->value->null && dec_to_int(&c->value->dec, n))
        return true;
    parser_complain_at(p, D_VTL_WHOLE_NUMBER, c->span, NULL, NULL);
    return false;
}

/* The operand of an aggregate or analytic call, if it has one. In a clause no aggregate stands in another one. */
static bool parse_operand_of(struct parser *p, struct nodes *l)
{
    bool aggregates = p->aggregates;
    p->aggregates = false;
    struct node *x = parse_expr(p);
    p->aggregates = aggregates;
    if (x)
        nodes_add(l, x);
    return x != NULL;
}

/* Behind the operand of an aggregate: over, group, or nothing. */
static bool parse_aggregate_rest(struct parser *p, struct node *n, struct span start)
{
    if (parser_at_word(p, K_OVER)) {
        n->more = more_new(p);
        return parse_over(p, &n->more->over);
    }
    if (p->inside && !p->aggregates) {
        parser_complain_at(p, D_VTL_AGGREGATE, start, diag_str(source_text(p->s, start)), NULL);
        return false;
    }
    if (p->inside)
        return true;
    n->more = more_new(p);
    n->more->clauses = arena_array(p->a, 1, sizeof(struct clause));
    n->more->clauses->kind = CLAUSE_AGGR;
    n->more->nclauses = 1;
    return parse_grouping(p, n->more->clauses);
}

static struct node *parse_aggregate_call(struct parser *p, int kind)
{
    struct span start = p->v->span;
    struct nodes l = {0};
    struct node *n = parser_node(p, N_AGGR, start);
    n->builtin = (int16_t)kind;
    parser_next(p);
    parser_next(p);
    bool ok = (kind == AGGR_COUNT && (parser_at(p, TK_RPAREN) || parser_at_word(p, K_OVER))) || parse_operand_of(p, &l);
    ok = ok && parse_aggregate_rest(p, n, start) && parser_expect(p, TK_RPAREN);
    n = ok ? finish(p, n, start, &l) : NULL;
    mem_free(l.v);
    return n;
}

/* [, n [, default]] of lag and lead. */
static bool parse_shift(struct parser *p, struct more *m)
{
    m->n = 1;
    if (!parser_accept(p, TK_COMMA))
        return true;
    struct span at = p->v->span;
    if (!parse_whole(p, &m->n))
        return false;
    if (m->n < 1) {
        parser_complain_at(p, D_VTL_LIMIT, at, NULL, NULL);
        return false;
    }
    return !parser_accept(p, TK_COMMA) || (m->fallback = parse_constant(p, D_VTL_EXPECTED_CONSTANT)) != NULL;
}

static struct node *parse_analytic(struct parser *p, enum invoke kind)
{
    struct span start = p->v->span;
    struct nodes l = {0};
    struct node *n = parser_node(p, N_INVOKE, start);
    n->builtin = (int16_t)kind;
    n->more = more_new(p);
    parser_next(p);
    parser_next(p);
    bool ok = kind == INVOKE_RANK || parse_operand_of(p, &l);
    if (ok && (kind == INVOKE_LAG || kind == INVOKE_LEAD))
        ok = parse_shift(p, n->more);
    if (ok && !parser_at_word(p, K_OVER)) {
        parser_complain(p, D_VTL_EXPECTED, "over", parser_found(p, p->v));
        ok = false;
    }
    ok = ok && parse_over(p, &n->more->over) && parser_expect(p, TK_RPAREN);
    n = ok ? finish(p, n, start, &l) : NULL;
    mem_free(l.v);
    return n;
}

/* ---- joins ---- */

/* using c, ... {, nvl(c, constant)} */
static bool parse_using(struct parser *p, struct more *m)
{
    struct name *v = NULL;
    struct join_nvl *w = NULL;
    size_t cap = 0, capw = 0;
    bool ok = true;
    do {
        if (parser_accept_word(p, K_NVL)) {
            w = mem_grow(w, &capw, (size_t)m->nnvl + 1, sizeof *w);
            ok = parser_expect(p, TK_LPAREN) && parse_component(p, &w[m->nnvl].name) && parser_expect(p, TK_COMMA) &&
                 (w[m->nnvl].value = parse_constant(p, D_VTL_EXPECTED_CONSTANT)) && parser_expect(p, TK_RPAREN);
            m->nnvl += ok;
        } else {
            v = mem_grow(v, &cap, (size_t)m->nkeys + 1, sizeof *v);
            ok = parse_component(p, &v[m->nkeys]);
            m->nkeys += ok;
        }
    } while (ok && parser_accept(p, TK_COMMA));
    m->keys = parser_keep(p, v, (size_t)m->nkeys, sizeof *v);
    m->nvl = parser_keep(p, w, (size_t)m->nnvl, sizeof *w);
    return ok;
}

/* filter, apply | calc | aggr, keep | drop, rename: in this order, each once. */
static bool parse_join_clauses(struct parser *p, struct more *m)
{
    static const enum keyword steps[][4] = {{K_FILTER, K_NONE}, {K_APPLY, K_CALC, K_AGGR, K_NONE},
        {K_KEEP, K_DROP, K_NONE}, {K_RENAME, K_NONE}};
    m->clauses = arena_array(p->a, 4, sizeof *m->clauses);
    for (int i = 0; i < 4; i++)
        if (parser_at_any(p, steps[i])) {
            if (!parse_clause_body(p, &m->clauses[m->nclauses]))
                return false;
            m->nclauses++;
        }
    return true;
}

static bool parse_join_operands(struct parser *p, struct more *m, struct nodes *l)
{
    struct name *v = NULL;
    size_t cap = 0;
    bool ok = true;
    do {
        struct node *x = parse_expr(p);
        ok = x != NULL;
        if (!ok)
            break;
        v = mem_grow(v, &cap, l->n + 1, sizeof *v);
        v[l->n] = (struct name){.text = STR(""), .span = x->span};
        nodes_add(l, x);
        if (parser_accept_word(p, K_AS))
            ok = parser_name(p, &v[l->n - 1]);
    } while (ok && parser_accept(p, TK_COMMA));
    m->aliases = parser_keep(p, v, l->n, sizeof *v);
    return ok;
}

/* ---- what is written like a function ---- */

static bool parse_operands(struct parser *p, struct nodes *l, int n)
{
    for (int i = 0; i < n; i++) {
        struct node *x = i && !parser_expect(p, TK_COMMA) ? NULL : parse_expr(p);
        if (!x)
            return false;
        nodes_add(l, x);
    }
    return true;
}

static bool parse_exists(struct parser *p, struct more *m, struct nodes *l)
{
    m->choice = -1;
    if (!parse_operands(p, l, 2))
        return false;
    if (!parser_accept(p, TK_COMMA))
        return true;
    static const enum keyword words[] = {K_TRUE, K_FALSE, K_ALL, K_NONE};
    m->choice = parser_at_word(p, K_ALL) ? -1 : parser_at_word(p, K_TRUE);
    if (!parser_at_any(p, words)) {
        parser_complain(p, D_VTL_EXPECTED, "all", parser_found(p, p->v));
        return false;
    }
    parser_next(p);
    return true;
}

static bool parse_check_call(struct parser *p, struct more *m, struct nodes *l)
{
    if (!parse_operands(p, l, 1))
        return false;
    if (parser_accept_word(p, K_ERRORCODE) && !(m->errorcode = parse_constant(p, D_VTL_EXPECTED_CONSTANT)))
        return false;
    if (parser_accept_word(p, K_ERRORLEVEL) && !(m->errorlevel = parse_constant(p, D_VTL_EXPECTED_CONSTANT)))
        return false;
    if (parser_accept_word(p, K_IMBALANCE) && !(m->imbalance = parse_expr(p)))
        return false;
    m->choice = parser_accept_word(p, K_INVALID);
    if (!m->choice)
        parser_accept_word(p, K_ALL);
    return true;
}

/* hierarchy: behind the operand. */
static bool parse_hierarchy(struct parser *p, struct more *m)
{
    static const enum keyword inputs[] = {K_RULE, K_DATASET, K_RULE_PRIORITY};
    struct statement *st = m->check;
    if (!parser_expect(p, TK_COMMA) || !parser_name(p, &st->ruleset))
        return false;
    if (parser_accept_word(p, K_CONDITION) && !parse_names(p, &st->components, &st->ncomponents))
        return false;
    bool binding = parser_at_word(p, K_RULE) && (p->v[1].kind == TK_NAME || p->v[1].kind == TK_QUOTED);
    if (binding) {
        parser_next(p);
        parser_name(p, &st->check_rule);
    }
    parse_mode(p, st);
    for (int i = 0; i < 3; i++)
        if (parser_accept_word(p, inputs[i])) {
            m->choice = i;
            break;
        }
    m->everything = parser_accept_word(p, K_ALL);
    if (!m->everything)
        parser_accept_word(p, K_COMPUTED);
    return true;
}

/* A check or hierarchy over a ruleset; its closing parenthesis is taken by the first two, not by the last. */
static bool parse_ruleset_call(struct parser *p, enum invoke kind, struct more *m, struct nodes *l)
{
    struct statement *st = m->check = arena_array(p->a, 1, sizeof *m->check);
    st->source = p->s;
    st->returns = -1;
    st->kind = kind == INVOKE_CHECK_DATAPOINT ? ST_CHECK_DATAPOINT : ST_CHECK_HIERARCHY;
    if (!parse_operands(p, l, 1))
        return false;
    return kind == INVOKE_HIERARCHY ? parse_hierarchy(p, m) : parse_check_rest(p, st);
}

static bool parse_fill(struct parser *p, struct more *m, struct nodes *l)
{
    if (!parse_operands(p, l, 1))
        return false;
    if (!parser_accept(p, TK_COMMA) || parser_accept_word(p, K_ALL))
        return true;
    m->choice = 1;
    return parser_expect_word(p, K_SINGLE);
}

static bool parse_many(struct parser *p, struct nodes *l)
{
    if (!parse_operands(p, l, 1))
        return false;
    while (parser_accept(p, TK_COMMA))
        if (!parse_operands(p, l, 1))
            return false;
    return true;
}

/* A whole number, or the name of one. */
static bool parse_steps(struct parser *p, struct more *m)
{
    if (!parser_at(p, TK_NAME) && !parser_at(p, TK_QUOTED))
        return parse_whole(p, &m->n);
    return (m->shift = parse_expr(p)) != NULL;
}

/* What stands between the parentheses. Checks on rulesets have taken the last one. */
static bool parse_invoked(struct parser *p, enum invoke kind, struct more *m, struct nodes *l)
{
    switch ((int)kind) {
    case INVOKE_INNER_JOIN:
    case INVOKE_LEFT_JOIN:
    case INVOKE_FULL_JOIN:
    case INVOKE_CROSS_JOIN:
        return parse_join_operands(p, m, l) && (!parser_accept_word(p, K_USING) || parse_using(p, m)) &&
               parse_join_clauses(p, m);
    case INVOKE_UNION:
    case INVOKE_INTERSECT: return parse_many(p, l);
    case INVOKE_SETDIFF:
    case INVOKE_SYMDIFF: return parse_operands(p, l, 2);
    case INVOKE_EXISTS_IN: return parse_exists(p, m, l);
    case INVOKE_CHECK: return parse_check_call(p, m, l);
    case INVOKE_CHECK_DATAPOINT:
    case INVOKE_CHECK_HIERARCHY:
    case INVOKE_HIERARCHY: return parse_ruleset_call(p, kind, m, l);
    case INVOKE_FILL: return parse_fill(p, m, l);
    case INVOKE_TIMESHIFT: return parse_operands(p, l, 1) && parser_expect(p, TK_COMMA) && parse_steps(p, m);
    default: return parse_operands(p, l, 1);
    }
}

static struct node *parse_invoke(struct parser *p, enum invoke kind)
{
    struct span start = p->v->span;
    struct nodes l = {0};
    struct node *n = parser_node(p, N_INVOKE, start);
    bool closed = kind == INVOKE_CHECK_DATAPOINT || kind == INVOKE_CHECK_HIERARCHY;
    n->builtin = (int16_t)kind;
    n->more = more_new(p);
    parser_next(p);
    parser_next(p);
    bool ok = parse_invoked(p, kind, n->more, &l) && (closed || parser_expect(p, TK_RPAREN));
    n = ok ? finish(p, n, start, &l) : NULL;
    mem_free(l.v);
    return n;
}

/* ---- define viral propagation ---- */

/* A word that is no keyword. */
static bool expect_text(struct parser *p, const char *word)
{
    if ((parser_at(p, TK_NAME) || parser_at(p, TK_KEYWORD)) && str_is(parser_text(p, p->v), word)) {
        parser_next(p);
        return true;
    }
    parser_complain(p, D_VTL_EXPECTED, word, parser_found(p, p->v));
    return false;
}

/* when a [and b] then c, perhaps with a name in front. */
static bool parse_viral_when(struct parser *p, struct viral_when *w)
{
    struct span start = p->v->span;
    struct name name;
    struct node *a, *b = NULL, *c;
    *w = (struct viral_when){0};
    if (p->v[1].kind == TK_COLON && (!parser_name(p, &name) || !parser_expect(p, TK_COLON)))
        return false;
    if (!parser_expect_word(p, K_WHEN) || !(a = parse_constant(p, D_VTL_EXPECTED_CONSTANT)) ||
        (parser_accept_word(p, K_AND) && !(b = parse_constant(p, D_VTL_EXPECTED_CONSTANT))) ||
        !parser_expect_word(p, K_THEN) || !(c = parse_constant(p, D_VTL_EXPECTED_CONSTANT)))
        return false;
    *w = (struct viral_when){a->value, b ? b->value : NULL, c->value, span_join(start, p->v[-1].span)};
    return true;
}

static bool parse_viral_whens(struct parser *p, struct statement *st)
{
    struct viral_when *v = NULL;
    size_t cap = 0;
    bool ok = true;
    do {
        if (parser_accept_word(p, K_ELSE)) {
            struct node *n = parse_constant(p, D_VTL_EXPECTED_CONSTANT);
            ok = n != NULL;
            st->viral_else = n ? n->value : NULL;
            break;
        }
        v = mem_grow(v, &cap, (size_t)st->nviral + 1, sizeof *v);
        ok = parse_viral_when(p, &v[st->nviral]);
        st->nviral += ok;
    } while (ok && (parser_accept(p, TK_SEMICOLON) || parser_at_word(p, K_ELSE)));
    st->viral = parser_keep(p, v, (size_t)st->nviral, sizeof *v);
    return ok;
}

/* aggregate min | max | sum | avg */
static bool parse_viral_aggregate(struct parser *p, struct statement *st)
{
    parser_next(p);
    st->viral_aggregate = parser_at(p, TK_KEYWORD) ? aggr_find(parser_text(p, p->v)) : -1;
    switch (st->viral_aggregate) {
    case AGGR_MIN:
    case AGGR_MAX:
    case AGGR_SUM:
    case AGGR_AVG: parser_next(p); return true;
    default: parser_complain(p, D_VTL_EXPECTED, "min, max, sum, avg", parser_found(p, p->v)); return false;
    }
}

bool parse_viral(struct parser *p, struct statement *st)
{
    st->viral_aggregate = -1;
    parser_next(p);
    if (!expect_text(p, "propagation") || !parser_name(p, &st->name) || !parser_expect(p, TK_LPAREN))
        return false;
    st->valuedomain = parser_at_word(p, K_VALUEDOMAIN);
    if (!st->valuedomain && !parser_at_word(p, K_VARIABLE))
        return parser_expect_word(p, K_VARIABLE);
    parser_next(p);
    if (!parser_name(p, &st->on) || !parser_expect(p, TK_RPAREN) || !parser_expect_word(p, K_IS))
        return false;
    bool aggregate = !parser_at_word(p, K_WHEN) && p->v[1].kind != TK_COLON && str_is(parser_text(p, p->v), "aggregate");
    if (!(aggregate ? parse_viral_aggregate(p, st) : parse_viral_whens(p, st)))
        return false;
    return parser_expect_word(p, K_END) && parser_expect_word(p, K_VIRAL) && expect_text(p, "propagation");
}

/* ---- hooks of the expressions ---- */

static bool parse_word(struct parser *p, struct node **n)
{
    struct str word = parser_text(p, p->v);
    int aggr = aggr_find(word), kind = invoke_find(word);
    if (aggr >= 0)
        *n = parse_aggregate_call(p, aggr);
    else if (kind >= INVOKE_FIRST_VALUE)
        *n = parse_analytic(p, (enum invoke)kind);
    else if (kind >= 0 && !p->inside)
        *n = parse_invoke(p, (enum invoke)kind);
    else if (parser_at_word(p, K_EVAL))
        *n = (parser_complain(p, D_VTL_EVAL, NULL, NULL), NULL);
    else
        return false;
    return true;
}

static struct node *parse_member(struct parser *p, struct node *x)
{
    struct name name;
    parser_next(p);
    if (!parser_name(p, &name))
        return NULL;
    struct node *n = parser_node(p, N_MEMBER, span_join(x->span, name.span));
    n->name = name.text;
    return parser_adopt(p, n, &x, 1);
}

static struct node *parse_behind(struct parser *p, struct node *x)
{
    while (x && (parser_at(p, TK_HASH) || (parser_at(p, TK_LBRACKET) && !p->inside))) {
        if (parser_at(p, TK_HASH)) {
            x = parse_member(p, x);
            continue;
        }
        struct node *n = parser_node(p, N_CLAUSE, x->span);
        n->more = more_new(p);
        n->more->clauses = arena_array(p->a, 1, sizeof(struct clause));
        n->more->nclauses = 1;
        if (!parse_clause(p, n->more->clauses))
            return NULL;
        n->span = span_join(x->span, p->v[-1].span);
        x = parser_adopt(p, n, &x, 1);
    }
    return x;
}

void parse_datasets(struct parser *p)
{
    p->datasets = true;
    p->word = parse_word;
    p->behind = parse_behind;
}

struct node *parse_dataset(struct parser *p)
{
    p->inside = p->aggregates = false;
    return parse_expr(p);
}
