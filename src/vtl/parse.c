/* SPDX-License-Identifier: Apache-2.0 */
#include "vtl/parse.h"

#include "base/mem.h"
#include "vtl/parse_expr.h"
#include "vtl/parse_rules.h"

struct names {
    struct name *v;
    size_t n, cap;
};

/* name {, name} into the arena. */
static bool parse_names(struct parser *p, struct name **out, int *n)
{
    struct names l = {0};
    bool ok = true;
    do {
        l.v = mem_grow(l.v, &l.cap, l.n + 1, sizeof *l.v);
        ok = parser_name(p, &l.v[l.n]);
        l.n += ok;
    } while (ok && parser_accept(p, TK_COMMA));
    *out = parser_keep(p, l.v, l.n, sizeof **out);
    *n = (int)l.n;
    return ok;
}

static bool parse_param(struct parser *p, struct param *q)
{
    static const enum keyword others[] = {K_DATASET, K_COMPONENT, K_SET, K_MEASURE, K_SCALAR, K_NONE};
    *q = (struct param){0};
    if (!parser_name(p, &q->name))
        return false;
    if (parser_at_any(p, others)) {
        parser_complain(p, D_VTL_SCALAR_ONLY, parser_found(p, p->v), NULL);
        return false;
    }
    if (!parse_type(p, &q->type))
        return false;
    if (parser_at(p, TK_LBRACKET) || parser_at(p, TK_LBRACE) || parser_at(p, TK_LT)) {
        parser_complain(p, D_VTL_OUTSIDE, parser_found(p, p->v), NULL);
        return false;
    }
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

static bool parse_operator(struct parser *p, struct statement *st)
{
    parser_next(p);
    st->returns = -1;
    if (!parser_name(p, &st->name) || !parse_params(p, st))
        return false;
    if (parser_accept_word(p, K_RETURNS)) {
        enum vtype t;
        if (parser_at_word(p, K_DATASET) || parser_at_word(p, K_COMPONENT)) {
            parser_complain(p, D_VTL_SCALAR_ONLY, parser_found(p, p->v), NULL);
            return false;
        }
        if (!parse_type(p, &t))
            return false;
        st->returns = (int)t;
    }
    if (!parser_expect_word(p, K_IS) || !(st->body = parse_expr(p)))
        return false;
    if (!parser_at_word(p, K_END)) {
        parse_tail(p, "end");
        return false;
    }
    parser_next(p);
    return parser_expect_word(p, K_OPERATOR);
}

static bool parse_define(struct parser *p, struct statement *st)
{
    parser_next(p);
    if (parser_at_word(p, K_DATAPOINT)) {
        st->kind = ST_DATAPOINT;
        return parse_ruleset(p, st, K_DATAPOINT);
    }
    if (parser_at_word(p, K_HIERARCHICAL)) {
        st->kind = ST_HIERARCHY;
        return parse_ruleset(p, st, K_HIERARCHICAL);
    }
    if (parser_at_word(p, K_OPERATOR)) {
        st->kind = ST_OPERATOR;
        return parse_operator(p, st);
    }
    parser_complain(p, D_VTL_DEFINE, parser_found(p, p->v), NULL);
    return false;
}

static void parse_output(struct parser *p, struct statement *st)
{
    static const enum keyword words[] = {K_INVALID, K_ALL, K_ALL_MEASURES};
    for (int i = 0; i < 3; i++) {
        if (parser_accept_word(p, words[i])) {
            st->has_output = true;
            st->output = (enum check_output)i;
            return;
        }
    }
}

static void parse_mode(struct parser *p, struct statement *st)
{
    for (int i = 0; i < MODE_KINDS; i++) {
        if (parser_at(p, TK_KEYWORD) && str_is(parser_text(p, p->v), mode_name((enum hr_mode)i))) {
            st->has_mode = true;
            st->mode = (enum hr_mode)i;
            parser_next(p);
            return;
        }
    }
}

static bool parse_check(struct parser *p, struct statement *st)
{
    bool hier = parser_at_word(p, K_CHECK_HIERARCHY);
    st->kind = hier ? ST_CHECK_HIERARCHY : ST_CHECK_DATAPOINT;
    parser_next(p);
    if (!parser_expect(p, TK_LPAREN) || !parser_name(p, &st->dataset))
        return false;
    if (hier && parser_accept(p, TK_HASH) && !parser_name(p, &st->measure))
        return false;
    if (!parser_expect(p, TK_COMMA) || !parser_name(p, &st->ruleset))
        return false;
    if (parser_accept_word(p, hier ? K_CONDITION : K_COMPONENTS) && !parse_names(p, &st->components, &st->ncomponents))
        return false;
    if (hier) {
        if (parser_accept_word(p, K_RULE) && !parser_name(p, &st->check_rule))
            return false;
        parse_mode(p, st);
        st->has_input = parser_at_word(p, K_DATASET) || parser_at_word(p, K_DATASET_PRIORITY);
        st->dataset_priority = parser_at_word(p, K_DATASET_PRIORITY);
        if (st->has_input)
            parser_next(p);
    }
    parse_output(p, st);
    return parser_expect(p, TK_RPAREN);
}

static int parse_role(struct parser *p)
{
    static const struct {
        enum keyword word;
        enum role role;
    } roles[] = {{K_IDENTIFIER, ROLE_IDENTIFIER}, {K_MEASURE, ROLE_MEASURE}, {K_ATTRIBUTE, ROLE_ATTRIBUTE}};
    parser_accept_word(p, K_VIRAL);
    for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++)
        if (parser_accept_word(p, roles[i].word))
            return (int)roles[i].role;
    return -1;
}

