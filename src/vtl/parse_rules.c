/* SPDX-License-Identifier: Apache-2.0 */
#include "vtl/parse_rules.h"

#include "base/mem.h"
#include "vtl/parse_expr.h"

static bool parse_error_constants(struct parser *p, struct rule_head *h)
{
    if (parser_accept_word(p, K_ERRORCODE) && !(h->errorcode = parse_constant(p, D_VTL_EXPECTED_CONSTANT)))
        return false;
    if (parser_accept_word(p, K_ERRORLEVEL) && !(h->errorlevel = parse_constant(p, D_VTL_EXPECTED_CONSTANT)))
        return false;
    if (parser_at_word(p, K_ERRORCODE)) {
        parser_complain(p, D_VTL_CODE_FIRST, NULL, NULL);
        return false;
    }
    return true;
}

/* The name in front of a rule, if there is one; `when` condition `then`, if there is one. */
static bool parse_head(struct parser *p, struct rule_head *h, int number)
{
    if (parser_at(p, TK_INTEGER) && p->v[1].kind == TK_COLON) {
        parser_complain(p, D_VTL_RULE_NUMBER, parser_found(p, p->v), NULL);
        return false;
    }
    h->named = p->v[1].kind == TK_COLON;
    if (h->named) {
        if (!parser_name(p, &h->name))
            return false;
        parser_next(p);
    } else {
        h->name.text = str_of(arena_printf(p->a, "%d", number));
        h->name.span = p->v->span;
    }
    if (!parser_accept_word(p, K_WHEN))
        return true;
    return (h->when = parse_expr(p)) && parser_expect_word(p, K_THEN);
}

bool parse_dp_rule(struct parser *p, struct dp_rule *r, int number)
{
    struct span start = p->v->span;
    *r = (struct dp_rule){0};
    if (!parse_head(p, &r->head, number) || !(r->then = parse_expr(p)) || !parse_error_constants(p, &r->head))
        return false;
    r->head.span = span_join(start, p->v[-1].span);
    return true;
}

static bool parse_item_code(struct parser *p, struct hr_item *item)
{
    if (parser_at(p, TK_INTEGER) || parser_at(p, TK_NUMBER)) {
        item->code = (struct name){.text = parser_text(p, p->v), .span = p->v->span};
        parser_next(p);
        return true;
    }
    return parser_name(p, &item->code);
}

static bool parse_hr_item(struct parser *p, struct hr_item *item)
{
    *item = (struct hr_item){.minus = parser_at(p, TK_MINUS)};
    if (parser_at(p, TK_MINUS) || parser_at(p, TK_PLUS))
        parser_next(p);
    if (!parse_item_code(p, item))
        return false;
    if (!parser_accept(p, TK_LBRACKET))
        return true;
    return (item->condition = parse_expr(p)) && parser_expect(p, TK_RBRACKET);
}

static bool parse_relation(struct parser *p, enum op *relation)
{
    int op = parse_binary_op(p);
    *relation = OP_EQ;
    if (op == OP_NE) {
        parser_complain(p, D_VTL_HR_RELATION, NULL, NULL);
        return false;
    }
    if (op == OP_EQ || op == OP_LT || op == OP_LE || op == OP_GT || op == OP_GE) {
        *relation = (enum op)op;
        parser_next(p);
    }
    return true; /* the grammar lets the relation be left out: it is = then */
}

bool parse_hr_rule(struct parser *p, struct hr_rule *r, int number)
{
    struct span start = p->v->span;
    size_t cap = 0;
    struct hr_item *right = NULL;
    bool ok;
    *r = (struct hr_rule){0};
    ok = parse_head(p, &r->head, number) && parse_item_code(p, &r->left) && parse_relation(p, &r->relation);
    while (ok) {
        right = mem_grow(right, &cap, (size_t)r->n + 1, sizeof *right);
        ok = parse_hr_item(p, &right[r->n]);
        r->n += ok;
        if (!parser_at(p, TK_PLUS) && !parser_at(p, TK_MINUS))
            break;
    }
    r->right = parser_keep(p, right, (size_t)r->n, sizeof *right);
    if (ok && (parser_at(p, TK_TIMES) || parser_at(p, TK_SLASH) || parser_at(p, TK_LPAREN))) {
        parser_complain(p, D_VTL_HR_LINEAR, parser_found(p, p->v), NULL);
        return false;
    }
    if (!ok || !parse_error_constants(p, &r->head))
        return false;
    r->head.span = span_join(start, p->v[-1].span);
    return true;
}

