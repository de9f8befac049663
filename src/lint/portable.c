/* SPDX-License-Identifier: Apache-2.0 */
#include "lint/portable.h"

#include "base/diag.h"
#include "base/mem.h"
#include "lint/property.h"
#include "vtl/builtin.h"
#include "vtl/lex.h"

/* Patterns */

static bool begins(struct str s, size_t i, const char *mark)
{
    return str_starts((struct str){s.p + i, s.n - i}, str_of(mark));
}

static bool is_backref(char c)
{
    return (c >= '1' && c <= '9') || c == 'k' || c == 'g';
}

static enum regex_extra group_extra(struct str s, size_t i)
{
    static const char *const looks[] = {"(?=", "(?!", "(?<=", "(?<!", "(?>"};
    for (size_t k = 0; k < sizeof looks / sizeof looks[0]; k++)
        if (begins(s, i, looks[k]))
            return REGEX_LOOKAROUND;
    return begins(s, i, "(?P=") ? REGEX_BACKREF : REGEX_PLAIN;
}

/* The end of a class [...] that begins at i; a ] that comes first is a member. */
static size_t class_end(struct str s, size_t i)
{
    i += begins(s, i, "[^") ? 2 : 1;
    for (size_t first = i; i < s.n && (s.p[i] != ']' || i == first); i++)
        i += s.p[i] == '\\';
    return i;
}

enum regex_extra portable_regex(struct str s)
{
    bool repeated = false; /* the character before repeats something */
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c == '+' && repeated)
            return REGEX_POSSESSIVE;
        repeated = c == '*' || c == '+' || c == '?' || c == '}';
        if (c == '\\') {
            i++;
            if (i < s.n && is_backref(s.p[i]))
                return REGEX_BACKREF;
        } else if (c == '[') {
            i = class_end(s, i);
        } else if (c == '(') {
            enum regex_extra e = group_extra(s, i);
            if (e != REGEX_PLAIN)
                return e;
        }
    }
    return REGEX_PLAIN;
}

/* Trees */

static bool is_null_constant(const struct node *n)
{
    return n->kind == N_CONST && n->value && n->value->null;
}

static void look_at_pattern(const struct source *s, const struct node *n)
{
    static const enum diag_id ids[] = {[REGEX_LOOKAROUND] = D_LINT_LOOKAROUND, [REGEX_BACKREF] = D_LINT_BACKREF,
                                       [REGEX_POSSESSIVE] = D_LINT_POSSESSIVE};
    if (n->kind != N_CONST || !n->value || n->value->null || n->value->type != T_STRING)
        return;
    enum regex_extra e = portable_regex(n->value->str);
    if (e != REGEX_PLAIN)
        diag(ids[e], source_loc(s, n->span));
    property_look(n->value->str, source_loc(s, n->span));
}

static void look_at_tree(const struct source *s, const struct node *n)
{
    if (!n)
        return;
    bool comparison = n->kind == N_BINARY && n->op >= OP_EQ && n->op <= OP_GE;
    if (comparison && (is_null_constant(n->kids[0]) || is_null_constant(n->kids[1])))
        diag(D_LINT_NULL, source_loc(s, n->span));
    if (n->kind == N_CALL && n->builtin == B_MATCH && n->n > 1)
        look_at_pattern(s, n->kids[1]);
    for (uint32_t i = 0; i < n->n; i++)
        look_at_tree(s, n->kids[i]);
}

static void look_at_clause(const struct source *s, const struct clause *c)
{
    for (int i = 0; i < c->n; i++)
        look_at_tree(s, c->items[i].expr);
    look_at_tree(s, c->having);
}

static void look_at_trees(const struct statement *st)
{
    const struct source *s = st->source;
    for (int i = 0; st->kind == ST_DATAPOINT && i < st->nrules; i++) {
        look_at_tree(s, st->dp[i].head.when);
        look_at_tree(s, st->dp[i].then);
    }
    for (int i = 0; st->kind == ST_HIERARCHY && i < st->nrules; i++) {
        look_at_tree(s, st->hr[i].head.when);
        for (int k = 0; k < st->hr[i].n; k++)
            look_at_tree(s, st->hr[i].right[k].condition);
    }
    look_at_tree(s, st->body);
    for (int i = 0; i < st->nclauses; i++)
        look_at_clause(s, &st->clauses[i]);
}

/* Words */

/* Can a value end with this token, so that a minus behind it subtracts? */
static bool ends_value(const struct token *t)
{
    return t->kind == TK_NAME || t->kind == TK_QUOTED || t->kind == TK_INTEGER || t->kind == TK_NUMBER ||
           t->kind == TK_RPAREN || t->kind == TK_RBRACKET;
}

static void look_at_words(const struct source *s)
{
    struct tokens t = {0};
    lex(&t, s);
    for (size_t i = 0; i < t.n; i++) {
        const struct token *x = &t.v[i];
        struct str text = source_text(s, x->span);
        if (x->kind == TK_NAME && text.p[0] >= '0' && text.p[0] <= '9')
            diag(D_LINT_DIGIT, source_loc(s, x->span), diag_str(text));
        bool number = x->kind == TK_INTEGER || x->kind == TK_NUMBER;
        if (number && i > 1 && x[-1].kind == TK_MINUS && x[-1].span.to == x->span.from && ends_value(&x[-2]))
            diag(D_LINT_MINUS, source_loc(s, x[-1].span));
    }
    mem_free(t.v);
}

void portable_rules(const struct rules *r)
{
    const struct source *seen = NULL; /* the statements of a file follow each other */
    for (int i = 0; i < rules_statements(r); i++) {
        const struct statement *st = rules_statement(r, i);
        if (st->source != seen)
            look_at_words(st->source);
        seen = st->source;
        look_at_trees(st);
    }
}
