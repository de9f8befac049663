#include "vtl/parse.h"

#include "base/mem.h"
#include "vtl/builtin.h"
#include "vtl/lex.h"

struct parser {
    struct arena *a;
    const struct source *s;
    const struct token *first, *v; /* of all tokens; the current one */
    int depth;             /* of the recursion */
    int errors;
    bool aggregates;       /* may sum(x) stand here? */
};

/* ---- tokens ---- */

static struct str text_of(const struct parser *p, const struct token *t)
{
    return source_text(p->s, t->span);
}

static bool at(const struct parser *p, enum token_kind kind)
{
    return p->v->kind == kind;
}

static bool at_word(const struct parser *p, enum keyword k)
{
    return p->v->kind == TK_KEYWORD && p->v->keyword == k;
}

static void next(struct parser *p)
{
    if (p->v->kind != TK_END)
        p->v++;
}

static bool accept(struct parser *p, enum token_kind kind)
{
    if (!at(p, kind))
        return false;
    next(p);
    return true;
}

static bool accept_word(struct parser *p, enum keyword k)
{
    if (!at_word(p, k))
        return false;
    next(p);
    return true;
}

/* What a message calls a token. */
static const char *found(const struct parser *p, const struct token *t)
{
    if (t->kind == TK_END)
        return diag_lang() == LANG_ZH ? "文件结尾" : "the end";
    return diag_str(text_of(p, t));
}

static bool may_complain(struct parser *p)
{
    if (p->errors++ < VTL_ERRORS_MAX)
        return true;
    if (p->errors == VTL_ERRORS_MAX + 1)
        diag(D_VTL_TOO_MANY, source_loc(p->s, p->v->span));
    return false;
}

static void complain_at(struct parser *p, enum diag_id id, struct span span, const char *a, const char *b)
{
    if (may_complain(p))
        diag(id, source_loc(p->s, span), a, b);
}

/* About the current token; where the text has ended, behind the last one. */
static void complain(struct parser *p, enum diag_id id, const char *a, const char *b)
{
    struct span span = p->v->span;
    if (at(p, TK_END) && p->v > p->first)
        span.from = span.to = p->v[-1].span.to;
    complain_at(p, id, span, a, b);
}

/* A name spelled like a keyword in other letters, such as AND: the likely cause of the fault here. */
static bool complain_case(struct parser *p)
{
    if (!at(p, TK_NAME))
        return false;
    struct str s = text_of(p, p->v);
    char lower[32];
    if (s.n >= sizeof lower)
        return false;
    for (size_t i = 0; i < s.n; i++)
        lower[i] = s.p[i] >= 'A' && s.p[i] <= 'Z' ? (char)(s.p[i] + 32) : s.p[i];
    struct str l = {lower, s.n};
    if (str_eq(l, s) || keyword_find(l) == K_NONE)
        return false;
    complain(p, D_VTL_KEYWORD_CASE, diag_str(s), diag_str(l));
    return true;
}

static bool expect(struct parser *p, enum token_kind kind)
{
    if (accept(p, kind))
        return true;
    if (!complain_case(p))
        complain(p, D_VTL_EXPECTED, symbol_text(kind), found(p, p->v));
    return false;
}

static bool expect_word(struct parser *p, enum keyword k)
{
    if (accept_word(p, k))
        return true;
    if (!complain_case(p))
        complain(p, D_VTL_EXPECTED, keyword_text(k), found(p, p->v));
    return false;
}

/* ---- names and nodes ---- */

static struct str unquoted(const struct parser *p, const struct token *t)
{
    struct str s = text_of(p, t);
    return t->kind == TK_QUOTED ? (struct str){s.p + 1, s.n - 2} : s;
}

static bool parse_name(struct parser *p, struct name *n)
{
    if (at(p, TK_NAME) || at(p, TK_QUOTED)) {
        *n = (struct name){unquoted(p, p->v), p->v->span};
        next(p);
        return true;
    }
    if (at(p, TK_KEYWORD))
        complain(p, D_VTL_RESERVED, found(p, p->v), NULL);
    else
        complain(p, D_VTL_EXPECTED_NAME, found(p, p->v), NULL);
    return false;
}

static struct node *node(struct parser *p, enum node_kind kind, struct span span)
{
    struct node *n = arena_array(p->a, 1, sizeof *n);
    n->kind = (uint8_t)kind;
    n->builtin = -1;
    n->depth = 1;
    n->span = span;
    return n;
}

/* Gives a node its kids; complains and returns NULL when the tree becomes too deep. */
static struct node *adopt(struct parser *p, struct node *n, struct node *const kids[], size_t count)
{
    n->kids = arena_array(p->a, count, sizeof *n->kids);
    n->n = (uint32_t)count;
    for (size_t i = 0; i < count; i++) {
        n->kids[i] = kids[i];
        if (kids[i]->depth >= n->depth)
            n->depth = (uint16_t)(kids[i]->depth + 1);
    }
    if (n->depth <= AST_DEPTH_MAX)
        return n;
    complain_at(p, D_VTL_DEEP, n->span, diag_num(AST_DEPTH_MAX), NULL);
    return NULL;
}

static struct span join(struct span a, struct span b)
{
    return (struct span){a.from, b.to};
}

