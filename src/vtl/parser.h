/* SPDX-License-Identifier: Apache-2.0 */
/*
 * parser: where the parser stands, its complaints, names and nodes.
 *
 * Audience: parse, parse_expr, parse_rules. The parser walks over the tokens of one source, which end in TK_END; what it
 * makes lives in the arena. Complaints are counted, and said up to VTL_ERRORS_MAX.
 */
#ifndef EC_VTL_PARSER_H
#define EC_VTL_PARSER_H

#include "vtl/ast.h"
#include "vtl/lex.h"

struct parser {
    struct arena *a;
    const struct source *s;
    const struct token *first, *v; /* of all tokens; the current one */
    int depth;             /* of the recursion */
    int errors;
    bool aggregates;       /* may sum(x) stand here? */
    bool datasets;         /* a program on data sets: its clauses, too */
    bool inside;           /* data sets: in a clause, where names are components */
    /* data sets: takes the operator of a keyword followed by ( where it is one of theirs (*n NULL after complaining), or
     * returns false; and takes # and [ behind an operand. NULL in other programs. */
    bool (*word)(struct parser *p, struct node **n);
    struct node *(*behind)(struct parser *p, struct node *x);
};

/* The text of a token. */
static inline struct str parser_text(const struct parser *p, const struct token *t)
{
    return source_text(p->s, t->span);
}

/* Is the current token of this kind? */
static inline bool parser_at(const struct parser *p, enum token_kind kind)
{
    return p->v->kind == kind;
}

/* Is it this keyword? */
static inline bool parser_at_word(const struct parser *p, enum keyword k)
{
    return p->v->kind == TK_KEYWORD && p->v->keyword == k;
}

/* Is it one of these keywords? The list ends with K_NONE. */
bool parser_at_any(const struct parser *p, const enum keyword words[]);

/* Goes to the next token; stays at the end. */
static inline void parser_next(struct parser *p)
{
    if (p->v->kind != TK_END)
        p->v++;
}

/* Takes the token if it is of this kind; says whether it was. */
static inline bool parser_accept(struct parser *p, enum token_kind kind)
{
    if (!parser_at(p, kind))
        return false;
    parser_next(p);
    return true;
}

/* Takes it if it is this keyword; says whether it was. */
static inline bool parser_accept_word(struct parser *p, enum keyword k)
{
    if (!parser_at_word(p, k))
        return false;
    parser_next(p);
    return true;
}

/* The same; complains and returns false if it was not. */
bool parser_expect(struct parser *p, enum token_kind kind);
bool parser_expect_word(struct parser *p, enum keyword k);

/* What a message calls a token. */
const char *parser_found(const struct parser *p, const struct token *t);

/* Counts a complaint. Returns false when there were too many to say it; the first of those is told. */
bool parser_may_complain(struct parser *p);

/* Complains about a place with up to two arguments. */
void parser_complain_at(struct parser *p, enum diag_id id, struct span span, const char *a, const char *b);

/* About the current token; where the text has ended, behind the last one. */
void parser_complain(struct parser *p, enum diag_id id, const char *a, const char *b);

/* Complains if the current token is a name spelled like a keyword in other letters, such as AND: the likely cause of the
 * fault here. Returns whether it is. */
bool parser_complain_case(struct parser *p);

/* The text of a name token without its quotes; in programs on data sets \' is a quote. */
struct str parser_unquoted(const struct parser *p, const struct token *t);

/* Takes a name, plain or quoted. Returns false after complaining. */
bool parser_name(struct parser *p, struct name *n);

/* A new node without kids. */
struct node *parser_node(struct parser *p, enum node_kind kind, struct span span);

/* Gives a node its kids. Returns the node; complains and returns NULL when the tree becomes too deep. */
struct node *parser_adopt(struct parser *p, struct node *n, struct node *const kids[], size_t count);

/* Moves a list of n elements that grew on the heap into the arena; v is freed. */
void *parser_keep(struct parser *p, void *v, size_t n, size_t size);

/* A list of nodes that grows while it is parsed; free v with mem_free. */
struct nodes {
    struct node **v;
    size_t n, cap;
};

/* Appends a node. */
void nodes_add(struct nodes *l, struct node *n);

/* From the beginning of one to the end of the other. */
static inline struct span span_join(struct span a, struct span b)
{
    return (struct span){a.from, b.to};
}

#endif
