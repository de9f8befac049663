/* SPDX-License-Identifier: Apache-2.0 */
#include "vtl/parse_expr.h"

#include "base/mem.h"
#include "vtl/builtin.h"

static struct node *constant(struct parser *p, struct span span, struct value v)
{
    struct node *n = parser_node(p, N_CONST, span);
    struct value *copy = arena_alloc(p->a, sizeof *copy);
    *copy = v;
    n->value = copy;
    return n;
}

static struct node *parse_number(struct parser *p, bool minus, struct span span)
{
    struct dec d;
    if (dec_parse(&d, parser_text(p, p->v)) != DEC_OK) {
        parser_complain(p, D_VTL_NUMBER_LARGE, parser_found(p, p->v), NULL);
        return NULL;
    }
    if (minus)
        d = dec_neg(&d);
    enum vtype type = parser_at(p, TK_INTEGER) ? T_INTEGER : T_NUMBER;
    parser_next(p);
    return constant(p, span, value_of_dec(type, d));
}

static bool at_literal(const struct parser *p)
{
    static const enum keyword words[] = {K_TRUE, K_FALSE, K_NULL, K_NONE};
    return parser_at(p, TK_INTEGER) || parser_at(p, TK_NUMBER) || parser_at(p, TK_STRING) || parser_at_any(p, words);
}

/* A literal without sign; the caller has seen that one stands here. */
static struct node *parse_literal(struct parser *p)
{
    struct span span = p->v->span;
    if (parser_at(p, TK_INTEGER) || parser_at(p, TK_NUMBER))
        return parse_number(p, false, span);
    struct value v = value_null(T_NULL);
    struct str s = parser_text(p, p->v);
    if (parser_at(p, TK_STRING))
        v = value_of_str((struct str){s.p + 1, s.n - 2});
    else if (!parser_at_word(p, K_NULL))
        v = value_of_tri(tri_of(parser_at_word(p, K_TRUE)));
    parser_next(p);
    return constant(p, span, v);
}

struct node *parse_constant(struct parser *p, enum diag_id otherwise)
{
    struct span span = p->v->span;
    if (parser_at(p, TK_PLUS) || parser_at(p, TK_MINUS)) {
        bool minus = parser_at(p, TK_MINUS);
        parser_next(p);
        if (parser_at(p, TK_INTEGER) || parser_at(p, TK_NUMBER))
            return parse_number(p, minus, span_join(span, p->v->span));
    } else if (at_literal(p)) {
        return parse_literal(p);
    }
    if (!parser_complain_case(p))
        parser_complain(p, otherwise, parser_found(p, p->v), NULL);
    return NULL;
}

bool parse_type(struct parser *p, enum vtype *t)
{
    if ((parser_at(p, TK_KEYWORD) || parser_at(p, TK_NAME)) && vtype_find(parser_text(p, p->v), t)) {
        parser_next(p);
        return true;
    }
    parser_complain(p, D_VTL_EXPECTED_TYPE, parser_found(p, p->v), NULL);
    return false;
}

static struct node *parse_cast(struct parser *p, bool constant_only)
{
    struct token start = *p->v;
    parser_next(p);
    if (!parser_expect(p, TK_LPAREN))
        return NULL;
    struct node *x = constant_only ? parse_constant(p, D_VTL_SET_CONSTANT) : parse_expr(p);
    enum vtype to = T_NULL;
    struct name domain = {.text = {NULL, 0}};
    if (!x || !parser_expect(p, TK_COMMA))
        return NULL;
    bool named = !constant_only && (parser_at(p, TK_NAME) || parser_at(p, TK_QUOTED)) && !vtype_find(parser_text(p, p->v), &to);
    if (named ? !parser_name(p, &domain) : !parse_type(p, &to))
        return NULL;
    const struct value *mask = NULL;
    if (parser_accept(p, TK_COMMA)) {
        if (!parser_at(p, TK_STRING)) {
            parser_complain(p, D_VTL_EXPECTED_STRING, parser_found(p, p->v), NULL);
            return NULL;
        }
        mask = parse_literal(p)->value;
    }
    struct span end = p->v->span;
    if (!parser_expect(p, TK_RPAREN))
        return NULL;
    struct node *n = parser_node(p, N_CAST, span_join(start.span, end));
    n->to = (uint8_t)to;
    n->name = domain.text;
    n->value = mask;
    return parser_adopt(p, n, &x, 1);
}