/* A list of nodes that grows while it is parsed. */
struct nodes {
    struct node **v;
    size_t n, cap;
};

static void nodes_add(struct nodes *l, struct node *n)
{
    l->v = mem_grow(l->v, &l->cap, l->n + 1, sizeof *l->v);
    l->v[l->n++] = n;
}

/* ---- constants ---- */

static struct node *constant(struct parser *p, struct span span, struct value v)
{
    struct node *n = node(p, N_CONST, span);
    struct value *copy = arena_alloc(p->a, sizeof *copy);
    *copy = v;
    n->value = copy;
    return n;
}

static struct node *parse_number(struct parser *p, bool minus, struct span span)
{
    struct dec d;
    if (dec_parse(&d, text_of(p, p->v)) != DEC_OK) {
        complain(p, D_VTL_NUMBER_LARGE, found(p, p->v), NULL);
        return NULL;
    }
    if (minus)
        d = dec_neg(&d);
    enum vtype type = at(p, TK_INTEGER) ? T_INTEGER : T_NUMBER;
    next(p);
    return constant(p, span, value_of_dec(type, d));
}

static bool at_literal(const struct parser *p)
{
    return at(p, TK_INTEGER) || at(p, TK_NUMBER) || at(p, TK_STRING) || at_word(p, K_TRUE) || at_word(p, K_FALSE) ||
           at_word(p, K_NULL);
}

/* A literal without sign; the caller has seen that one stands here. */
static struct node *parse_literal(struct parser *p)
{
    struct span span = p->v->span;
    if (at(p, TK_INTEGER) || at(p, TK_NUMBER))
        return parse_number(p, false, span);
    struct value v = value_null(T_NULL);
    struct str s = text_of(p, p->v);
    if (at(p, TK_STRING))
        v = value_of_str((struct str){s.p + 1, s.n - 2});
    else if (!at_word(p, K_NULL))
        v = value_of_tri(tri_of(at_word(p, K_TRUE)));
    next(p);
    return constant(p, span, v);
}

/* A constant with an optional sign: errorcode, default, the members of a set. */
static struct node *parse_constant(struct parser *p, enum diag_id otherwise)
{
    struct span span = p->v->span;
    if (at(p, TK_PLUS) || at(p, TK_MINUS)) {
        bool minus = at(p, TK_MINUS);
        next(p);
        if (at(p, TK_INTEGER) || at(p, TK_NUMBER))
            return parse_number(p, minus, join(span, p->v->span));
    } else if (at_literal(p)) {
        return parse_literal(p);
    }
    if (!complain_case(p))
        complain(p, otherwise, found(p, p->v), NULL);
    return NULL;
}

/* ---- expressions ---- */

static struct node *parse_expr(struct parser *p, int least);

static struct node *sub_expr(struct parser *p)
{
    return parse_expr(p, 1);
}

static bool parse_type(struct parser *p, enum vtype *t)
{
    if ((at(p, TK_KEYWORD) || at(p, TK_NAME)) && vtype_find(text_of(p, p->v), t)) {
        next(p);
        return true;
    }
    complain(p, D_VTL_EXPECTED_TYPE, found(p, p->v), NULL);
    return false;
}

static struct node *parse_cast(struct parser *p, bool constant_only)
{
    struct token start = *p->v;
    next(p);
    if (!expect(p, TK_LPAREN))
        return NULL;
    struct node *x = constant_only ? parse_constant(p, D_VTL_SET_CONSTANT) : sub_expr(p);
    enum vtype to;
    if (!x || !expect(p, TK_COMMA) || !parse_type(p, &to))
        return NULL;
    const struct value *mask = NULL;
    if (accept(p, TK_COMMA)) {
        if (!at(p, TK_STRING)) {
            complain(p, D_VTL_EXPECTED_STRING, found(p, p->v), NULL);
            return NULL;
        }
        mask = parse_literal(p)->value;
    }
    struct span end = p->v->span;
    if (!expect(p, TK_RPAREN))
        return NULL;
    struct node *n = node(p, N_CAST, join(start.span, end));
    n->to = (uint8_t)to;
    n->value = mask;
    return adopt(p, n, &x, 1);
}

/* Arguments up to the closing parenthesis, which is taken; *end is its place. */
static bool parse_arguments(struct parser *p, struct nodes *l, struct span *end)
{
    if (!at(p, TK_RPAREN)) {
        do {
            struct node *x;
            if (at(p, TK_OMIT)) {
                x = node(p, N_OMIT, p->v->span);
                next(p);
            } else {
                x = sub_expr(p);
            }
            if (!x)
                return false;
            nodes_add(l, x);
        } while (accept(p, TK_COMMA));
    }
    *end = p->v->span;
    return expect(p, TK_RPAREN);
}

