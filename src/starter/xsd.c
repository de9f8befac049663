/* SPDX-License-Identifier: Apache-2.0 */
#include "starter/xsd.h"

#include "base/buf.h"
#include "base/diag.h"
#include "base/mem.h"
#include "starter/facts.h"
#include "starter/xsd_simple.h"

enum { GROW_MOST = 8000, GROW_DEPTH = 14 };

/* An element whose type has not been looked at. */
struct task {
    int node; /* of the outline */
    int type; /* component: a complexType */
};

struct telling {
    struct xsd *x;
    struct outline *o;
    bool grow;
    struct task *queue;
    size_t n, cap;
    uint64_t steps;    /* parts of the schema that were looked at, as often as they are referred to */
};

/* A schema of few lines can refer to its parts more often than there is time: 2 to the power of 40. */
static bool go_on(struct telling *t)
{
    enum { STEPS_MOST = 1000000 };
    return ++t->steps <= STEPS_MOST;
}

/* How a particle stands in its parent. */
struct stand {
    bool required, many;
};

static struct str attribute(const struct telling *t, int node, enum xsd_attribute a)
{
    return t->x->nodes[node].attribute[a];
}

static struct stand stand_of(const struct telling *t, int node, struct stand around)
{
    struct str min = attribute(t, node, XSA_MIN), max = attribute(t, node, XSA_MAX);
    return (struct stand){around.required && !str_is(min, "0"),
                          around.many || (max.n && !str_is(max, "1") && !str_is(max, "0"))};
}

/* The prefix that some file of the schema has for a namespace, with a local name. */
static void put_qname(const struct xsd *x, struct buf *b, struct str uri, struct str local)
{
    struct str prefix = {"", 0};
    for (int f = 0; f < x->n_files && uri.n && !prefix.n; f++)
        for (int i = 0; i < x->files[f].n_prefixes && !prefix.n; i++)
            if (str_eq(x->files[f].prefixes[i].uri, uri))
                prefix = x->files[f].prefixes[i].prefix;
    buf_str(b, prefix);
    buf_puts(b, prefix.n ? ":" : "");
    buf_str(b, local);
}

/* The node of a child; -1: the samples have none, or there is no place. */
static int child(struct telling *t, int parent, struct str uri, struct str local, bool is_attribute)
{
    struct outline *o = t->o;
    int name = vocab_add(&o->vocab, uri, local), known = o->keys.n;
    bool make = t->grow && o->keys.n < GROW_MOST && o->nodes[parent].depth < GROW_DEPTH;
    int node = outline_child(o, parent, name, is_attribute, make);
    o->beyond += node < 0 && t->grow;
    if (node < 0)
        return node;
    struct buf qname = {0};
    put_qname(t->x, &qname, uri, local);
    outline_name(o, name, buf_slice(&qname));
    buf_free(&qname);
    if (o->keys.n > known)
        outline_count(o, node, ++o->next_element);
    return node;
}

/* Takes down what stands of a node; one that stands in two places of a type may come twice. */
static struct xsd_facts *note(struct telling *t, int node, struct stand s, int decl)
{
    struct outline_node *n = &t->o->nodes[node];
    bool again = n->facts != NULL;
    struct xsd_facts *f = arena_array(&t->x->text, 1, sizeof *f);
    f->type_node = -1;
    f->required = s.required && !again;
    f->label[LANG_EN] = t->x->nodes[decl].label[LANG_EN];
    f->label[LANG_ZH] = t->x->nodes[decl].label[LANG_ZH];
    n->facts = f;
    n->single = !s.many && !again;
    if ((s.many || again) && !n->attribute && n->most < 2)
        n->most = 2;
    return f;
}

/* Attributes */

static void add_attribute(struct telling *t, int parent, int a)
{
    struct xsd *x = t->x;
    int decl = a;
    struct str ref = attribute(t, a, XSA_REF);
    if (ref.n && (decl = xsd_find(x, x->nodes[a].file, ref, XS_ATTRIBUTE)) < 0)
        return;
    const struct xsd_node *d = &x->nodes[decl];
    struct str form = d->attribute[XSA_FORM], use = attribute(t, a, XSA_USE);
    bool global = x->nodes[d->parent].kind == XS_SCHEMA;
    int root = x->files[d->file].root;
    bool qualified = global || (form.n ? str_is(form, "qualified") : str_is(attribute(t, root, XSA_ATTRIBUTES), "qualified"));
    int node = str_is(use, "prohibited") ? -1 : child(t, parent, qualified ? x->files[d->file].target : STR(""),
                                                     d->attribute[XSA_NAME], true);
    if (node < 0 || t->o->nodes[node].facts)
        return;
    struct xsd_facts *f = note(t, node, (struct stand){str_is(use, "required"), false}, decl);
    int simple = xsd_child(x, decl, XS_SIMPLE);
    if (simple >= 0)
        simple_node(x, simple, f);
    else if (attribute(t, decl, XSA_TYPE).n)
        simple_named(x, x->nodes[decl].file, attribute(t, decl, XSA_TYPE), f);
}