/* Goes to the next `;` (not beyond), `end` or the end of the file. */
static void skip_rule(struct parser *p)
{
    static const enum keyword words[] = {K_END, K_DEFINE, K_NONE};
    while (!parser_at(p, TK_END) && !parser_at(p, TK_SEMICOLON) && !parser_at_any(p, words))
        parser_next(p);
}

/* The rules up to `end`. A faulty rule is skipped; the others are kept. */
static bool parse_rules(struct parser *p, struct statement *st)
{
    bool hier = st->kind == ST_HIERARCHY;
    size_t size = hier ? sizeof(struct hr_rule) : sizeof(struct dp_rule), cap = 0;
    char *v = NULL;
    int number = 1;
    if (parser_at_word(p, K_END)) {
        parser_complain(p, D_VTL_NO_RULE, NULL, NULL);
        return false;
    }
    for (;; number++) {
        v = mem_grow(v, &cap, (size_t)st->nrules + 1, size);
        void *r = v + (size_t)st->nrules * size;
        bool ok = hier ? parse_hr_rule(p, r, number) : parse_dp_rule(p, r, number);
        if (ok && !parser_at(p, TK_SEMICOLON) && !parser_at_word(p, K_END)) {
            parse_tail(p, hier ? "+ - ;" : ";");
            ok = false;
        }
        st->nrules += ok;
        if (!ok)
            skip_rule(p);
        if (!parser_accept(p, TK_SEMICOLON))
            break;
        if (parser_at_word(p, K_END)) {
            parser_complain(p, D_VTL_SEMICOLON_END, NULL, NULL);
            break;
        }
        if (parser_at_word(p, K_DEFINE) || parser_at(p, TK_END)) {
            parser_complain(p, D_VTL_EXPECTED, "end", parser_found(p, p->v));
            break;
        }
    }
    void *kept = parser_keep(p, v, (size_t)st->nrules, size);
    if (hier)
        st->hr = kept;
    else
        st->dp = kept;
    return parser_at_word(p, K_END);
}

static bool parse_sig_items(struct parser *p, struct statement *st)
{
    struct sig_item *v = NULL;
    size_t cap = 0;
    bool ok = true;
    do {
        v = mem_grow(v, &cap, (size_t)st->nsig + 1, sizeof *v);
        struct sig_item *item = &v[st->nsig];
        ok = parser_name(p, &item->name);
        item->alias = item->name.text;
        struct name alias;
        if (ok && parser_accept_word(p, K_AS)) {
            ok = parser_name(p, &alias);
            item->alias = alias.text;
        }
        st->nsig += ok;
    } while (ok && parser_accept(p, TK_COMMA));
    st->sig = parser_keep(p, v, (size_t)st->nsig, sizeof *v);
    return ok;
}

static bool parse_signature_kind(struct parser *p, struct statement *st)
{
    if (!parser_at_word(p, K_VARIABLE) && !parser_at_word(p, K_VALUEDOMAIN)) {
        parser_complain(p, D_VTL_SIGNATURE, parser_found(p, p->v), NULL);
        return false;
    }
    st->valuedomain = parser_at_word(p, K_VALUEDOMAIN);
    parser_next(p);
    return true;
}

static bool parse_signature(struct parser *p, struct statement *st)
{
    if (!parser_expect(p, TK_LPAREN))
        return false;
    if (st->kind == ST_DATAPOINT && parser_accept(p, TK_RPAREN)) /* an empty signature, as of VTL 2.2 */
        return true;
    if (!parse_signature_kind(p, st))
        return false;
    if (st->kind == ST_DATAPOINT)
        return (parser_at(p, TK_RPAREN) || parse_sig_items(p, st)) && parser_expect(p, TK_RPAREN);
    if (parser_accept_word(p, K_CONDITION) && !parse_sig_items(p, st))
        return false;
    return parser_expect_word(p, K_RULE) && parser_name(p, &st->rule_item) && parser_expect(p, TK_RPAREN);
}

bool parse_ruleset(struct parser *p, struct statement *st, enum keyword word)
{
    parser_next(p);
    if (!parser_expect_word(p, K_RULESET) || !parser_name(p, &st->name) || !parse_signature(p, st) ||
        !parser_expect_word(p, K_IS) || !parse_rules(p, st))
        return false;
    return parser_expect_word(p, K_END) && parser_expect_word(p, word) && parser_expect_word(p, K_RULESET);
}