static bool arguments_fit(struct parser *p, const struct node *n)
{
    const struct builtin *b = vtl_builtin(n->builtin);
    int least = vtl_builtin_least(b), most = vtl_builtin_most(b);
    if ((int)n->n < least || (int)n->n > most) {
        const char *range = least == most ? diag_num(least) : arena_printf(p->a, "%d-%d", least, most);
        if (may_complain(p))
            diag(D_VTL_ARGUMENTS, source_loc(p->s, n->span), b->name, range, diag_num(n->n));
        return false;
    }
    for (uint32_t i = 0; i < n->n; i++) {
        if (n->kids[i]->kind == N_OMIT && (int)i < least) {
            complain_at(p, D_VTL_OMITTED, n->kids[i]->span, b->name, NULL);
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
    next(p);
    next(p);
    struct node *n = NULL;
    if (parse_arguments(p, &l, &end)) {
        n = node(p, N_CALL, join(start.span, end));
        n->name = unquoted(p, &start);
        n->builtin = (int16_t)(start.kind == TK_KEYWORD ? vtl_builtin_find(n->name) : -1);
        n = adopt(p, n, l.v, l.n);
        if (n && n->builtin >= 0 && !arguments_fit(p, n))
            n = NULL;
    }
    mem_free(l.v);
    return n;
}

static struct node *parse_aggregate(struct parser *p, int kind)
{
    struct token start = *p->v;
    if (!p->aggregates) {
        complain(p, D_VTL_AGGREGATE, found(p, p->v), NULL);
        return NULL;
    }
    next(p);
    next(p);
    struct node *x = NULL;
    if (!at(p, TK_RPAREN) || kind != AGGR_COUNT) {
        p->aggregates = false; /* no aggregate of an aggregate */
        x = sub_expr(p);
        p->aggregates = true;
        if (!x)
            return NULL;
    }
    struct span end = p->v->span;
    if (at_word(p, K_OVER)) {
        complain(p, D_VTL_OUTSIDE, "over", NULL);
        return NULL;
    }
    if (!expect(p, TK_RPAREN))
        return NULL;
    struct node *n = node(p, N_AGGR, join(start.span, end));
    n->builtin = (int16_t)kind;
    return adopt(p, n, &x, x ? 1 : 0);
}

static struct node *parse_if(struct parser *p)
{
    struct token start = *p->v;
    struct node *kids[3];
    next(p);
    if (!(kids[0] = sub_expr(p)) || !expect_word(p, K_THEN) || !(kids[1] = sub_expr(p)))
        return NULL;
    if (!at_word(p, K_ELSE)) {
        complain(p, D_VTL_ELSE, "if", found(p, p->v));
        return NULL;
    }
    next(p);
    if (!(kids[2] = sub_expr(p)))
        return NULL;
    return adopt(p, node(p, N_IF, join(start.span, kids[2]->span)), kids, 3);
}

static struct node *parse_case(struct parser *p)
{
    struct token start = *p->v;
    struct nodes l = {0};
    struct node *n = NULL, *x;
    next(p);
    if (!at_word(p, K_WHEN) && !expect_word(p, K_WHEN))
        return NULL;
    bool ok = true;
    while (ok && accept_word(p, K_WHEN)) {
        ok = (x = sub_expr(p)) != NULL;
        if (ok)
            nodes_add(&l, x);
        ok = ok && expect_word(p, K_THEN) && (x = sub_expr(p)) != NULL;
        if (ok)
            nodes_add(&l, x);
    }
    if (ok && !at_word(p, K_ELSE)) {
        complain(p, D_VTL_ELSE, "case", found(p, p->v));
        ok = false;
    }
    if (ok) {
        next(p);
        x = sub_expr(p);
        if (x) {
            nodes_add(&l, x);
            n = adopt(p, node(p, N_CASE, join(start.span, x->span)), l.v, l.n);
        }
    }
    mem_free(l.v);
    return n;
}

/* A word that goes on with or ends what stands before it: an expression is missing in front of it. */
static bool at_continuation(const struct parser *p)
{
    static const enum keyword words[] = {K_THEN, K_ELSE, K_END, K_ERRORCODE, K_ERRORLEVEL, K_IS, K_AND, K_OR, K_XOR, K_IN,
        K_NOT_IN, K_GROUP, K_HAVING, K_DEFINE};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (at_word(p, words[i]))
            return true;
    return false;
}

/* A keyword where an expression should begin. */
static struct node *parse_keyword(struct parser *p)
{
    bool call = p->v[1].kind == TK_LPAREN;
    struct str s = text_of(p, p->v);
    if (at_word(p, K_IF))
        return parse_if(p);
    if (at_word(p, K_CASE))
        return parse_case(p);
    if (at_literal(p))
        return parse_literal(p);
    if (at_word(p, K_CAST))
        return parse_cast(p, false);
    if (call && vtl_builtin_find(s) >= 0)
        return parse_call(p);
    if (call && aggr_find(s) >= 0)
        return parse_aggregate(p, aggr_find(s));
    if (at_word(p, K_WHEN))
        complain(p, D_VTL_WHEN, NULL, NULL);
    else if (at_continuation(p))
        complain(p, D_VTL_EXPECTED_EXPRESSION, found(p, p->v), NULL);
    else if (call)
        complain(p, D_VTL_OUTSIDE, found(p, p->v), NULL);
    else if (vtl_builtin_find(s) >= 0)
        complain(p, D_VTL_FUNCTION, found(p, p->v), NULL);
    else
        complain(p, D_VTL_RESERVED, found(p, p->v), NULL);
    return NULL;
}

static struct node *parse_primary(struct parser *p)
{
    if (at(p, TK_KEYWORD))
        return parse_keyword(p);
    if (at_literal(p))
        return parse_literal(p);
    if (at(p, TK_NAME) || at(p, TK_QUOTED)) {
        if (p->v[1].kind == TK_LPAREN)
            return parse_call(p);
        struct node *n = node(p, N_NAME, p->v->span);
        n->name = unquoted(p, p->v);
        next(p);
        return n;
    }
    if (accept(p, TK_LPAREN)) {
        struct node *n = sub_expr(p);
        return n && expect(p, TK_RPAREN) ? n : NULL;
    }
    complain(p, D_VTL_EXPECTED_EXPRESSION, found(p, p->v), NULL);
    return NULL;
}

static struct node *parse_unary_inner(struct parser *p)
{
    struct token start = *p->v;
    int op = at(p, TK_PLUS) ? OP_POS : at(p, TK_MINUS) ? OP_NEG : at_word(p, K_NOT) ? OP_NOT : -1;
    if (op < 0)
        return parse_primary(p);
    next(p);
    struct node *x = parse_expr(p, op_precedence(OP_NEG));
    if (!x)
        return NULL;
    struct node *n = node(p, N_UNARY, join(start.span, x->span));
    n->op = (uint8_t)op;
    return adopt(p, n, &x, 1);
}

/* Guards the recursion: everything nested passes here. */
static struct node *parse_unary(struct parser *p)
{
    if (p->depth >= AST_DEPTH_MAX) {
        complain(p, D_VTL_DEEP, diag_num(AST_DEPTH_MAX), NULL);
        return NULL;
    }
    p->depth++;
    struct node *n = parse_unary_inner(p);
    p->depth--;
    return n;
}

/* The binary operator that stands here, or -1. */
static int binary_op(const struct parser *p)
{
    static const struct {
        uint16_t kind;
        int16_t op;
    } symbols[] = {{TK_TIMES, OP_MUL}, {TK_SLASH, OP_DIV}, {TK_PLUS, OP_ADD}, {TK_MINUS, OP_SUB}, {TK_CONCAT, OP_CONCAT},
        {TK_EQ, OP_EQ}, {TK_NE, OP_NE}, {TK_LT, OP_LT}, {TK_LE, OP_LE}, {TK_GT, OP_GT}, {TK_GE, OP_GE}};
    for (size_t i = 0; i < sizeof symbols / sizeof symbols[0]; i++)
        if (p->v->kind == symbols[i].kind)
            return symbols[i].op;
    if (at(p, TK_KEYWORD))
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
    next(p);
    bool ok = true;
    if (at(p, TK_RBRACE)) {
        complain(p, D_VTL_SET_EMPTY, NULL, NULL);
        ok = false;
    }
    while (ok) {
        struct node *c = at_word(p, K_CAST) ? parse_cast(p, true) : parse_constant(p, D_VTL_SET_CONSTANT);
        ok = c != NULL;
        if (ok && (c->kind == N_CAST ? c->kids[0] : c)->value->null) {
            complain_at(p, D_VTL_SET_NULL, c->span, NULL, NULL);
            ok = false;
        }
        if (ok)
            nodes_add(&l, c);
        if (!ok || !accept(p, TK_COMMA))
            break;
    }
    struct span end = p->v->span;
    if (ok && expect(p, TK_RBRACE)) {
        n = node(p, N_IN, join(x->span, end));
        n->op = (uint8_t)op;
        n = adopt(p, n, l.v, l.n);
    }
    mem_free(l.v);
    return n;
}

static struct node *parse_in(struct parser *p, struct node *x, int op)
{
    if (at(p, TK_LBRACE))
        return parse_set(p, x, op);
    struct name name;
    if (!parse_name(p, &name))
        return NULL;
    struct node *n = node(p, N_DOMAIN, join(x->span, name.span));
    n->op = (uint8_t)op;
    n->name = name.text;
    return adopt(p, n, &x, 1);
}

/* Behind an =, which is taken: is it the first half of == => =< of other languages? Complains then. */
static bool complain_doubled(struct parser *p)
{
    const char *write = at(p, TK_EQ) ? "=" : at(p, TK_GT) ? ">=" : at(p, TK_LT) ? "<=" : NULL;
    struct span before = p->v[-1].span;
    if (!write || before.to != p->v->span.from)
        return false;
    complain_at(p, D_VTL_WRITE_INSTEAD, join(before, p->v->span), write, NULL);
    return true;
}

/* Binary operators of at least this precedence, left associative. */
static struct node *parse_expr(struct parser *p, int least)
{
    struct node *x = parse_unary(p);
    while (x) {
        int op = binary_op(p);
        if (op < 0 || op_precedence((enum op)op) < least)
            break;
        next(p);
        if (op == OP_EQ && complain_doubled(p))
            return NULL;
        if (op == OP_IN || op == OP_NOT_IN) {
            x = parse_in(p, x, op);
            continue;
        }
        struct node *kids[2] = {x, parse_expr(p, op_precedence((enum op)op) + 1)};
        if (!kids[1])
            return NULL;
        struct node *n = node(p, N_BINARY, join(x->span, kids[1]->span));
        n->op = (uint8_t)op;
        x = adopt(p, n, kids, 2);
    }
    return x;
}

/* ---- rules ---- */

/* What stands behind a complete expression but cannot: the common slips get a message of their own. */
static void complain_tail(struct parser *p, const char *wanted)
{
    if (complain_case(p))
        return;
    if (at_word(p, K_BETWEEN))
        complain(p, D_VTL_WRITE_INSTEAD, "between(x, low, high)", NULL);
    else if (at_word(p, K_IS))
        complain(p, D_VTL_WRITE_INSTEAD, "isnull(x)", NULL);
    else if (at(p, TK_HASH) || at(p, TK_LBRACKET))
        complain(p, D_VTL_OUTSIDE, found(p, p->v), NULL);
    else
        complain(p, D_VTL_EXPECTED, wanted, found(p, p->v));
}

static bool parse_error_constants(struct parser *p, struct rule_head *h)
{
    if (accept_word(p, K_ERRORCODE) && !(h->errorcode = parse_constant(p, D_VTL_EXPECTED_CONSTANT)))
        return false;
    if (accept_word(p, K_ERRORLEVEL) && !(h->errorlevel = parse_constant(p, D_VTL_EXPECTED_CONSTANT)))
        return false;
    if (at_word(p, K_ERRORCODE)) {
        complain(p, D_VTL_CODE_FIRST, NULL, NULL);
        return false;
    }
    return true;
}

/* The name in front of a rule, if there is one; `when` condition `then`, if there is one. */
static bool parse_head(struct parser *p, struct rule_head *h, int number)
{
    if (at(p, TK_INTEGER) && p->v[1].kind == TK_COLON) {
        complain(p, D_VTL_RULE_NUMBER, found(p, p->v), NULL);
        return false;
    }
    h->named = p->v[1].kind == TK_COLON;
    if (h->named) {
        if (!parse_name(p, &h->name))
            return false;
        next(p);
    } else {
        h->name.text = str_of(arena_printf(p->a, "%d", number));
        h->name.span = p->v->span;
    }
    if (!accept_word(p, K_WHEN))
        return true;
    return (h->when = sub_expr(p)) && expect_word(p, K_THEN);
}

static bool parse_dp_rule(struct parser *p, struct dp_rule *r, int number)
{
    struct span start = p->v->span;
    *r = (struct dp_rule){0};
    if (!parse_head(p, &r->head, number) || !(r->then = sub_expr(p)) || !parse_error_constants(p, &r->head))
        return false;
    r->head.span = join(start, p->v[-1].span);
    return true;
}

static bool parse_item_code(struct parser *p, struct hr_item *item)
{
    if (at(p, TK_INTEGER) || at(p, TK_NUMBER)) {
        item->code = (struct name){text_of(p, p->v), p->v->span};
        next(p);
        return true;
    }
    return parse_name(p, &item->code);
}

static bool parse_hr_item(struct parser *p, struct hr_item *item)
{
    *item = (struct hr_item){.minus = at(p, TK_MINUS)};
    if (at(p, TK_MINUS) || at(p, TK_PLUS))
        next(p);
    if (!parse_item_code(p, item))
        return false;
    if (!accept(p, TK_LBRACKET))
        return true;
    return (item->condition = sub_expr(p)) && expect(p, TK_RBRACKET);
}

static bool parse_relation(struct parser *p, enum op *relation)
{
    int op = binary_op(p);
    *relation = OP_EQ;
    if (op == OP_NE) {
        complain(p, D_VTL_HR_RELATION, NULL, NULL);
        return false;
    }
    if (op == OP_EQ || op == OP_LT || op == OP_LE || op == OP_GT || op == OP_GE) {
        *relation = (enum op)op;
        next(p);
    }
    return true; /* the grammar lets the relation be left out: it is = then */
}

static bool parse_hr_rule(struct parser *p, struct hr_rule *r, int number)
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
        if (!at(p, TK_PLUS) && !at(p, TK_MINUS))
            break;
    }
    if (r->n) {
        r->right = arena_array(p->a, (size_t)r->n, sizeof *right);
        memcpy(r->right, right, (size_t)r->n * sizeof *right);
    }
    mem_free(right);
    if (ok && (at(p, TK_TIMES) || at(p, TK_SLASH) || at(p, TK_LPAREN))) {
        complain(p, D_VTL_HR_LINEAR, found(p, p->v), NULL);
        return false;
    }
    if (!ok || !parse_error_constants(p, &r->head))
        return false;
    r->head.span = join(start, p->v[-1].span);
    return true;
}

