/* SPDX-License-Identifier: Apache-2.0 */
#include "starter/xsdregex.h"

#include "value/regex.h"

/* First characters of names, and all of them, but for the rarest. */
static const char name_first[] = "A-Z_a-z:\\x{C0}-\\x{D6}\\x{D8}-\\x{F6}\\x{F8}-\\x{2FF}\\x{370}-\\x{37D}\\x{37F}-\\x{1FFF}"
                                 "\\x{200C}\\x{200D}\\x{2070}-\\x{218F}\\x{2C00}-\\x{2FEF}\\x{3001}-\\x{D7FF}\\x{F900}-\\x{FDCF}"
                                 "\\x{FDF0}-\\x{FFFD}\\x{10000}-\\x{EFFFF}";
static const char name_more[] = "\\-.0-9\\x{B7}\\x{300}-\\x{36F}\\x{203F}\\x{2040}";

struct scan {
    const char *p, *end;
    struct buf *b;
};

/* An escape, behind its backslash; in_class: between brackets. */
static bool put_escape(struct scan *s, bool in_class)
{
    if (s->p == s->end)
        return false;
    char c = *s->p++;
    bool first = c == 'i' || c == 'I', more = c == 'c' || c == 'C';
    if (first || more) {
        bool negated = c == 'I' || c == 'C';
        if (in_class && negated)
            return false;
        buf_puts(s->b, in_class ? "" : negated ? "[^" : "[");
        buf_puts(s->b, name_first);
        buf_puts(s->b, more ? name_more : "");
        buf_puts(s->b, in_class ? "" : "]");
        return true;
    }
    if ((c == 'p' || c == 'P') && s->end - s->p > 2 && s->p[1] == 'I' && s->p[2] == 's')
        return false; /* a block */
    buf_char(s->b, '\\');
    buf_char(s->b, c);
    return true;
}

/* A class, behind its bracket. */
static bool put_class(struct scan *s)
{
    struct buf *out = s->b, own = {0}, without = {0};
    s->b = &own;
    buf_char(&own, '[');
    if (s->p < s->end && *s->p == '^')
        buf_char(&own, *s->p++);
    bool good = true, closed = false;
    while (good && !closed && s->p < s->end) {
        char c = *s->p++;
        if (c == '\\') {
            good = put_escape(s, true);
        } else if (c == '-' && s->p < s->end && *s->p == '[') {
            s->p++;
            s->b = &without;
            good = put_class(s);
            s->b = &own;
        } else if (c == ']') {
            closed = true;
        } else {
            buf_puts(&own, c == '[' ? "\\" : "");
            buf_char(&own, c);
        }
    }
    s->b = out;
    if (without.n) {
        buf_puts(out, "(?!");
        buf_str(out, buf_slice(&without));
        buf_char(out, ')');
    }
    buf_str(out, buf_slice(&own));
    buf_char(out, ']');
    buf_free(&own);
    buf_free(&without);
    return good && closed;
}

bool xsdregex_put(struct buf *b, struct str expression)
{
    struct scan s = {expression.p, expression.p + expression.n, b};
    size_t from = b->n, offset;
    bool good = true;
    while (good && s.p < s.end) {
        char c = *s.p++;
        if (c == '\\') {
            good = put_escape(&s, false);
        } else if (c == '[') {
            good = put_class(&s);
        } else {
            buf_puts(b, c == '^' || c == '$' ? "\\" : "");
            buf_char(b, c);
        }
    }
    if (!good)
        return false;
    struct buf why = {0};
    struct regex *re = regex_compile((struct str){b->p + from, b->n - from}, &offset, &why);
    buf_free(&why);
    regex_free(re);
    return re != NULL;
}