static void add_attributes(struct telling *t, int parent, int node, int level)
{
    struct xsd *x = t->x;
    for (int c = x->nodes[node].first; c >= 0 && level < XSD_CHAIN && go_on(t); c = x->nodes[c].next) {
        if (x->nodes[c].kind == XS_ATTRIBUTE)
            add_attribute(t, parent, c);
        if (x->nodes[c].kind != XS_ATTRIBUTES)
            continue;
        int group = xsd_find(x, x->nodes[c].file, attribute(t, c, XSA_REF), XS_ATTRIBUTES);
        if (group >= 0)
            add_attributes(t, parent, group, level + 1);
    }
}

/* Elements */

static bool is_inside_itself(const struct telling *t, int node, int type)
{
    const struct outline_node *nodes = t->o->nodes;
    for (int at = nodes[node].parent; at > 0; at = nodes[at].parent)
        if (nodes[at].facts && nodes[at].facts->type_node == type)
            return true;
    return false;
}

static void add_typed(struct telling *t, int node, int decl, struct xsd_facts *f)
{
    struct xsd *x = t->x;
    struct str type = attribute(t, decl, XSA_TYPE);
    int inside = xsd_child(x, decl, XS_COMPLEX), simple = xsd_child(x, decl, XS_SIMPLE);
    int complex = inside >= 0 ? inside : type.n ? xsd_find(x, x->nodes[decl].file, type, XS_COMPLEX) : -1;
    if (complex < 0) {
        t->o->nodes[node].has_text = true;
        if (simple >= 0)
            simple_node(x, simple, f);
        else if (type.n)
            simple_named(x, x->nodes[decl].file, type, f);
        return;
    }
    f->type_node = complex;
    if (t->grow && is_inside_itself(t, node, complex)) {
        x->recursive++;
        t->o->nodes[node].has_kids = true; /* it has no text of its own */
        x->recursive_name = attribute(t, decl, XSA_NAME);
        return;
    }
    t->queue = mem_grow(t->queue, &t->cap, t->n + 1, sizeof *t->queue);
    t->queue[t->n++] = (struct task){node, complex};
}

static void add_declared(struct telling *t, int parent, int decl, struct stand s)
{
    const struct xsd *x = t->x;
    const struct xsd_node *d = &x->nodes[decl];
    struct str form = d->attribute[XSA_FORM];
    bool global = x->nodes[d->parent].kind == XS_SCHEMA;
    int root = x->files[d->file].root;
    bool qualified = global || (form.n ? str_is(form, "qualified") : str_is(attribute(t, root, XSA_ELEMENTS), "qualified"));
    int node = child(t, parent, qualified ? x->files[d->file].target : STR(""), d->attribute[XSA_NAME], false);
    if (node < 0)
        return;
    t->o->nodes[parent].has_kids = true;
    add_typed(t, node, decl, note(t, node, s, decl));
}

/* Elements that may stand for another one. */
static void add_substitutes(struct telling *t, int parent, int head, struct stand s, int level)
{
    const struct xsd *x = t->x;
    for (int i = 0; i < x->names.n && level < XSD_CHAIN; i++) {
        int g = x->globals[i];
        struct str of = attribute(t, g, XSA_SUBSTITUTES);
        if (x->nodes[g].kind != XS_ELEMENT || !of.n || xsd_find(x, x->nodes[g].file, of, XS_ELEMENT) != head)
            continue;
        if (!str_is(attribute(t, g, XSA_ABSTRACT), "true"))
            add_declared(t, parent, g, s);
        add_substitutes(t, parent, g, s, level + 1);
    }
}

static bool has_substitutes(const struct telling *t)
{
    for (int i = 0; i < t->x->names.n; i++)
        if (attribute(t, t->x->globals[i], XSA_SUBSTITUTES).n)
            return true;
    return false;
}

static void add_element(struct telling *t, int parent, int e, struct stand s)
{
    const struct xsd *x = t->x;
    struct str ref = attribute(t, e, XSA_REF);
    int decl = ref.n ? xsd_find(x, x->nodes[e].file, ref, XS_ELEMENT) : e;
    if (decl < 0 || str_is(attribute(t, e, XSA_MAX), "0"))
        return;
    bool abstract = str_is(attribute(t, decl, XSA_ABSTRACT), "true");
    if (!abstract)
        add_declared(t, parent, decl, s);
    if (ref.n && has_substitutes(t))
        add_substitutes(t, parent, decl, (struct stand){false, s.many}, 0);
}

static void add_particle(struct telling *t, int parent, int node, struct stand around, int level)
{
    const struct xsd *x = t->x;
    if (level > XSD_CHAIN || !go_on(t))
        return;
    enum xsd_kind kind = x->nodes[node].kind;
    struct stand s = stand_of(t, node, around);
    if (kind == XS_ELEMENT) {
        add_element(t, parent, node, s);
        return;
    }
    if (kind == XS_GROUP && attribute(t, node, XSA_REF).n) {
        int group = xsd_find(x, x->nodes[node].file, attribute(t, node, XSA_REF), XS_GROUP);
        if (group >= 0)
            add_particle(t, parent, group, s, level + 1);
        return;
    }
    if (kind != XS_SEQUENCE && kind != XS_CHOICE && kind != XS_ALL && kind != XS_GROUP)
        return;
    s.required = s.required && kind != XS_CHOICE;
    for (int c = x->nodes[node].first; c >= 0; c = x->nodes[c].next)
        add_particle(t, parent, c, s, level + 1);
}