/* Arguments up to the closing parenthesis, which is taken; *end is its place. */
static bool parse_arguments(struct parser *p, struct nodes *l, struct span *end)
{
    if (!parser_at(p, TK_RPAREN)) {
        do {
            struct node *x;
            if (parser_at(p, TK_OMIT)) {
                x = parser_node(p, N_OMIT, p->v->span);
                parser_next(p);
            } else {
                x = parse_expr(p);
            }
            if (!x)
                return false;
            nodes_add(l, x);
        } while (parser_accept(p, TK_COMMA));
    }
    *end = p->v->span;
    return parser_expect(p, TK_RPAREN);
}

static bool arguments_fit(struct parser *p, const struct node *n)
{
    const struct builtin *b = vtl_builtin(n->builtin);
    int least = vtl_builtin_least(b), most = vtl_builtin_most(b);
    if ((int)n->n < least || (int)n->n > most) {
        const char *range = least == most ? diag_num(least) : arena_printf(p->a, "%d-%d", least, most);
        if (parser_may_complain(p))
            diag(D_VTL_ARGUMENTS, source_loc(p->s, n->span), b->name, range, diag_num(n->n));
        return false;
    }
    for (uint32_t i = 0; i < n->n; i++) {
        if (n->kids[i]->kind == N_OMIT && (int)i < least) {
            parser_complain_at(p, D_VTL_OMITTED, n->kids[i]->span, b->name, NULL);
            return false;
        }
    }
    return true;
}

static struct node *parse_call(struct parser *p)
{
    struct token start = *p->v;
    struct nodes l = {0};
    struct span end;
    parser_next(p);
    parser_next(p);
    struct node *n = NULL;
    if (parse_arguments(p, &l, &end)) {
        n = parser_node(p, N_CALL, span_join(start.span, end));
        n->name = parser_unquoted(p, &start);
        n->builtin = (int16_t)(start.kind == TK_KEYWORD ? vtl_builtin_find(n->name) : -1);
        n = parser_adopt(p, n, l.v, l.n);
        if (n && n->builtin >= 0 && !arguments_fit(p, n))
            n = NULL;
    }
    mem_free(l.v);
    return n;
}

struct node *parse_aggregate(struct parser *p, int kind)
{
    struct token start = *p->v;
    if (!p->aggregates) {
        parser_complain(p, D_VTL_AGGREGATE, parser_found(p, p->v), NULL);
        return NULL;
    }
    parser_next(p);
    parser_next(p);
    struct node *x = NULL;
    if (!parser_at(p, TK_RPAREN) || kind != AGGR_COUNT) {
        p->aggregates = false; /* no aggregate of an aggregate */
        x = parse_expr(p);
        p->aggregates = true;
        if (!x)
            return NULL;
    }
    struct span end = p->v->span;
    if (parser_at_word(p, K_OVER)) {
        parser_complain(p, D_VTL_OUTSIDE, "over", NULL);
        return NULL;
    }
    if (!parser_expect(p, TK_RPAREN))
        return NULL;
    struct node *n = parser_node(p, N_AGGR, span_join(start.span, end));
    n->builtin = (int16_t)kind;
    return parser_adopt(p, n, &x, x ? 1 : 0);
}

static struct node *parse_if(struct parser *p)
{
    struct token start = *p->v;
    struct node *kids[3];
    parser_next(p);
    if (!(kids[0] = parse_expr(p)) || !parser_expect_word(p, K_THEN) || !(kids[1] = parse_expr(p)))
        return NULL;
    if (!parser_at_word(p, K_ELSE)) {
        parser_complain(p, D_VTL_ELSE, "if", parser_found(p, p->v));
        return NULL;
    }
    parser_next(p);
    if (!(kids[2] = parse_expr(p)))
        return NULL;
    return parser_adopt(p, parser_node(p, N_IF, span_join(start.span, kids[2]->span)), kids, 3);
}

static struct node *parse_case(struct parser *p)
{
    struct token start = *p->v;
    struct nodes l = {0};
    struct node *n = NULL, *x;
    parser_next(p);
    if (!parser_at_word(p, K_WHEN) && !parser_expect_word(p, K_WHEN))
        return NULL;
    bool ok = true;
    while (ok && parser_accept_word(p, K_WHEN)) {
        ok = (x = parse_expr(p)) != NULL;
        if (ok)
            nodes_add(&l, x);
        ok = ok && parser_expect_word(p, K_THEN) && (x = parse_expr(p)) != NULL;
        if (ok)
            nodes_add(&l, x);
    }
    if (ok && !parser_at_word(p, K_ELSE)) {
        parser_complain(p, D_VTL_ELSE, "case", parser_found(p, p->v));
        ok = false;
    }
    if (ok) {
        parser_next(p);
        x = parse_expr(p);
        if (x) {
            nodes_add(&l, x);
            n = parser_adopt(p, parser_node(p, N_CASE, span_join(start.span, x->span)), l.v, l.n);
        }
    }
    mem_free(l.v);
    return n;
}

