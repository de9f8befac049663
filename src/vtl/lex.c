/* SPDX-License-Identifier: Apache-2.0 */
#include "vtl/lex.h"

#include "base/mem.h"
#include "base/utf8.h"

static const char *const symbols[TK_COUNT] = {
#define SYMBOL(id, spelling) [id] = spelling,
#define KEYWORD(id, spelling)
#include "vtl/token.def"
#undef SYMBOL
#undef KEYWORD
};

static const char *const keywords[K_KINDS] = {
    [K_NONE] = "",
#define SYMBOL(id, spelling)
#define KEYWORD(id, spelling) [id] = spelling,
#include "vtl/token.def"
#undef SYMBOL
#undef KEYWORD
};

const char *keyword_text(enum keyword k)
{
    return keywords[k];
}

const char *symbol_text(enum token_kind k)
{
    return symbols[k] ? symbols[k] : "";
}

enum keyword keyword_find(struct str text)
{
    int low = 1, high = K_KINDS - 1;
    while (low <= high) {
        int mid = (low + high) / 2;
        int c = str_cmp(text, str_of(keywords[mid]));
        if (c == 0)
            return (enum keyword)mid;
        if (c < 0)
            high = mid - 1;
        else
            low = mid + 1;
    }
    return K_NONE;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_name_char(char c)
{
    return is_letter(c) || is_digit(c) || c == '_' || c == '.';
}

bool name_is_plain(struct str name)
{
    if (name.n == 0 || !is_letter(name.p[0]))
        return false;
    for (size_t i = 1; i < name.n; i++)
        if (!is_name_char(name.p[i]))
            return false;
    return keyword_find(name) == K_NONE;
}

struct lexer {
    struct tokens *t;
    const struct source *s;
    const char *p, *end;
};

static struct span span_to(const struct lexer *x, const char *from, const char *to)
{
    return (struct span){(uint32_t)(from - x->s->text.p), (uint32_t)(to - x->s->text.p)};
}

static void complain(struct lexer *x, enum diag_id id, const char *from, const char *to, const char *what)
{
    if (x->t->errors++ < VTL_ERRORS_MAX)
        diag(id, source_loc(x->s, span_to(x, from, to)), what);
}

static void add(struct lexer *x, int kind, enum keyword k, const char *from, const char *to)
{
    struct tokens *t = x->t;
    t->v = mem_grow(t->v, &t->cap, t->n + 1, sizeof *t->v);
    t->v[t->n++] = (struct token){(uint16_t)kind, (uint16_t)k, span_to(x, from, to)};
    x->p = to;
}

static void skip_comment(struct lexer *x)
{
    const char *from = x->p;
    if (x->p[1] == '/') {
        const char *e = memchr(x->p, '\n', (size_t)(x->end - x->p));
        x->p = e ? e : x->end;
        return;
    }
    for (x->p += 2; x->p + 1 < x->end; x->p++) {
        if (x->p[0] == '*' && x->p[1] == '/') {
            x->p += 2;
            return;
        }
    }
    complain(x, D_VTL_OPEN_COMMENT, from, from + 2, NULL);
    x->p = x->end;
}

/* Behind the agency of an SDMX name: `:name(1.0)`, without blanks. Returns its end, or NULL where it is none; a function of that
 * name may stand behind the name of a rule. */
static const char *sdmx_end(const struct lexer *x, const char *p)
{
    const char *name = p + 1;
    if (!x->t->datasets || p >= x->end || *p != ':' || name >= x->end || !is_letter(*name))
        return NULL;
    for (p = name; p < x->end && is_name_char(*p);)
        p++;
    if (p >= x->end || *p != '(' || keyword_find((struct str){name, (size_t)(p - name)}))
        return NULL;
    const char *version = ++p;
    while (p < x->end && (is_digit(*p) || *p == '.'))
        p++;
    bool closed = p < x->end && *p == ')' && p > version;
    return closed && is_digit(p[-1]) && memchr(version, '.', (size_t)(p - version)) ? p + 1 : NULL;
}

/* A name, keyword, integer or number: the longest run of name characters decides. */
static void lex_word(struct lexer *x)
{
    const char *from = x->p, *p = from;
    size_t points = 0, digits = 0;
    const char *point = from;
    while (p < x->end && is_name_char(*p)) {
        if (*p == '.') {
            points++;
            point = p;
        }
        digits += is_digit(*p);
        p++;
    }
    size_t n = (size_t)(p - from);
    if (digits == n)
        add(x, TK_INTEGER, K_NONE, from, p);
    else if (points == 1 && digits == n - 1 && is_digit(*from) && point + 1 < p)
        add(x, TK_NUMBER, K_NONE, from, p);
    else {
        enum keyword k = keyword_find((struct str){from, n});
        const char *sdmx = k || !is_letter(*from) ? NULL : sdmx_end(x, p);
        add(x, k ? TK_KEYWORD : TK_NAME, k, from, sdmx ? sdmx : p);
    }
}

/* The quote that closes; in names of 2.2 one behind \ does not. NULL where there is none. */
static const char *closing(const struct lexer *x, const char *from, char quote)
{
    for (const char *p = from;; p++) {
        p = p < x->end ? memchr(p, quote, (size_t)(x->end - p)) : NULL;
        if (!p || !x->t->datasets || quote != '\'' || p == from || p[-1] != '\\')
            return p;
    }
}

/* "text" or 'name': anything up to the closing quote, line ends too. */
static void lex_quoted(struct lexer *x, char quote, int kind, enum diag_id open)
{
    const char *from = x->p;
    const char *e = closing(x, from + 1, quote);
    if (!e) {
        complain(x, open, from, from + 1, NULL);
        x->p = x->end;
        return;
    }
    if (kind == TK_QUOTED && e == from + 1)
        complain(x, D_VTL_EMPTY_NAME, from, e + 1, NULL);
    add(x, kind, K_NONE, from, e + 1);
}

static bool lex_symbol(struct lexer *x)
{
    for (int k = TK_OMIT + 1; k < TK_COUNT; k++) {
        size_t n = strlen(symbols[k]);
        if ((size_t)(x->end - x->p) >= n && memcmp(x->p, symbols[k], n) == 0) {
            add(x, k, K_NONE, x->p, x->p + n);
            return true;
        }
    }
    return false;
}

/* What an input method or a word processor writes for a symbol of VTL; NULL where it is none of these. */
static const char *meant(uint32_t cp)
{
    static const struct {
        uint32_t cp;
        const char *symbol;
    } table[] = {{0x2264, "<="}, {0x2266, "<="}, {0x2265, ">="}, {0x2267, ">="}, {0x2260, "<>"}, {0x00d7, "*"}, {0x00f7, "/"},
        {0x2212, "-"}, {0x2013, "-"}, {0x2014, "-"}, {0x3001, ","}, {0x201c, "\""}, {0x201d, "\""}, {0x2018, "'"},
        {0x2019, "'"}, {0xff0c, ","}, {0xff1b, ";"}, {0xff1a, ":"}, {0xff08, "("}, {0xff09, ")"}, {0xff1d, "="},
        {0xff1c, "<"}, {0xff1e, ">"}, {0xff0b, "+"}, {0xff0d, "-"}, {0xff0a, "*"}, {0xff0f, "/"}, {0xff02, "\""},
        {0xff07, "'"}, {0xff3b, "["}, {0xff3d, "]"}, {0xff5b, "{"}, {0xff5d, "}"}, {0xff03, "#"}};
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        if (table[i].cp == cp)
            return table[i].symbol;
    return utf8_is_space(cp) ? " " : NULL;
}

/* A symbol in another script: complains once and goes on as if the right one stood there. */
static void lex_meant(struct lexer *x, const char *symbol, const char *from, const char *to)
{
    x->p = to;
    if (*symbol == ' ') {
        complain(x, D_VTL_BLANK, from, to, NULL);
        return;
    }
    complain(x, D_VTL_WRITE_INSTEAD, from, to, symbol);
    if (*symbol == '"' || *symbol == '\'') { /* up to the quote that closes it, of whatever script */
        uint32_t cp;
        for (int n; x->p < x->end && *x->p != '\n' && (n = utf8_next(x->p, x->end, &cp)) > 0; x->p += n) {
            const char *close = cp < 0x80 ? NULL : meant(cp);
            if (cp == (uint32_t)*symbol || (close && *close == *symbol)) {
                x->p += n;
                break;
            }
        }
        add(x, TK_NAME, K_NONE, from, x->p);
        return;
    }
    for (int k = TK_OMIT + 1; k < TK_COUNT; k++)
        if (strcmp(symbols[k], symbol) == 0)
            add(x, k, K_NONE, from, to);
}

/* A name in another script, up to a blank or symbol. */
static void lex_foreign_name(struct lexer *x)
{
    const char *from = x->p;
    uint32_t cp;
    int n;
    while (x->p < x->end && (n = utf8_next(x->p, x->end, &cp)) > 0 && (cp < 0x80 ? is_name_char(*x->p) : !meant(cp)))
        x->p += n;
    complain(x, D_VTL_QUOTE_NAME, from, x->p, diag_str((struct str){from, (size_t)(x->p - from)}));
    add(x, TK_NAME, K_NONE, from, x->p);
}

/* What stands here is no token: says why, and skips it. */
static void lex_wrong(struct lexer *x)
{
    const char *from = x->p;
    uint32_t cp;
    int n = utf8_next(from, x->end, &cp);
    if (n > 1) {
        const char *symbol = meant(cp);
        if (symbol)
            lex_meant(x, symbol, from, from + n);
        else
            lex_foreign_name(x);
        return;
    }
    x->p++;
    if (*from == '_' || *from == '.') {
        while (x->p < x->end && is_name_char(*x->p))
            x->p++;
        bool number = *from == '.' && x->p > from + 1 && is_digit(from[1]);
        complain(x, number ? D_VTL_LEADING_ZERO : D_VTL_NAME_START, from, x->p,
                 diag_str((struct str){from, (size_t)(x->p - from)}));
        add(x, TK_NAME, K_NONE, from, x->p);
        return;
    }
    if (*from == '!' && x->p < x->end && *x->p == '=') {
        complain(x, D_VTL_WRITE_INSTEAD, from, ++x->p, "<>");
        add(x, TK_NE, K_NONE, from, x->p);
        return;
    }
    if (*from == '&' && x->p < x->end && *x->p == '&') {
        complain(x, D_VTL_WRITE_INSTEAD, from, ++x->p, "and");
        add(x, TK_KEYWORD, K_AND, from, x->p);
        return;
    }
    if (*from == '%' || *from == '^') {
        complain(x, D_VTL_WRITE_INSTEAD, from, x->p, *from == '%' ? "mod(x, y)" : "power(x, y)");
        add(x, TK_TIMES, K_NONE, from, x->p);
        return;
    }
    complain(x, D_VTL_BAD_CHARACTER, from, x->p, diag_str((struct str){from, (size_t)(x->p - from)}));
}

static bool is_omit(const struct lexer *x)
{
    return *x->p == '_' && (x->p + 1 == x->end || !is_name_char(x->p[1]));
}

void lex(struct tokens *t, const struct source *s)
{
    struct lexer x = {t, s, s->text.p, s->text.p + s->text.n};
    if (str_starts(s->text, STR("\xef\xbb\xbf")))
        x.p += 3;
    while (x.p < x.end) {
        char c = *x.p;
        if (c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f')
            x.p++;
        else if (c == '/' && x.p + 1 < x.end && (x.p[1] == '/' || x.p[1] == '*'))
            skip_comment(&x);
        else if (is_letter(c) || is_digit(c))
            lex_word(&x);
        else if (c == '"')
            lex_quoted(&x, '"', TK_STRING, D_VTL_OPEN_STRING);
        else if (c == '\'')
            lex_quoted(&x, '\'', TK_QUOTED, D_VTL_OPEN_NAME);
        else if (c == '_' && t->datasets && !is_omit(&x))
            lex_word(&x);
        else if (is_omit(&x))
            add(&x, TK_OMIT, K_NONE, x.p, x.p + 1);
        else if (!lex_symbol(&x))
            lex_wrong(&x);
    }
    for (int i = 0; i < 2; i++) /* the parser looks one token ahead */
        add(&x, TK_END, K_NONE, x.end, x.end);
}

bool lex_has_comment(struct str s)
{
    char quote = 0;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (quote)
            quote = c == quote ? 0 : quote;
        else if (c == '"' || c == '\'')
            quote = c;
        else if (c == '/' && i + 1 < s.n && (s.p[i + 1] == '/' || s.p[i + 1] == '*'))
            return true;
    }
    return false;
}
