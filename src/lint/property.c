/* SPDX-License-Identifier: Apache-2.0 */
#include "lint/property.h"

#include <string.h>

#include "base/buf.h"
#include "value/regex.h"

/* A property as it stands in a pattern: \p{...}, \P{...}, \pL. */
struct property {
    struct str whole;
    char sign;              /* p or P */
    bool negated;           /* \p{^...} */
    struct str kind, name;  /* of \p{kind:name}; kind is empty where there is none */
};

/* As PCRE2 compares names: without case, spaces, hyphens, underscores. */
static bool same_name(struct str name, const char *plain)
{
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        if (strchr(" _-", c))
            continue;
        if ((c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c) != *plain++)
            return false;
    }
    return *plain == '\0';
}

static bool is_one_of(struct str name, const char *const *list)
{
    for (; *list; list++)
        if (same_name(name, *list))
            return true;
    return false;
}

/* Unicode promises that these sets stay (Xuc is PCRE2's: all but most of ASCII). */
static bool is_fixed(const struct property *x)
{
    static const char *const fixed[] = {"any", "ascii", "cc", "co", "cs", "ahex", "asciihexdigit", "nchar",
                                        "noncharactercodepoint", "patws", "patternwhitespace", "xuc", NULL};
    return !x->kind.n && is_one_of(x->name, fixed);
}

static bool is_kind(const struct property *x, const char *brief, const char *full)
{
    return same_name(x->kind, brief) || same_name(x->kind, full);
}

/* The property as the script of each character: \p{sc:Han} of \p{Han}. */
static void as_script(const struct property *x, struct buf *to)
{
    buf_printf(to, "\\%c{%ssc:%.*s}", x->sign, x->negated ? "^" : "", (int)x->name.n, x->name.p);
}

/* PCRE2 knows which bare names are scripts. */
static bool is_script(struct str text)
{
    struct buf why = {0};
    size_t offset;
    struct regex *re = regex_compile(text, &offset, &why);
    bool known = re != NULL;
    regex_free(re);
    buf_free(&why);
    return known;
}

static void judge(const struct property *x, struct loc loc)
{
    if (is_fixed(x))
        return;
    struct buf script = {0};
    as_script(x, &script);
    const char *found = diag_str(x->whole);
    if (is_kind(x, "sc", "script"))
        diag(D_LINT_SCRIPT_GROWS, loc, found);
    else if (is_kind(x, "scx", "scriptextensions") || (!x->kind.n && is_script(buf_slice(&script))))
        diag(D_LINT_SCRIPT, loc, found, diag_str(buf_slice(&script)));
    else
        diag(D_LINT_PROPERTY, loc, found);
    buf_free(&script);
}

/* Reads the property that begins at i, with its backslash. Returns the byte behind it. */
static size_t read_property(struct str s, size_t i, struct property *x)
{
    struct str rest = {s.p + i + 2, s.n - i - 2}, after, value;
    *x = (struct property){.sign = s.p[i + 1]};
    if (rest.n && rest.p[0] == '{') {
        x->name = str_trim(str_cut((struct str){rest.p + 1, rest.n - 1}, '}', &after));
        i = after.p ? (size_t)(after.p - s.p) : s.n;
    } else {
        x->name = (struct str){rest.p, rest.n > 0};
        i = i + 2 + x->name.n;
    }
    x->whole = (struct str){rest.p - 2, (size_t)(s.p + i - (rest.p - 2))};
    if (x->name.n && x->name.p[0] == '^') {
        x->negated = true;
        x->name = str_trim((struct str){x->name.p + 1, x->name.n - 1});
    }
    struct str kind = str_cut(x->name, memchr(x->name.p, ':', x->name.n) ? ':' : '=', &value);
    if (value.p) {
        x->kind = str_trim(kind);
        x->name = str_trim(value);
    }
    return i;
}

/* The byte behind \Q...\E, in which nothing has a meaning. */
static size_t behind_quote(struct str s, size_t i)
{
    for (i += 2; i + 1 < s.n; i++)
        if (s.p[i] == '\\' && s.p[i + 1] == 'E')
            return i + 2;
    return s.n;
}

/* Is there the same before i? */
static bool said_before(struct str s, size_t i, struct str whole)
{
    for (size_t k = 0; k + whole.n <= i; k++)
        if (memcmp(s.p + k, whole.p, whole.n) == 0)
            return true;
    return false;
}

void property_look(struct str s, struct loc loc)
{
    static const char ucp[] = "(*UCP)";
    struct property x;
    for (size_t i = 0; i < s.n;) {
        struct str rest = {s.p + i, s.n - i};
        char escaped = rest.p[0] == '\\' && rest.n > 1 ? rest.p[1] : 0;
        if (escaped == 'p' || escaped == 'P') {
            size_t behind = read_property(s, i, &x);
            if (!said_before(s, i, x.whole))
                judge(&x, loc);
            i = behind;
        } else if (escaped == 'Q') {
            i = behind_quote(s, i);
        } else if (escaped) {
            if (escaped == 'X')
                diag(D_LINT_PROPERTY, loc, "\\X");
            i += 2;
        } else {
            if (str_starts(rest, str_of(ucp)))
                diag(D_LINT_PROPERTY, loc, ucp);
            i++;
        }
    }
}
