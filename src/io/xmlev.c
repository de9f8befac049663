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

static void join(struct buf *b, struct str uri, struct str local)
{
    buf_str(b, uri);
    buf_char(b, '\n');
    buf_str(b, local);
}

int vocab_add(struct vocab *v, struct str uri, struct str local)
{
    struct buf b = {0};
    join(&b, uri, local);
    int name = intern_add(&v->names, buf_slice(&b));
    buf_free(&b);
    return name;
}

int vocab_find(const struct vocab *v, struct str uri, struct str local, bool attribute)
{
    struct buf b = {0};
    join(&b, uri, local);
    int name = intern_find(&v->names, buf_slice(&b));
    buf_free(&b);
    if (name < 0)
        return attribute && (str_is(uri, xsi) || str_is(uri, xml)) ? XML_IGNORED : XML_UNKNOWN;
    return name;
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