/* A word that goes on with or ends what stands before it: an expression is missing in front of it. */
static bool at_continuation(const struct parser *p)
{
    static const enum keyword words[] = {K_THEN, K_ELSE, K_END, K_ERRORCODE, K_ERRORLEVEL, K_IS, K_AND, K_OR, K_XOR, K_IN,
        K_NOT_IN, K_GROUP, K_HAVING, K_DEFINE, K_NONE};
    return parser_at_any(p, words);
}

/* A keyword where an expression should begin. */
static struct node *parse_keyword(struct parser *p)
{
    bool call = p->v[1].kind == TK_LPAREN;
    struct str s = parser_text(p, p->v);
    struct node *n;
    if (call && p->word && p->word(p, &n))
        return n;
    if (parser_at_word(p, K_IF))
        return parse_if(p);
    if (parser_at_word(p, K_CASE))
        return parse_case(p);
    if (at_literal(p))
        return parse_literal(p);
    if (parser_at_word(p, K_CAST))
        return parse_cast(p, false);
    if (call && vtl_builtin_find(s) >= 0)
        return parse_call(p);
    if (call && aggr_find(s) >= 0)
        return parse_aggregate(p, aggr_find(s));
    if (parser_at_word(p, K_WHEN))
        parser_complain(p, D_VTL_WHEN, NULL, NULL);
    else if (at_continuation(p))
        parser_complain(p, D_VTL_EXPECTED_EXPRESSION, parser_found(p, p->v), NULL);
    else if (call)
        parser_complain(p, D_VTL_OUTSIDE, parser_found(p, p->v), NULL);
    else if (vtl_builtin_find(s) >= 0)
        parser_complain(p, D_VTL_FUNCTION, parser_found(p, p->v), NULL);
    else
        parser_complain(p, D_VTL_RESERVED, parser_found(p, p->v), NULL);
    return NULL;
}

static struct node *parse_operand(struct parser *p)
{
    if (parser_at(p, TK_KEYWORD))
        return parse_keyword(p);
    if (at_literal(p))
        return parse_literal(p);
    if (parser_at(p, TK_NAME) || parser_at(p, TK_QUOTED)) {
        if (p->v[1].kind == TK_LPAREN)
            return parse_call(p);
        struct node *n = parser_node(p, N_NAME, p->v->span);
        n->name = parser_unquoted(p, p->v);
        parser_next(p);
        return n;
    }
    if (parser_accept(p, TK_LPAREN)) {
        struct node *n = parse_expr(p);
        return n && parser_expect(p, TK_RPAREN) ? n : NULL;
    }
    parser_complain(p, D_VTL_EXPECTED_EXPRESSION, parser_found(p, p->v), NULL);
    return NULL;
}

static struct node *parse_primary(struct parser *p)
{
    struct node *n = parse_operand(p);
    return n && p->behind ? p->behind(p, n) : n;
}

static struct node *parse_binary(struct parser *p, int least);

static struct node *parse_unary_inner(struct parser *p)
{
    struct token start = *p->v;
    int op = parser_at(p, TK_PLUS) ? OP_POS : parser_at(p, TK_MINUS) ? OP_NEG : parser_at_word(p, K_NOT) ? OP_NOT : -1;
    if (op < 0)
        return parse_primary(p);
    parser_next(p);
    struct node *x = parse_binary(p, op_precedence(OP_NEG));
    if (!x)
        return NULL;
    struct node *n = parser_node(p, N_UNARY, span_join(start.span, x->span));
    n->op = (uint8_t)op;
    return parser_adopt(p, n, &x, 1);
}

/* Guards the recursion: everything nested passes here. */
static struct node *parse_unary(struct parser *p)
{
    if (p->depth >= AST_DEPTH_MAX) {
        parser_complain(p, D_VTL_DEEP, diag_num(AST_DEPTH_MAX), NULL);
        return NULL;
    }
    p->depth++;
    struct node *n = parse_unary_inner(p);
    p->depth--;
    return n;
}