/* Goes to the next `;` (not beyond), `end` or the end of the file. */
static void skip_rule(struct parser *p)
{
    while (!at(p, TK_END) && !at(p, TK_SEMICOLON) && !at_word(p, K_END) && !at_word(p, K_DEFINE))
        next(p);
}

/* The rules up to `end`. A faulty rule is skipped; the others are kept. */
static bool parse_rules(struct parser *p, struct statement *st)
{
    bool hier = st->kind == ST_HIERARCHY;
    size_t size = hier ? sizeof(struct hr_rule) : sizeof(struct dp_rule), cap = 0;
    char *v = NULL;
    int number = 1;
    if (at_word(p, K_END)) {
        complain(p, D_VTL_NO_RULE, NULL, NULL);
        return false;
    }
    for (;; number++) {
        v = mem_grow(v, &cap, (size_t)st->nrules + 1, size);
        void *r = v + (size_t)st->nrules * size;
        bool ok = hier ? parse_hr_rule(p, r, number) : parse_dp_rule(p, r, number);
        if (ok && !at(p, TK_SEMICOLON) && !at_word(p, K_END)) {
            complain_tail(p, hier ? "+ - ;" : ";");
            ok = false;
        }
        st->nrules += ok;
        if (!ok)
            skip_rule(p);
        if (!accept(p, TK_SEMICOLON))
            break;
        if (at_word(p, K_END)) {
            complain(p, D_VTL_SEMICOLON_END, NULL, NULL);
            break;
        }
    }
    void *kept = arena_array(p->a, (size_t)st->nrules, size);
    memcpy(kept, v, (size_t)st->nrules * size);
    mem_free(v);
    if (hier)
        st->hr = kept;
    else
        st->dp = kept;
    return at_word(p, K_END);
}