static bool parse_clause_item(struct parser *p, const struct clause *c, struct clause_item *item)
{
    *item = (struct clause_item){.role = -1};
    if (c->kind == CLAUSE_FILTER)
        return (item->expr = parse_expr(p)) != NULL;
    if (c->kind == CLAUSE_CALC || c->kind == CLAUSE_AGGR)
        item->role = parse_role(p);
    if (!parser_name(p, &item->name))
        return false;
    if (c->kind == CLAUSE_RENAME)
        return parser_expect_word(p, K_TO) && parser_name(p, &item->second);
    if (c->kind == CLAUSE_KEEP || c->kind == CLAUSE_DROP)
        return true;
    if (!parser_expect(p, TK_ASSIGN))
        return false;
    if (c->kind == CLAUSE_CALC)
        return (item->expr = parse_expr(p)) != NULL;
    if (!parser_at(p, TK_KEYWORD) || aggr_find(parser_text(p, p->v)) < 0 || p->v[1].kind != TK_LPAREN) {
        parser_complain(p, D_VTL_EXPECTED_AGGREGATE, parser_found(p, p->v), NULL);
        return false;
    }
    p->aggregates = true;
    item->expr = parse_aggregate(p, aggr_find(parser_text(p, p->v)));
    p->aggregates = false;
    return item->expr != NULL;
}

static bool parse_grouping(struct parser *p, struct clause *c)
{
    if (!parser_accept_word(p, K_GROUP))
        return true;
    c->grouped = true;
    c->except = parser_at_word(p, K_EXCEPT);
    if (!c->except && !parser_at_word(p, K_BY)) {
        parser_complain(p, D_VTL_EXPECTED, "by", parser_found(p, p->v));
        return false;
    }
    parser_next(p);
    if (!parse_names(p, &c->group, &c->ngroup))
        return false;
    if (!parser_accept_word(p, K_HAVING))
        return true;
    p->aggregates = true;
    c->having = parse_expr(p);
    p->aggregates = false;
    return c->having != NULL;
}

static bool parse_clause(struct parser *p, struct clause *c)
{
    static const enum keyword words[] = {K_CALC, K_FILTER, K_KEEP, K_DROP, K_RENAME, K_AGGR};
    struct span start = p->v->span;
    int kind = 0;
    parser_next(p);
    *c = (struct clause){0};
    while (kind < 6 && !parser_at_word(p, words[kind]))
        kind++;
    if (kind == 6) {
        parser_complain(p, D_VTL_CLAUSE, parser_found(p, p->v), NULL);
        return false;
    }
    parser_next(p);
    c->kind = (enum clause_kind)kind;
    struct clause_item *v = NULL;
    size_t cap = 0;
    bool ok = true;
    do {
        v = mem_grow(v, &cap, (size_t)c->n + 1, sizeof *v);
        ok = parse_clause_item(p, c, &v[c->n]);
        c->n += ok;
    } while (ok && c->kind != CLAUSE_FILTER && parser_accept(p, TK_COMMA));
    c->items = parser_keep(p, v, (size_t)c->n, sizeof *v);
    ok = ok && (c->kind != CLAUSE_AGGR || parse_grouping(p, c));
    c->span = span_join(start, p->v->span);
    if (ok && !parser_at(p, TK_RBRACKET)) {
        parse_tail(p, "]");
        return false;
    }
    return ok && parser_expect(p, TK_RBRACKET);
}

static bool parse_clauses(struct parser *p, struct statement *st)
{
    struct clause *v = NULL;
    size_t cap = 0;
    bool ok = true;
    st->kind = ST_CLAUSES;
    if (p->v[1].kind != TK_LBRACKET) {
        parser_complain(p, D_VTL_ASSIGNMENT, parser_found(p, p->v), NULL);
        return false;
    }
    if (!parser_name(p, &st->dataset))
        return false;
    while (ok && parser_at(p, TK_LBRACKET)) {
        v = mem_grow(v, &cap, (size_t)st->nclauses + 1, sizeof *v);
        ok = parse_clause(p, &v[st->nclauses]);
        st->nclauses += ok;
    }
    st->clauses = parser_keep(p, v, (size_t)st->nclauses, sizeof *v);
    return ok;
}

