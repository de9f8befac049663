/* SPDX-License-Identifier: Apache-2.0 */
#include "form/colpath.h"

#include <string.h>

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* Behind the alternative that begins at p: a '|' outside quotes and brackets, or the end. */
static const char *end_of(const char *p, const char *end)
{
    char quote = 0;
    int depth = 0;
    for (; p < end; p++) {
        if (quote)
            quote = *p == quote ? 0 : quote;
        else if (*p == '"' || *p == '\'')
            quote = *p;
        else if (*p == '(' || *p == '[')
            depth++;
        else if ((*p == ')' || *p == ']') && depth)
            depth--;
        else if (*p == '|' && !depth)
            break;
    }
    return p;
}

/* The texts between the brackets: "a", 'b' ... Returns false when they are written otherwise. */
static bool take_names(struct str s, struct buf *names)
{
    const char *p = s.p, *end = s.p + s.n;
    while (p < end) {
        while (p < end && is_blank(*p))
            p++;
        if (p == end)
            return true;
        char quote = *p++;
        const char *close = quote == '"' || quote == '\'' ? memchr(p, quote, (size_t)(end - p)) : NULL;
        if (!close || close == p)
            return false;
        buf_add(names, p, (size_t)(close - p));
        buf_char(names, '\n');
        for (p = close + 1; p < end && is_blank(*p); p++)
            ;
        if (p < end && *p++ != ',')
            return false;
    }
    return true;
}

/* Is it a call of that word? */
static bool is_call(struct str one, const char *word)
{
    size_t n = strlen(word);
    return one.n > n && memcmp(one.p, word, n) == 0 && one.p[n] == '(';
}

bool colpath_take(struct str path, const char *word, struct buf *names, struct buf *rest, bool *found)
{
    const char *end = path.p + path.n;
    *found = false;
    for (const char *p = path.p; p < end;) {
        const char *to = end_of(p, end);
        struct str one = str_trim((struct str){p, (size_t)(to - p)});
        if (is_call(one, word)) {
            size_t n = strlen(word) + 1;
            *found = true;
            if (one.p[one.n - 1] != ')' || !take_names((struct str){one.p + n, one.n - n - 1}, names))
                return false;
        } else {
            if (rest->n)
                buf_puts(rest, " | ");
            buf_str(rest, one);
        }
        p = to < end ? to + 1 : to;
    }
    return true;
}