/* ---- statements ---- */

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
        ok = parse_name(p, &l.v[l.n]);
        l.n += ok;
    } while (ok && accept(p, TK_COMMA));
    *out = arena_array(p->a, l.n, sizeof **out);
    if (l.n)
        memcpy(*out, l.v, l.n * sizeof **out);
    *n = (int)l.n;
    mem_free(l.v);
    return ok;
}

static bool parse_sig_items(struct parser *p, struct statement *st)
{
    struct sig_item *v = NULL;
    size_t cap = 0;
    bool ok = true;
    do {
        v = mem_grow(v, &cap, (size_t)st->nsig + 1, sizeof *v);
        struct sig_item *item = &v[st->nsig];
        ok = parse_name(p, &item->name);
        item->alias = item->name.text;
        struct name alias;
        if (ok && accept_word(p, K_AS)) {
            ok = parse_name(p, &alias);
            item->alias = alias.text;
        }
        st->nsig += ok;
    } while (ok && accept(p, TK_COMMA));
    st->sig = arena_array(p->a, (size_t)st->nsig, sizeof *v);
    if (st->nsig)
        memcpy(st->sig, v, (size_t)st->nsig * sizeof *v);
    mem_free(v);
    return ok;
}

static bool parse_signature_kind(struct parser *p, struct statement *st)
{
    if (!at_word(p, K_VARIABLE) && !at_word(p, K_VALUEDOMAIN)) {
        complain(p, D_VTL_SIGNATURE, found(p, p->v), NULL);
        return false;
    }
    st->valuedomain = at_word(p, K_VALUEDOMAIN);
    next(p);
    return true;
}