static bool parse_statement(struct parser *p, struct statement *st)
{
    if (parser_at_word(p, K_DEFINE))
        return parse_define(p, st);
    if (!parser_at(p, TK_NAME) && !parser_at(p, TK_QUOTED)) {
        parser_complain(p, D_VTL_EXPECTED_STATEMENT, parser_found(p, p->v), NULL);
        return false;
    }
    if (!parser_name(p, &st->name))
        return false;
    st->persistent = parser_at(p, TK_LARROW);
    if (!parser_accept(p, TK_LARROW) && !parser_expect(p, TK_ASSIGN))
        return false;
    if (parser_at_word(p, K_CHECK_DATAPOINT) || parser_at_word(p, K_CHECK_HIERARCHY))
        return parse_check(p, st);
    if (parser_at(p, TK_KEYWORD)) {
        parser_complain(p, D_VTL_OUTSIDE, parser_found(p, p->v), NULL);
        return false;
    }
    return parse_clauses(p, st);
}

/* Can a statement begin here, as far as two tokens show? */
static bool at_statement(const struct parser *p)
{
    if (!parser_at(p, TK_NAME) && !parser_at(p, TK_QUOTED))
        return parser_at(p, TK_END) || parser_at_word(p, K_DEFINE);
    return p->v[1].kind == TK_ASSIGN || p->v[1].kind == TK_LARROW;
}

/* After a fault: goes to where a statement can begin, behind a `;`. */
static void skip_statement(struct parser *p)
{
    if (parser_at_word(p, K_DEFINE) && p->v > p->first && p->v[-1].kind == TK_SEMICOLON)
        return;
    while (!parser_at(p, TK_END)) {
        bool behind = parser_at(p, TK_SEMICOLON);
        parser_next(p);
        if (behind && at_statement(p))
            return;
    }
}

static struct statement *statement_new(struct parser *p)
{
    struct statement *st = arena_array(p->a, 1, sizeof *st);
    st->source = p->s;
    st->returns = -1;
    return st;
}

void parse_program(struct parsed *out, struct arena *a, const struct source *s)
{
    struct tokens t = {0};
    lex(&t, s);
    struct parser p = {.a = a, .s = s, .first = t.v, .v = t.v};
    while (!parser_at(&p, TK_END) && p.errors <= VTL_ERRORS_MAX) {
        struct statement *st = statement_new(&p);
        struct span start = p.v->span;
        bool ok = parse_statement(&p, st);
        if (ok && !parser_accept(&p, TK_SEMICOLON)) {
            parse_tail(&p, ";");
            ok = false;
        }
        if (!ok) {
            skip_statement(&p);
            continue;
        }
        st->span = span_join(start, p.v[-1].span);
        out->v = mem_grow(out->v, &out->cap, out->n + 1, sizeof *out->v);
        out->v[out->n++] = st;
    }
    out->errors += t.errors + p.errors;
    mem_free(t.v);
}

struct node *parse_expression(struct arena *a, const struct source *s)
{
    struct tokens t = {0};
    lex(&t, s);
    struct parser p = {.a = a, .s = s, .first = t.v, .v = t.v, .errors = t.errors};
    struct node *n = t.errors ? NULL : parse_expr(&p);
    if (n && !parser_at(&p, TK_END)) {
        if (parser_at_word(&p, K_END))
            parser_complain(&p, D_VTL_NO_END, NULL, NULL);
        else
            parse_tail(&p, diag_lang() == LANG_ZH ? "运算符" : "an operator");
        n = NULL;
    }
    mem_free(t.v);
    return p.errors ? NULL : n;
}

struct statement *parse_rule(struct arena *a, const struct source *s, enum statement_kind kind)
{
    struct tokens t = {0};
    lex(&t, s);
    struct parser p = {.a = a, .s = s, .first = t.v, .v = t.v, .errors = t.errors};
    struct statement *st = statement_new(&p);
    st->kind = kind;
    st->nrules = 1;
    st->name.text = STR("rule");
    bool ok = t.errors == 0;
    if (kind == ST_HIERARCHY)
        ok = ok && parse_hr_rule(&p, st->hr = arena_array(a, 1, sizeof *st->hr), 1);
    else
        ok = ok && parse_dp_rule(&p, st->dp = arena_array(a, 1, sizeof *st->dp), 1);
    if (ok && !parser_at(&p, TK_END)) {
        parse_tail(&p, diag_lang() == LANG_ZH ? "运算符" : "an operator");
        ok = false;
    }
    mem_free(t.v);
    return ok ? st : NULL;
}
