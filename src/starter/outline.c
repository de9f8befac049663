/* SPDX-License-Identifier: Apache-2.0 */
#include "starter/outline.h"

#include "base/mem.h"

struct open_element {
    int node;        /* -1: it has no place */
    uint64_t number;
    bool text, kids;
};

struct shaper {
    struct outline *s;
    struct open_element open[WALK_DEPTH + 2];
    int depth;
};

void outline_start(struct outline *s)
{
    vocab_start(&s->vocab);
    outline_child(s, -1, -1, false, true);
}

struct key {
    int parent, name, attribute;
};

int outline_child(struct outline *s, int parent, int name, bool attribute, bool make)
{
    struct key k = {parent, name, attribute};
    struct str key = {(const char *)&k, sizeof k};
    int node = intern_find(&s->keys, key);
    bool deep = parent >= 0 && s->nodes[parent].depth >= OUTLINE_DEPTH;
    if (node >= 0 || !make || s->keys.n >= OUTLINE_MOST || deep)
        return node;
    node = intern_add(&s->keys, key);
    s->nodes = mem_grow(s->nodes, &s->cap, (size_t)node + 1, sizeof *s->nodes);
    s->nodes[node] = (struct outline_node){.name = name, .parent = parent, .first = -1, .last = -1, .next = -1,
                                             .attribute = attribute};
    if (parent < 0)
        return node;
    struct outline_node *p = &s->nodes[parent];
    s->nodes[node].depth = p->depth + 1;
    *(p->first < 0 ? &p->first : &s->nodes[p->last].next) = node;
    p->last = node;
    return node;
}

static struct str uri_of(const struct outline *s, int name)
{
    struct str rest;
    return str_cut(intern_name(&s->vocab.names, name), '\n', &rest);
}

static int namespace_number(struct outline *s, struct str uri, struct str prefix)
{
    if (!uri.n)
        return -1;
    int known = intern_find(&s->uris, uri);
    if (known >= 0)
        return known;
    intern_add(&s->uris, uri);
    s->namespaces = mem_grow(s->namespaces, &s->cap_namespaces, (size_t)s->n_namespaces + 1, sizeof *s->namespaces);
    s->namespaces[s->n_namespaces] = (struct outline_namespace){arena_str(&s->text, uri), arena_str(&s->text, prefix), 0};
    return s->n_namespaces++;
}

enum { UNMET = -2 };

void outline_name(struct outline *s, int name, struct str qname)
{
    s->namespace_of = mem_grow(s->namespace_of, &s->cap_names, (size_t)s->vocab.names.n, sizeof *s->namespace_of);
    while (s->known_names < s->vocab.names.n)
        s->namespace_of[s->known_names++] = UNMET;
    if (s->namespace_of[name] == UNMET) {
        struct str local, prefix = str_cut(qname, ':', &local);
        s->namespace_of[name] = namespace_number(s, uri_of(s, name), local.p ? prefix : STR(""));
    }
    if (s->namespace_of[name] >= 0)
        s->namespaces[s->namespace_of[name]].uses++;
}

void outline_count(struct outline *s, int node, uint64_t parent)
{
    struct outline_node *n = &s->nodes[node];
    n->count++;
    if (n->in_parent_of != parent) {
        n->in_parent_of = parent;
        n->in_parent = 0;
        n->parents++;
    }
    if (++n->in_parent > n->most)
        n->most = n->in_parent;
}

bool outline_skips(int name)
{
    return name < 0 || name == XML_NIL;
}

static void add_attributes(struct outline *s, const struct open_element *e, const struct xml_attr *attrs, int n)
{
    for (int i = 0; i < n; i++) {
        if (outline_skips(attrs[i].name))
            continue;
        int node = outline_child(s, e->node, attrs[i].name, true, true);
        s->beyond += node < 0;
        if (node < 0)
            continue;
        outline_name(s, attrs[i].name, attrs[i].raw);
        outline_count(s, node, e->number);
    }
}

static void on_start(void *to, int name, struct str qname, const struct xml_attr *attrs, int n_attrs, long line)
{
    struct shaper *x = to;
    struct open_element *parent = &x->open[x->depth], *e = &x->open[++x->depth];
    (void)line;
    *e = (struct open_element){-1, ++x->s->next_element, false, false};
    parent->kids = true;
    if (parent->node >= 0 && name >= 0)
        e->node = outline_child(x->s, parent->node, name, false, true);
    x->s->beyond += e->node < 0;
    if (e->node < 0)
        return;
    outline_name(x->s, name, qname);
    outline_count(x->s, e->node, parent->number);
    add_attributes(x->s, e, attrs, n_attrs);
}

static void on_text(void *to, struct str text)
{
    struct shaper *x = to;
    struct open_element *e = &x->open[x->depth];
    e->text = e->text || str_trim(text).n > 0;
}

static void on_end(void *to)
{
    struct shaper *x = to;
    const struct open_element *e = &x->open[x->depth--];
    if (e->node < 0)
        return;
    struct outline_node *n = &x->s->nodes[e->node];
    n->has_text = n->has_text || e->text;
    n->has_kids = n->has_kids || e->kids;
    n->mixed = n->mixed || (e->text && e->kids);
}

bool outline_file(struct outline *s, const char *path)
{
    struct shaper x = {.s = s};
    x.open[0] = (struct open_element){0, ++s->next_element, false, false};
    s->documents++;
    return walk_file(path, &s->vocab, &(struct walk_listener){&x, on_start, on_text, on_end, NULL});
}

void outline_weigh(struct outline *s)
{
    for (int i = 0; i < s->keys.n; i++)
        s->nodes[i].weight = s->nodes[i].attribute ? 0 : s->nodes[i].count;
    for (int i = s->keys.n - 1; i > 0; i--) /* children come behind their parents */
        s->nodes[s->nodes[i].parent].weight += s->nodes[i].weight;
}

struct str outline_local(const struct outline *s, int node)
{
    return vocab_local(&s->vocab, s->nodes[node].name);
}

struct str outline_uri(const struct outline *s, int node)
{
    return uri_of(s, s->nodes[node].name);
}

void outline_free(struct outline *s)
{
    vocab_free(&s->vocab);
    intern_free(&s->keys);
    intern_free(&s->uris);
    mem_free(s->nodes);
    mem_free(s->namespaces);
    mem_free(s->namespace_of);
    arena_free(&s->text);
}