static bool parse_signature(struct parser *p, struct statement *st)
{
    if (!expect(p, TK_LPAREN))
        return false;
    if (st->kind == ST_DATAPOINT && accept(p, TK_RPAREN)) /* an empty signature, as of VTL 2.2 */
        return true;
    if (!parse_signature_kind(p, st))
        return false;
    if (st->kind == ST_DATAPOINT)
        return (at(p, TK_RPAREN) || parse_sig_items(p, st)) && expect(p, TK_RPAREN);
    if (accept_word(p, K_CONDITION) && !parse_sig_items(p, st))
        return false;
    return expect_word(p, K_RULE) && parse_name(p, &st->rule_item) && expect(p, TK_RPAREN);
}

static bool parse_ruleset(struct parser *p, struct statement *st, enum keyword word)
{
    next(p);
    if (!expect_word(p, K_RULESET) || !parse_name(p, &st->name) || !parse_signature(p, st) || !expect_word(p, K_IS) ||
        !parse_rules(p, st))
        return false;
    return expect_word(p, K_END) && expect_word(p, word) && expect_word(p, K_RULESET);
}

static bool parse_param(struct parser *p, struct param *q)
{
    *q = (struct param){0};
    if (!parse_name(p, &q->name))
        return false;
    if (at_word(p, K_DATASET) || at_word(p, K_COMPONENT) || at_word(p, K_SET) || at_word(p, K_MEASURE) ||
        at_word(p, K_SCALAR)) {
        complain(p, D_VTL_SCALAR_ONLY, found(p, p->v), NULL);
        return false;
    }
    if (!parse_type(p, &q->type))
        return false;
    if (at(p, TK_LBRACKET) || at(p, TK_LBRACE) || at(p, TK_LT)) {
        complain(p, D_VTL_OUTSIDE, found(p, p->v), NULL);
        return false;
    }
    return !accept_word(p, K_DEFAULT) || (q->fallback = parse_constant(p, D_VTL_EXPECTED_CONSTANT));
}

static bool parse_params(struct parser *p, struct statement *st)
{
    struct param *v = NULL;
    size_t cap = 0;
    bool ok = expect(p, TK_LPAREN);
    if (ok && !at(p, TK_RPAREN)) {
        do {
            v = mem_grow(v, &cap, (size_t)st->nparams + 1, sizeof *v);
            ok = parse_param(p, &v[st->nparams]);
            st->nparams += ok;
        } while (ok && accept(p, TK_COMMA));
    }
    st->params = arena_array(p->a, (size_t)st->nparams, sizeof *v);
    if (st->nparams)
        memcpy(st->params, v, (size_t)st->nparams * sizeof *v);
    mem_free(v);
    return ok && expect(p, TK_RPAREN);
}

