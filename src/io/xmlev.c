/* SPDX-License-Identifier: Apache-2.0 */
#include "io/xmlev.h"

#include <string.h>

#include "base/buf.h"
#include "base/mem.h"

static const char xsi[] = "http://www.w3.org/2001/XMLSchema-instance";
static const char xml[] = "http://www.w3.org/XML/1998/namespace";

void vocab_start(struct vocab *v)
{
    vocab_add(v, str_of(xsi), STR("nil"));
}

void vocab_alias(struct vocab *v, struct str uri, struct str means)
{
    v->aliases = mem_grow(v->aliases, &v->cap_aliases, (size_t)v->n_aliases + 1, sizeof *v->aliases);
    v->aliases[v->n_aliases++] = (struct vocab_alias){uri, means};
}

static void join(const struct vocab *v, struct buf *b, struct str uri, struct str local)
{
    for (int i = 0; i < v->n_aliases; i++)
        if (str_eq(v->aliases[i].uri, uri)) {
            uri = v->aliases[i].means;
            break;
        }
    buf_str(b, uri);
    buf_char(b, '\n');
    buf_str(b, local);
}

int vocab_add(struct vocab *v, struct str uri, struct str local)
{
    struct buf b = {0};
    join(v, &b, uri, local);
    int name = intern_add(&v->names, buf_slice(&b));
    buf_free(&b);
    return name;
}

int vocab_find(const struct vocab *v, struct str uri, struct str local, bool attribute)
{
    struct buf b = {0};
    join(v, &b, uri, local);
    int name = intern_find(&v->names, buf_slice(&b));
    buf_free(&b);
    if (name < 0)
        return attribute && (str_is(uri, xsi) || str_is(uri, xml)) ? XML_IGNORED : XML_UNKNOWN;
    return name;
}

bool vocab_is_common(const struct vocab *v, int name)
{
    if (name < 0)
        return name == XML_IGNORED;
    struct str local, uri = str_cut(intern_name(&v->names, name), '\n', &local);
    return str_is(uri, xsi) || str_is(uri, xml);
}

struct str vocab_local(const struct vocab *v, int name)
{
    struct str s = intern_name(&v->names, name), local;
    str_cut(s, '\n', &local);
    return local;
}

void vocab_free(struct vocab *v)
{
    intern_free(&v->names);
    mem_free(v->aliases);
}

void xml_grow(struct xml_doc *d)
{
    d->open = mem_grow(d->open, &d->cap, (size_t)d->depth + 1, sizeof *d->open);
}

int xml_declarations(struct str raw)
{
    int n = 0;
    for (const char *p = raw.p, *end = raw.p + raw.n; end - p >= 5; p++) {
        p = memchr(p, 'x', (size_t)(end - p) - 4);
        if (!p)
            break;
        n += memcmp(p, "xmlns", 5) == 0;
    }
    return n;
}
