/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lex: the text of a rule file becomes tokens.
 *
 * Audience: parse. All tokens are made at once. What cannot be a token is reported with its place and left out, or taken
 * for the symbol that was meant (a full-width one, != and the like), so that one run shows several faults.
 */
#ifndef EC_VTL_LEX_H
#define EC_VTL_LEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "vtl/source.h"

enum token_kind {
    TK_END,
    TK_NAME,    /* plain name */
    TK_QUOTED,  /* 'name'; the span includes the quotes */
    TK_KEYWORD, /* reserved word */
    TK_INTEGER,
    TK_NUMBER,
    TK_STRING,  /* the span includes the quotes */
    TK_OMIT,    /* _ */
#define SYMBOL(id, spelling) id,
#define KEYWORD(id, spelling)
#include "vtl/token.def"
#undef SYMBOL
#undef KEYWORD
    TK_COUNT
};

enum keyword {
    K_NONE,
#define SYMBOL(id, spelling)
#define KEYWORD(id, spelling) id,
#include "vtl/token.def"
#undef SYMBOL
#undef KEYWORD
    K_KINDS
};

struct token {
    uint16_t kind;    /* enum token_kind */
    uint16_t keyword; /* enum keyword, for TK_KEYWORD */
    struct span span;
};

/* datasets: the names of VTL 2.2, too: _name, 'it\'s', and AGENCY:NAME(1.0) of SDMX as one token. */
struct tokens {
    bool datasets;
    struct token *v; /* [n], the last two are TK_END: one may be looked at ahead; free with mem_free */
    size_t n, cap;
    int errors;      /* complaints made */
};

/* Reads all tokens of a source. Complains (at most VTL_ERRORS_MAX times) about what is none. */
void lex(struct tokens *t, const struct source *s);

/* The keyword that a text is, or K_NONE. */
enum keyword keyword_find(struct str text);

/* The spelling of a keyword, of a symbol. */
const char *keyword_text(enum keyword k);
const char *symbol_text(enum token_kind k);

/* Is the text a plain name that may stand without quotes (letter first, not reserved)? */
bool name_is_plain(struct str name);

enum { VTL_ERRORS_MAX = 20 }; /* complaints a file and stage */

/* Is there a comment in a program, outside strings and quoted names? */
bool lex_has_comment(struct str s);

#endif