static bool parse_operator(struct parser *p, struct statement *st)
{
    next(p);
    st->returns = -1;
    if (!parse_name(p, &st->name) || !parse_params(p, st))
        return false;
    if (accept_word(p, K_RETURNS)) {
        enum vtype t;
        if (at_word(p, K_DATASET) || at_word(p, K_COMPONENT)) {
            complain(p, D_VTL_SCALAR_ONLY, found(p, p->v), NULL);
            return false;
        }
        if (!parse_type(p, &t))
            return false;
        st->returns = (int)t;
    }
    if (!expect_word(p, K_IS) || !(st->body = sub_expr(p)))
        return false;
    if (!at_word(p, K_END)) {
        complain_tail(p, "end");
        return false;
    }
    next(p);
    return expect_word(p, K_OPERATOR);
}

static bool parse_define(struct parser *p, struct statement *st)
{
    next(p);
    if (at_word(p, K_DATAPOINT)) {
        st->kind = ST_DATAPOINT;
        return parse_ruleset(p, st, K_DATAPOINT);
    }
    if (at_word(p, K_HIERARCHICAL)) {
        st->kind = ST_HIERARCHY;
        return parse_ruleset(p, st, K_HIERARCHICAL);
    }
    if (at_word(p, K_OPERATOR)) {
        st->kind = ST_OPERATOR;
        return parse_operator(p, st);
    }
    complain(p, D_VTL_DEFINE, found(p, p->v), NULL);
    return false;
}

static void parse_output(struct parser *p, struct statement *st)
{
    static const enum keyword words[] = {K_INVALID, K_ALL, K_ALL_MEASURES};
    for (int i = 0; i < 3; i++) {
        if (accept_word(p, words[i])) {
            st->has_output = true;
            st->output = (enum check_output)i;
            return;
        }
    }
}

static void parse_mode(struct parser *p, struct statement *st)
{
    for (int i = 0; i < MODE_KINDS; i++) {
        if (at(p, TK_KEYWORD) && str_is(text_of(p, p->v), mode_name((enum hr_mode)i))) {
            st->has_mode = true;
            st->mode = (enum hr_mode)i;
            next(p);
            return;
        }
    }
}

static bool parse_check(struct parser *p, struct statement *st)
{
    bool hier = at_word(p, K_CHECK_HIERARCHY);
    st->kind = hier ? ST_CHECK_HIERARCHY : ST_CHECK_DATAPOINT;
    next(p);
    if (!expect(p, TK_LPAREN) || !parse_name(p, &st->dataset))
        return false;
    if (hier && accept(p, TK_HASH) && !parse_name(p, &st->measure))
        return false;
    if (!expect(p, TK_COMMA) || !parse_name(p, &st->ruleset))
        return false;
    if (accept_word(p, hier ? K_CONDITION : K_COMPONENTS) && !parse_names(p, &st->components, &st->ncomponents))
        return false;
    if (hier) {
        if (accept_word(p, K_RULE) && !parse_name(p, &st->check_rule))
            return false;
        parse_mode(p, st);
        st->has_input = at_word(p, K_DATASET) || at_word(p, K_DATASET_PRIORITY);
        st->dataset_priority = at_word(p, K_DATASET_PRIORITY);
        if (st->has_input)
            next(p);
    }
    parse_output(p, st);
    return expect(p, TK_RPAREN);
}

static int parse_role(struct parser *p)
{
    static const struct {
        enum keyword word;
        enum role role;
    } roles[] = {{K_IDENTIFIER, ROLE_IDENTIFIER}, {K_MEASURE, ROLE_MEASURE}, {K_ATTRIBUTE, ROLE_ATTRIBUTE}};
    accept_word(p, K_VIRAL);
    for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++)
        if (accept_word(p, roles[i].word))
            return (int)roles[i].role;
    return -1;
}

static bool parse_clause_item(struct parser *p, const struct clause *c, struct clause_item *item)
{
    *item = (struct clause_item){.role = -1};
    if (c->kind == CLAUSE_FILTER)
        return (item->expr = sub_expr(p)) != NULL;
    if (c->kind == CLAUSE_CALC || c->kind == CLAUSE_AGGR)
        item->role = parse_role(p);
    if (!parse_name(p, &item->name))
        return false;
    if (c->kind == CLAUSE_RENAME)
        return expect_word(p, K_TO) && parse_name(p, &item->second);
    if (c->kind == CLAUSE_KEEP || c->kind == CLAUSE_DROP)
        return true;
    if (!expect(p, TK_ASSIGN))
        return false;
    if (c->kind == CLAUSE_CALC)
        return (item->expr = sub_expr(p)) != NULL;
    if (!at(p, TK_KEYWORD) || aggr_find(text_of(p, p->v)) < 0 || p->v[1].kind != TK_LPAREN) {
        complain(p, D_VTL_EXPECTED_AGGREGATE, found(p, p->v), NULL);
        return false;
    }
    p->aggregates = true;
    item->expr = parse_aggregate(p, aggr_find(text_of(p, p->v)));
    p->aggregates = false;
    return item->expr != NULL;
}

