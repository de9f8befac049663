/* SPDX-License-Identifier: Apache-2.0 */
#include "vtl/parse_clause.h"

#include "base/mem.h"
#include "vtl/parse_expr.h"

struct names {
    struct name *v;
    size_t n, cap;
};

bool parse_names(struct parser *p, struct name **out, int *n)
{
    struct names l = {0};
    bool ok = true;
    do {
        l.v = mem_grow(l.v, &l.cap, l.n + 1, sizeof *l.v);
        ok = parse_component(p, &l.v[l.n]);
        l.n += ok;
    } while (ok && parser_accept(p, TK_COMMA));
    *out = parser_keep(p, l.v, l.n, sizeof **out);
    *n = (int)l.n;
    return ok;
}

bool parse_component(struct parser *p, struct name *n)
{
    struct name of;
    if (!parser_name(p, n))
        return false;
    if (!p->datasets || !parser_accept(p, TK_HASH))
        return true;
    if (!parser_name(p, &of))
        return false;
    const char *both = arena_printf(p->a, "%.*s#%.*s", (int)n->text.n, n->text.p, (int)of.text.n, of.text.p);
    *n = (struct name){str_of(both), span_join(n->span, of.span), true};
    return true;
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

void parse_mode(struct parser *p, struct statement *st)
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

bool parse_check_rest(struct parser *p, struct statement *st)
{
    bool hier = st->kind == ST_CHECK_HIERARCHY;
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

static void parse_role(struct parser *p, struct clause_item *item)
{
    static const struct {
        enum keyword word;
        enum role role;
    } roles[] = {{K_IDENTIFIER, ROLE_IDENTIFIER}, {K_MEASURE, ROLE_MEASURE}, {K_ATTRIBUTE, ROLE_ATTRIBUTE}};
    item->viral = parser_accept_word(p, K_VIRAL);
    for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++)
        if (parser_accept_word(p, roles[i].word))
            item->role = (int)roles[i].role;
}

/* Behind `sub c =`: a constant, a cast of one, or the name of a scalar. */
static struct node *parse_sub_value(struct parser *p)
{
    if (parser_at_word(p, K_CAST) || parser_at(p, TK_NAME) || parser_at(p, TK_QUOTED))
        return parse_expr(p);
    return parse_constant(p, D_VTL_EXPECTED_CONSTANT);
}

static bool parse_clause_item(struct parser *p, const struct clause *c, struct clause_item *item)
{
    *item = (struct clause_item){.role = -1};
    if (c->kind == CLAUSE_FILTER || c->kind == CLAUSE_APPLY)
        return (item->expr = parse_expr(p)) != NULL;
    if (c->kind == CLAUSE_CALC || c->kind == CLAUSE_AGGR)
        parse_role(p, item);
    if (!parse_component(p, &item->name))
        return false;
    if (c->kind == CLAUSE_RENAME)
        return parser_expect_word(p, K_TO) && parser_name(p, &item->second);
    if (c->kind == CLAUSE_KEEP || c->kind == CLAUSE_DROP || c->kind == CLAUSE_PIVOT || c->kind == CLAUSE_UNPIVOT)
        return true;
    if (c->kind == CLAUSE_SUB)
        return parser_expect(p, TK_EQ) && (item->expr = parse_sub_value(p)) != NULL;
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

/* time_agg("A" [, first | last]) behind a group. */
static bool parse_time_agg(struct parser *p, struct clause *c)
{
    parser_next(p);
    if (!parser_expect(p, TK_LPAREN))
        return false;
    if (!parser_at(p, TK_STRING)) {
        parser_complain(p, D_VTL_EXPECTED_STRING, parser_found(p, p->v), NULL);
        return false;
    }
    c->agg_to = parse_constant(p, D_VTL_EXPECTED_CONSTANT)->value;
    if (parser_accept(p, TK_COMMA)) {
        c->agg_first = parser_at_word(p, K_FIRST);
        if (!c->agg_first && !parser_at_word(p, K_LAST)) {
            parser_complain(p, D_VTL_EXPECTED, "last", parser_found(p, p->v));
            return false;
        }
        parser_next(p);
    }
    return parser_expect(p, TK_RPAREN);
}

bool parse_grouping(struct parser *p, struct clause *c)
{
    if (!parser_accept_word(p, K_GROUP))
        return true;
    c->grouped = true;
    c->whole = p->datasets && parser_at_word(p, K_ALL);
    c->except = parser_at_word(p, K_EXCEPT);
    if (!c->except && !c->whole && !parser_at_word(p, K_BY)) {
        parser_complain(p, D_VTL_EXPECTED, "by", parser_found(p, p->v));
        return false;
    }
    parser_next(p);
    if (!c->whole && !parse_names(p, &c->group, &c->ngroup))
        return false;
    if (p->datasets && parser_at_word(p, K_TIME_AGG) && !parse_time_agg(p, c))
        return false;
    if (!parser_accept_word(p, K_HAVING))
        return true;
    bool inside = p->inside;
    p->aggregates = p->inside = true;
    c->having = parse_expr(p);
    p->aggregates = false;
    p->inside = inside;
    return c->having != NULL;
}

bool parse_clause_body(struct parser *p, struct clause *c)
{
    static const enum keyword words[] = {K_CALC, K_FILTER, K_KEEP, K_DROP, K_RENAME, K_AGGR, K_SUB, K_PIVOT, K_UNPIVOT,
        K_APPLY};
    int kind = 0, kinds = p->datasets ? 10 : 6;
    *c = (struct clause){.span = p->v->span};
    while (kind < kinds && !parser_at_word(p, words[kind]))
        kind++;
    if (kind == kinds && str_is(parser_text(p, p->v), "customPivot")) {
        parser_complain(p, D_VTL_CUSTOM_PIVOT, NULL, NULL);
        return false;
    }
    if (kind == kinds) {
        parser_complain(p, D_VTL_CLAUSE, parser_found(p, p->v), NULL);
        return false;
    }
    parser_next(p);
    c->kind = (enum clause_kind)kind;
    bool single = c->kind == CLAUSE_FILTER || c->kind == CLAUSE_APPLY, inside = p->inside, ok = true;
    p->inside = p->datasets && c->kind != CLAUSE_APPLY;
    struct clause_item *v = NULL;
    size_t cap = 0;
    do {
        v = mem_grow(v, &cap, (size_t)c->n + 1, sizeof *v);
        ok = parse_clause_item(p, c, &v[c->n]);
        c->n += ok;
    } while (ok && !single && parser_accept(p, TK_COMMA));
    p->inside = inside;
    c->items = parser_keep(p, v, (size_t)c->n, sizeof *v);
    ok = ok && (c->kind != CLAUSE_AGGR || parse_grouping(p, c));
    c->span = span_join(c->span, p->v->span);
    return ok;
}

bool parse_clause(struct parser *p, struct clause *c)
{
    struct span start = p->v->span;
    parser_next(p);
    bool ok = parse_clause_body(p, c);
    c->span = span_join(start, p->v->span);
    if (ok && !parser_at(p, TK_RBRACKET)) {
        parse_tail(p, "]");
        return false;
    }
    return ok && parser_expect(p, TK_RBRACKET);
}
