/* SPDX-License-Identifier: Apache-2.0 */
#include "vtl/parser.h"

#include "base/mem.h"

bool parser_at_any(const struct parser *p, const enum keyword words[])
{
    for (size_t i = 0; words[i] != K_NONE; i++)
        if (parser_at_word(p, words[i]))
            return true;
    return false;
}

const char *parser_found(const struct parser *p, const struct token *t)
{
    if (t->kind == TK_END)
        return diag_lang() == LANG_ZH ? "文件结尾" : "the end";
    return diag_str(parser_text(p, t));
}

bool parser_may_complain(struct parser *p)
{
    if (p->errors++ < VTL_ERRORS_MAX)
        return true;
    if (p->errors == VTL_ERRORS_MAX + 1)
        diag(D_VTL_TOO_MANY, source_loc(p->s, p->v->span));
    return false;
}

void parser_complain_at(struct parser *p, enum diag_id id, struct span span, const char *a, const char *b)
{
    if (parser_may_complain(p))
        diag(id, source_loc(p->s, span), a, b);
}

void parser_complain(struct parser *p, enum diag_id id, const char *a, const char *b)
{
    struct span span = p->v->span;
    if (parser_at(p, TK_END) && p->v > p->first)
        span.from = span.to = p->v[-1].span.to;
    parser_complain_at(p, id, span, a, b);
}

bool parser_complain_case(struct parser *p)
{
    if (!parser_at(p, TK_NAME))
        return false;
    struct str s = parser_text(p, p->v);
    char lower[32];
    if (s.n >= sizeof lower)
        return false;
    for (size_t i = 0; i < s.n; i++)
        lower[i] = s.p[i] >= 'A' && s.p[i] <= 'Z' ? (char)(s.p[i] + 32) : s.p[i];
    struct str l = {lower, s.n};
    if (str_eq(l, s) || keyword_find(l) == K_NONE)
        return false;
    parser_complain(p, D_VTL_KEYWORD_CASE, diag_str(s), diag_str(l));
    return true;
}

bool parser_expect(struct parser *p, enum token_kind kind)
{
    if (parser_accept(p, kind))
        return true;
    if (!parser_complain_case(p))
        parser_complain(p, D_VTL_EXPECTED, symbol_text(kind), parser_found(p, p->v));
    return false;
}

bool parser_expect_word(struct parser *p, enum keyword k)
{
    if (parser_accept_word(p, k))
        return true;
    if (!parser_complain_case(p))
        parser_complain(p, D_VTL_EXPECTED, keyword_text(k), parser_found(p, p->v));
    return false;
}

struct str parser_unquoted(const struct parser *p, const struct token *t)
{
    struct str s = parser_text(p, t);
    if (t->kind != TK_QUOTED)
        return s;
    s = (struct str){s.p + 1, s.n - 2};
    if (!p->datasets || !memchr(s.p, '\'', s.n))
        return s;
    char *copy = arena_alloc(p->a, s.n);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) { /* \' is ' */
        i += s.p[i] == '\\' && i + 1 < s.n && s.p[i + 1] == '\'';
        copy[n++] = s.p[i];
    }
    return (struct str){copy, n};
}

bool parser_name(struct parser *p, struct name *n)
{
    if (parser_at(p, TK_NAME) || parser_at(p, TK_QUOTED)) {
        *n = (struct name){parser_unquoted(p, p->v), p->v->span, false};
        parser_next(p);
        return true;
    }
    if (parser_at(p, TK_KEYWORD))
        parser_complain(p, D_VTL_RESERVED, parser_found(p, p->v), NULL);
    else
        parser_complain(p, D_VTL_EXPECTED_NAME, parser_found(p, p->v), NULL);
    return false;
}

struct node *parser_node(struct parser *p, enum node_kind kind, struct span span)
{
    struct node *n = arena_array(p->a, 1, sizeof *n);
    n->kind = (uint8_t)kind;
    n->builtin = -1;
    n->depth = 1;
    n->span = span;
    return n;
}

struct node *parser_adopt(struct parser *p, struct node *n, struct node *const kids[], size_t count)
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
    parser_complain_at(p, D_VTL_DEEP, n->span, diag_num(AST_DEPTH_MAX), NULL);
    return NULL;
}

void nodes_add(struct nodes *l, struct node *n)
{
    l->v = mem_grow(l->v, &l->cap, l->n + 1, sizeof *l->v);
    l->v[l->n++] = n;
}

void *parser_keep(struct parser *p, void *v, size_t n, size_t size)
{
    void *kept = arena_array(p->a, n, size);
    if (n)
        memcpy(kept, v, n * size);
    mem_free(v);
    return kept;
}