static bool parse_grouping(struct parser *p, struct clause *c)
{
    if (!accept_word(p, K_GROUP))
        return true;
    c->grouped = true;
    c->except = at_word(p, K_EXCEPT);
    if (!c->except && !at_word(p, K_BY)) {
        complain(p, D_VTL_EXPECTED, "by", found(p, p->v));
        return false;
    }
    next(p);
    if (!parse_names(p, &c->group, &c->ngroup))
        return false;
    if (!accept_word(p, K_HAVING))
        return true;
    p->aggregates = true;
    c->having = sub_expr(p);
    p->aggregates = false;
    return c->having != NULL;
}

static bool parse_clause(struct parser *p, struct clause *c)
{
    static const enum keyword words[] = {K_CALC, K_FILTER, K_KEEP, K_DROP, K_RENAME, K_AGGR};
    struct span start = p->v->span;
    int kind = 0;
    next(p);
    *c = (struct clause){0};
    while (kind < 6 && !at_word(p, words[kind]))
        kind++;
    if (kind == 6) {
        complain(p, D_VTL_CLAUSE, found(p, p->v), NULL);
        return false;
    }
    next(p);
    c->kind = (enum clause_kind)kind;
    struct clause_item *v = NULL;
    size_t cap = 0;
    bool ok = true;
    do {
        v = mem_grow(v, &cap, (size_t)c->n + 1, sizeof *v);
        ok = parse_clause_item(p, c, &v[c->n]);
        c->n += ok;
    } while (ok && c->kind != CLAUSE_FILTER && accept(p, TK_COMMA));
    c->items = arena_array(p->a, (size_t)c->n, sizeof *v);
    if (c->n)
        memcpy(c->items, v, (size_t)c->n * sizeof *v);
    mem_free(v);
    ok = ok && (c->kind != CLAUSE_AGGR || parse_grouping(p, c));
    c->span = join(start, p->v->span);
    if (ok && !at(p, TK_RBRACKET)) {
        complain_tail(p, "]");
        return false;
    }
    return ok && expect(p, TK_RBRACKET);
}

static bool parse_clauses(struct parser *p, struct statement *st)
{
    struct clause *v = NULL;
    size_t cap = 0;
    bool ok = true;
    st->kind = ST_CLAUSES;
    if (p->v[1].kind != TK_LBRACKET) {
        complain(p, D_VTL_ASSIGNMENT, found(p, p->v), NULL);
        return false;
    }
    if (!parse_name(p, &st->dataset))
        return false;
    while (ok && at(p, TK_LBRACKET)) {
        v = mem_grow(v, &cap, (size_t)st->nclauses + 1, sizeof *v);
        ok = parse_clause(p, &v[st->nclauses]);
        st->nclauses += ok;
    }
    st->clauses = arena_array(p->a, (size_t)st->nclauses, sizeof *v);
    if (st->nclauses)
        memcpy(st->clauses, v, (size_t)st->nclauses * sizeof *v);
    mem_free(v);
    return ok;
}

static bool parse_statement(struct parser *p, struct statement *st)
{
    if (at_word(p, K_DEFINE))
        return parse_define(p, st);
    if (!at(p, TK_NAME) && !at(p, TK_QUOTED)) {
        complain(p, D_VTL_EXPECTED_STATEMENT, found(p, p->v), NULL);
        return false;
    }
    if (!parse_name(p, &st->name))
        return false;
    st->persistent = at(p, TK_LARROW);
    if (!accept(p, TK_LARROW) && !expect(p, TK_ASSIGN))
        return false;
    if (at_word(p, K_CHECK_DATAPOINT) || at_word(p, K_CHECK_HIERARCHY))
        return parse_check(p, st);
    if (at(p, TK_KEYWORD)) {
        complain(p, D_VTL_OUTSIDE, found(p, p->v), NULL);
        return false;
    }
    return parse_clauses(p, st);
}

/* After a fault: the token behind a `;` where a statement can begin. */
static void skip_statement(struct parser *p)
{
    for (; !at(p, TK_END); next(p)) {
        if (at_word(p, K_DEFINE) && p->v[-1].kind == TK_SEMICOLON)
            return;
        if (accept(p, TK_SEMICOLON) &&
            (at(p, TK_END) || at_word(p, K_DEFINE) ||
             ((at(p, TK_NAME) || at(p, TK_QUOTED)) && (p->v[1].kind == TK_ASSIGN || p->v[1].kind == TK_LARROW))))
            return;
        if (at(p, TK_END))
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
    while (!at(&p, TK_END) && p.errors <= VTL_ERRORS_MAX) {
        struct statement *st = statement_new(&p);
        struct span start = p.v->span;
        bool ok = parse_statement(&p, st);
        if (ok && !accept(&p, TK_SEMICOLON)) {
            complain_tail(&p, ";");
            ok = false;
        }
        if (!ok) {
            skip_statement(&p);
            continue;
        }
        st->span = join(start, p.v[-1].span);
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
    struct node *n = t.errors ? NULL : sub_expr(&p);
    if (n && !at(&p, TK_END)) {
        if (at_word(&p, K_END))
            complain(&p, D_VTL_NO_END, NULL, NULL);
        else
            complain_tail(&p, diag_lang() == LANG_ZH ? "运算符" : "an operator");
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
    if (ok && !at(&p, TK_END)) {
        complain_tail(&p, diag_lang() == LANG_ZH ? "运算符" : "an operator");
        ok = false;
    }
    mem_free(t.v);
    return ok ? st : NULL;
}
