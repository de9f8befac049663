/* SPDX-License-Identifier: Apache-2.0 */
#include "starter/steps.h"

#include <string.h>

#include "base/buf.h"
#include "base/mem.h"

enum { STEPS_MOST = 30 };

static const char xml_uri[] = "http://www.w3.org/XML/1998/namespace";

/* Is there an element without a namespace? Then no namespace can go without a prefix. */
static bool has_bare(const struct outline *s)
{
    for (int i = 1; i < s->keys.n; i++)
        if (!s->nodes[i].attribute && !outline_uri(s, i).n)
            return true;
    return false;
}

/* Does an attribute stand in the namespace? It needs a prefix of its own. */
static bool has_attribute(const struct outline *s, int ns)
{
    for (int i = 1; i < s->keys.n; i++)
        if (s->nodes[i].attribute && s->namespace_of[s->nodes[i].name] == ns)
            return true;
    return false;
}

static bool good_prefix(struct str p)
{
    for (size_t i = 0; i < p.n; i++)
        if ((unsigned char)p.p[i] < 0x21 || strchr("/[]@='\"()|*:#\\", p.p[i]))
            return false;
    return p.n > 0 && p.n < 40;
}

void steps_prefixes(struct draft *d)
{
    const struct outline *s = d->outline;
    struct intern taken = {0};
    bool bare = has_bare(s);
    d->prefixes = mem_array((size_t)s->n_namespaces + 1, sizeof *d->prefixes);
    for (int i = 0; i < s->n_namespaces; i++) {
        struct str prefix = s->namespaces[i].prefix;
        if (str_is(s->namespaces[i].uri, xml_uri)) {
            d->prefixes[i] = STR("xml");
            continue;
        }
        bool plain = !prefix.n && !bare && intern_find(&taken, STR("-")) < 0 && !has_attribute(s, i);
        struct buf b = {0};
        buf_str(&b, plain ? STR("-") : good_prefix(prefix) ? prefix : STR("n"));
        size_t stem = b.n;
        for (int k = 2; intern_find(&taken, buf_slice(&b)) >= 0 || (!plain && str_is(buf_slice(&b), "xml")); k++) {
            b.n = stem;
            buf_int(&b, k);
        }
        intern_add(&taken, buf_slice(&b));
        d->prefixes[i] = arena_str(&d->text, buf_slice(&b));
        buf_free(&b);
    }
    intern_free(&taken);
}

static void put_step(const struct draft *d, int node, struct buf *b)
{
    const struct outline *s = d->outline;
    int ns = s->namespace_of[s->nodes[node].name];
    if (s->nodes[node].attribute)
        buf_char(b, '@');
    if (ns >= 0 && !str_is(d->prefixes[ns], "-")) {
        buf_str(b, d->prefixes[ns]);
        buf_char(b, ':');
    }
    buf_str(b, outline_local(s, node));
}

static void put_steps(const struct draft *d, int from, int to, struct buf *b)
{
    if (to == from)
        return;
    if (d->outline->nodes[to].parent != from)
        put_steps(d, from, d->outline->nodes[to].parent, b);
    if (b->n || from == 0)
        buf_char(b, '/');
    put_step(d, to, b);
}

/* Is the node the main record, or inside it? */
static bool in_main(const struct draft *d, int node)
{
    int record = d->n_tables ? d->tables[0].node : -1;
    while (node > 0 && node != record)
        node = d->outline->nodes[node].parent;
    return node == record;
}

struct str steps_path(struct draft *d, int from, int to)
{
    struct buf b = {0};
    put_steps(d, from, to, &b);
    if (from == to)
        buf_char(&b, '.');
    if (from == 0 && d->other_root >= 0 && in_main(d, to)) {
        struct buf other = {0};
        buf_char(&other, '/');
        put_step(d, d->other_root, &other);
        if (to != d->tables[0].node)
            buf_char(&other, '/');
        struct buf rest = {0};
        put_steps(d, d->tables[0].node, to, &rest);
        buf_puts(&b, " | ");
        buf_str(&b, buf_slice(&other));
        buf_str(&b, buf_slice(&rest));
        buf_free(&rest);
        buf_free(&other);
    }
    struct str path = arena_str(&d->text, buf_slice(&b));
    buf_free(&b);
    return path;
}

static int count_steps(struct str path)
{
    int n = 1;
    for (size_t i = 0; i < path.n; i++)
        n += path.p[i] == '/';
    return n;
}

/* position() of a record some steps above, position(..) of the one above that. */
static struct str position_above(struct draft *d, struct str path, int up)
{
    struct buf b = {0};
    size_t inside = sizeof "position(" - 1;
    struct str old = {path.p + inside, path.n - inside - 1};
    buf_puts(&b, "position(");
    for (int i = 0; i < up; i++)
        buf_puts(&b, i ? "/.." : "..");
    if (old.n) {
        buf_char(&b, '/');
        buf_str(&b, old);
    }
    buf_char(&b, ')');
    struct str s = arena_str(&d->text, buf_slice(&b));
    buf_free(&b);
    return s;
}

struct str steps_inherited(struct draft *d, int below, int table, const struct draft_var *v)
{
    if (str_starts(v->path, STR("/")))
        return v->path;
    const struct outline *s = d->outline;
    struct buf b = {0};
    int up = s->nodes[d->tables[below].node].depth - s->nodes[d->tables[table].node].depth;
    if (str_starts(v->path, STR("position(")))
        return position_above(d, v->path, up);
    if (up + count_steps(v->path) > STEPS_MOST && v->node >= 0) {
        put_steps(d, 0, v->node, &b);
    } else {
        for (int i = 0; i < up; i++)
            buf_puts(&b, i ? "/.." : "..");
        if (!str_is(v->path, ".")) {
            buf_char(&b, '/');
            buf_str(&b, v->path);
        }
    }
    struct str path = arena_str(&d->text, buf_slice(&b));
    buf_free(&b);
    return path;
}
