/* SPDX-License-Identifier: Apache-2.0 */
#include "read/scope.h"

#include <string.h>

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Takes blanks, a name, '=' and a value in quotes off the front. Returns false where there is none. */
static bool next_attribute(struct str *s, struct str *name, struct str *value)
{
    size_t i = 0, from;
    while (i < s->n && is_blank(s->p[i]))
        i++;
    for (from = i; i < s->n && !is_blank(s->p[i]) && s->p[i] != '=' && s->p[i] != '>' && s->p[i] != '/'; i++)
        ;
    *name = (struct str){s->p + from, i - from};
    while (i < s->n && (is_blank(s->p[i]) || s->p[i] == '='))
        i++;
    if (name->n == 0 || i >= s->n || (s->p[i] != '"' && s->p[i] != '\''))
        return false;
    const char *close = memchr(s->p + i + 1, s->p[i], s->n - i - 1);
    if (!close)
        return false;
    *value = (struct str){s->p + i + 1, (size_t)(close - s->p) - i - 1};
    *s = (struct str){close + 1, s->n - (size_t)(close + 1 - s->p)};
    return true;
}

/* What a start tag binds the prefix to (empty: the default); false: it says nothing. */
static bool binds(struct str tag, struct str prefix, struct str *uri)
{
    struct str name, value, rest = tag;
    size_t i = 0;
    while (i < rest.n && !is_blank(rest.p[i]) && rest.p[i] != '>' && rest.p[i] != '/')
        i++;
    rest = (struct str){rest.p + i, rest.n - i};
    while (next_attribute(&rest, &name, &value)) {
        bool plain = str_is(name, "xmlns") && prefix.n == 0;
        bool prefixed = prefix.n && str_starts(name, STR("xmlns:")) && str_eq((struct str){name.p + 6, name.n - 6}, prefix);
        if (!plain && !prefixed)
            continue;
        *uri = value;
        return true;
    }
    return false;
}

struct str scope_namespace(const struct xml_doc *doc, struct str tag, struct str raw)
{
    struct str local, uri, prefix = str_cut(raw, ':', &local);
    if (!local.p)
        prefix = STR("");
    if (binds(tag, prefix, &uri))
        return uri;
    for (int i = doc->depth; i-- > 0;)
        if (binds(doc->open[i].raw, prefix, &uri))
            return uri;
    return STR("");
}