int parse_binary_op(const struct parser *p)
{
    static const struct {
        uint16_t kind;
        int16_t op;
    } symbols[] = {{TK_TIMES, OP_MUL}, {TK_SLASH, OP_DIV}, {TK_PLUS, OP_ADD}, {TK_MINUS, OP_SUB}, {TK_CONCAT, OP_CONCAT},
        {TK_EQ, OP_EQ}, {TK_NE, OP_NE}, {TK_LT, OP_LT}, {TK_LE, OP_LE}, {TK_GT, OP_GT}, {TK_GE, OP_GE}};
    for (size_t i = 0; i < sizeof symbols / sizeof symbols[0]; i++)
        if (p->v->kind == symbols[i].kind)
            return symbols[i].op;
    if (parser_at(p, TK_KEYWORD))
        switch (p->v->keyword) {
        case K_AND: return OP_AND;
        case K_OR: return OP_OR;
        case K_XOR: return OP_XOR;
        case K_IN: return OP_IN;
        case K_NOT_IN: return OP_NOT_IN;
        default: break;
        }
    return -1;
}

/* `{` constant, ... `}` behind x in. */
static struct node *parse_set(struct parser *p, struct node *x, int op)
{
    struct nodes l = {0};
    struct node *n = NULL;
    nodes_add(&l, x);
    parser_next(p);
    bool ok = true;
    if (parser_at(p, TK_RBRACE)) {
        parser_complain(p, D_VTL_SET_EMPTY, NULL, NULL);
        ok = false;
    }
    while (ok) {
        struct node *c = parser_at_word(p, K_CAST) ? parse_cast(p, true) : parse_constant(p, D_VTL_SET_CONSTANT);
        ok = c != NULL;
        if (ok && (c->kind == N_CAST ? c->kids[0] : c)->value->null) {
            parser_complain_at(p, D_VTL_SET_NULL, c->span, NULL, NULL);
            ok = false;
        }
        if (ok)
            nodes_add(&l, c);
        if (!ok || !parser_accept(p, TK_COMMA))
            break;
    }
    struct span end = p->v->span;
    if (ok && parser_expect(p, TK_RBRACE)) {
        n = parser_node(p, N_IN, span_join(x->span, end));
        n->op = (uint8_t)op;
        n = parser_adopt(p, n, l.v, l.n);
    }
    mem_free(l.v);
    return n;
}

static struct node *parse_in(struct parser *p, struct node *x, int op)
{
    if (parser_at(p, TK_LBRACE))
        return parse_set(p, x, op);
    struct name name;
    if (!parser_name(p, &name))
        return NULL;
    struct node *n = parser_node(p, N_DOMAIN, span_join(x->span, name.span));
    n->op = (uint8_t)op;
    n->name = name.text;
    return parser_adopt(p, n, &x, 1);
}

/* Behind an =, which is taken: is it the first half of == => =< of other languages? Complains then. */
static bool complain_doubled(struct parser *p)
{
    const char *write = parser_at(p, TK_EQ) ? "=" : parser_at(p, TK_GT) ? ">=" : parser_at(p, TK_LT) ? "<=" : NULL;
    struct span before = p->v[-1].span;
    if (!write || before.to != p->v->span.from)
        return false;
    parser_complain_at(p, D_VTL_WRITE_INSTEAD, span_join(before, p->v->span), write, NULL);
    return true;
}

/* Binary operators of at least this precedence, left associative. */
static struct node *parse_binary(struct parser *p, int least)
{
    struct node *x = parse_unary(p);
    while (x) {
        int op = parse_binary_op(p);
        if (op < 0 || op_precedence((enum op)op) < least)
            break;
        parser_next(p);
        if (op == OP_EQ && complain_doubled(p))
            return NULL;
        if (op == OP_IN || op == OP_NOT_IN) {
            x = parse_in(p, x, op);
            continue;
        }
        struct node *kids[2] = {x, parse_binary(p, op_precedence((enum op)op) + 1)};
        if (!kids[1])
            return NULL;
        struct node *n = parser_node(p, N_BINARY, span_join(x->span, kids[1]->span));
        n->op = (uint8_t)op;
        x = parser_adopt(p, n, kids, 2);
    }
    return x;
}

struct node *parse_expr(struct parser *p)
{
    return parse_binary(p, 1);
}

void parse_tail(struct parser *p, const char *wanted)
{
    if (parser_complain_case(p))
        return;
    if (parser_at_word(p, K_BETWEEN))
        parser_complain(p, D_VTL_WRITE_INSTEAD, "between(x, low, high)", NULL);
    else if (parser_at_word(p, K_IS))
        parser_complain(p, D_VTL_WRITE_INSTEAD, "isnull(x)", NULL);
    else if (parser_at(p, TK_HASH) || parser_at(p, TK_LBRACKET))
        parser_complain(p, D_VTL_OUTSIDE, parser_found(p, p->v), NULL);
    else
        parser_complain(p, D_VTL_EXPECTED, wanted, parser_found(p, p->v));
}
