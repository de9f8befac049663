/* SPDX-License-Identifier: Apache-2.0 */
#include "vtl/parse.h"

#include "base/mem.h"
#include "vtl/parse_clause.h"
#include "vtl/parse_data.h"
#include "vtl/parse_expr.h"
#include "vtl/parse_operator.h"
#include "vtl/parse_rules.h"

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
    if (p->datasets && parser_at_word(p, K_VIRAL)) {
        st->kind = ST_VIRAL;
        return parse_viral(p, st);
    }
    parser_complain(p, D_VTL_DEFINE, parser_found(p, p->v), NULL);
    return false;
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
    return parse_check_rest(p, st);
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
    if (p->datasets) {
        st->kind = ST_DATASET;
        return (st->body = parse_dataset(p)) != NULL;
    }
    if (parser_at_word(p, K_CHECK_DATAPOINT) || parser_at_word(p, K_CHECK_HIERARCHY))
        return parse_check(p, st);
    if (parser_at(p, TK_KEYWORD)) { /* with clauses behind it, it is meant as a name */
        bool name = p->v[1].kind == TK_LBRACKET;
        parser_complain(p, name ? D_VTL_RESERVED : D_VTL_OUTSIDE, parser_found(p, p->v), NULL);
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

void parse_program(struct parsed *out, struct arena *a, const struct source *s, bool datasets)
{
    struct tokens t = {.datasets = datasets};
    lex(&t, s);
    struct parser p = {.a = a, .s = s, .first = t.v, .v = t.v};
    if (datasets)
        parse_datasets(&p);
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