/* What a complexType, or an extension or restriction in it, gives to an element. */
static void add_content(struct telling *t, int node, int type, int level)
{
    struct xsd *x = t->x;
    if (level > XSD_CHAIN)
        return;
    if (str_is(attribute(t, type, XSA_MIXED), "true"))
        t->o->nodes[node].mixed = t->o->nodes[node].has_text = true;
    bool extends = x->nodes[type].kind == XS_EXTENSION, simple = x->nodes[x->nodes[type].parent].kind == XS_SIMPLE_CONTENT;
    int base = extends || simple || x->nodes[type].kind == XS_RESTRICTION ?
                   xsd_find(x, x->nodes[type].file, attribute(t, type, XSA_BASE), XS_COMPLEX) : -1;
    if (base >= 0 && (extends || simple)) /* what is extended comes first */
        add_content(t, node, base, level + 1);
    for (int c = x->nodes[type].first; c >= 0; c = x->nodes[c].next) {
        enum xsd_kind kind = x->nodes[c].kind;
        if (kind == XS_SIMPLE_CONTENT || kind == XS_COMPLEX_CONTENT || kind == XS_EXTENSION || kind == XS_RESTRICTION)
            add_content(t, node, c, level + 1);
        else
            add_particle(t, node, c, (struct stand){true, false}, 0);
    }
    add_attributes(t, node, type, 0);
    if (base >= 0 && !extends && !simple)
        add_attributes(t, node, base, 0);
    if (x->nodes[type].kind == XS_COMPLEX && xsd_child(x, type, XS_SIMPLE_CONTENT) >= 0) {
        t->o->nodes[node].has_text = true;
        simple_node(x, type, (struct xsd_facts *)(uintptr_t)t->o->nodes[node].facts);
    }
}

/* Roots */

/* Marks global elements that others refer to. */
static bool *mark_referred(const struct telling *t)
{
    const struct xsd *x = t->x;
    bool *referred = mem_array((size_t)x->n + 1, sizeof *referred);
    for (int i = 0; i < x->n; i++) {
        int to = x->nodes[i].kind == XS_ELEMENT && x->nodes[i].attribute[XSA_REF].n ?
                     xsd_find(x, x->nodes[i].file, x->nodes[i].attribute[XSA_REF], XS_ELEMENT) : -1;
        if (to >= 0)
            referred[to] = true;
    }
    return referred;
}

static struct str first_step(const char *record)
{
    struct str rest = str_of(record), local;
    if (rest.n && rest.p[0] == '/')
        str_cut(rest, '/', &rest);
    struct str step = str_cut(rest, '/', &rest);
    str_cut(step, ':', &local);
    return local.p ? local : step;
}

/* Roots stand in the namespace of the schema that was named first. */
static int add_roots(struct telling *t, const char *record, const bool *referred)
{
    const struct xsd *x = t->x;
    int n = 0;
    for (int i = 0; i < x->names.n; i++) {
        int g = x->globals[i];
        const struct xsd_node *e = &x->nodes[g];
        bool named = record && str_eq(e->attribute[XSA_NAME], first_step(record));
        bool root = e->kind == XS_ELEMENT && !str_is(e->attribute[XSA_ABSTRACT], "true") &&
                    (record || t->grow ? str_eq(x->files[e->file].target, x->files[0].target) : true);
        if (!root || (record ? !named : t->grow && (referred[g] || e->attribute[XSA_SUBSTITUTES].n)))
            continue;
        int before = t->o->keys.n;
        add_declared(t, 0, g, (struct stand){true, false});
        n += t->o->keys.n > before || !t->grow;
    }
    return n;
}

bool xsd_tell(struct xsd *x, struct outline *outline, bool grow, const char *record)
{
    struct telling t = {.x = x, .o = outline, .grow = grow};
    bool *referred = mark_referred(&t);
    int roots = add_roots(&t, record, referred);
    mem_free(referred);
    for (size_t i = 0; i < t.n && go_on(&t); i++)
        add_content(&t, t.queue[i].node, t.queue[i].type, 0);
    mem_free(t.queue);
    if (!go_on(&t)) {
        diag(D_STARTER_SCHEMA_STEPS, loc_file(x->files[0].path), diag_num((long long)t.steps - 1));
        return false;
    }
    if (grow && !roots)
        diag(D_STARTER_ROOT, loc_file(x->files[0].path), record ? diag_str(first_step(record)) : "");
    if (x->recursive)
        diag(D_STARTER_RECURSIVE, loc_file(x->files[0].path), diag_num(x->recursive), diag_str(x->recursive_name));
    return roots || !grow;
}
