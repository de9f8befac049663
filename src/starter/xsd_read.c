/* SPDX-License-Identifier: Apache-2.0 */
#include "starter/xsd_read.h"

#include <string.h>

#include "base/buf.h"
#include "base/diag.h"
#include "base/mem.h"
#include "starter/walk.h"

enum { LABEL_MOST = 120 };

static const char xs_uri[] = "http://www.w3.org/2001/XMLSchema";

static const char *const kind_names[] = {
    [XS_SCHEMA] = "schema", [XS_ELEMENT] = "element", [XS_ATTRIBUTE] = "attribute", [XS_COMPLEX] = "complexType",
    [XS_SIMPLE] = "simpleType", [XS_GROUP] = "group", [XS_ATTRIBUTES] = "attributeGroup", [XS_SEQUENCE] = "sequence",
    [XS_CHOICE] = "choice", [XS_ALL] = "all", [XS_SIMPLE_CONTENT] = "simpleContent", [XS_COMPLEX_CONTENT] = "complexContent",
    [XS_EXTENSION] = "extension", [XS_RESTRICTION] = "restriction", [XS_LIST] = "list", [XS_UNION] = "union",
    [XS_ENUMERATION] = "enumeration", [XS_PATTERN] = "pattern", [XS_MIN_INCLUSIVE] = "minInclusive",
    [XS_MAX_INCLUSIVE] = "maxInclusive", [XS_MIN_EXCLUSIVE] = "minExclusive", [XS_MAX_EXCLUSIVE] = "maxExclusive",
    [XS_INCLUDE] = "include", [XS_IMPORT] = "import", [XS_ANNOTATION] = "annotation", [XS_DOCUMENTATION] = "documentation",
};

static const char *const attribute_names[XSA_COUNT] = {
    "name", "type", "ref", "base", "minOccurs", "maxOccurs", "use", "value", "substitutionGroup", "form",
    "schemaLocation", "abstract",
    "mixed", "targetNamespace", "elementFormDefault", "attributeFormDefault", "lang",
};

struct reader {
    struct xsd *x;
    int file;
    int open[WALK_DEPTH + 2]; /* nodes; -1: not kept */
    int depth;
    struct buf doc;
    bool full;
};

static enum xsd_kind kind_of(const struct xsd *x, int name)
{
    struct str rest, uri = name < 0 ? STR("") : str_cut(intern_name(&x->vocab.names, name), '\n', &rest);
    for (size_t i = 1; name >= 0 && str_is(uri, xs_uri) && i < sizeof kind_names / sizeof *kind_names; i++)
        if (str_is(rest, kind_names[i]))
            return (enum xsd_kind)i;
    return XS_OTHER;
}

/* The prefixes that the start tag of a root declares. */
static void read_prefixes(struct xsd *x, struct xsd_file *f, struct str raw)
{
    for (size_t i = 0; i + 6 < raw.n; i++) {
        if (memcmp(raw.p + i, "xmlns", 5) != 0 || (i && !strchr(" \t\r\n", raw.p[i - 1])))
            continue;
        const char *end = raw.p + raw.n, *p = raw.p + i + 5, *from = p += *p == ':';
        while (p < end && !strchr("= \t\r\n", *p))
            p++;
        struct str prefix = {from, (size_t)(p - from)};
        while (p < end && *p != '"' && *p != '\'')
            p++;
        const char *value = p < end ? p + 1 : end, *close = p < end ? memchr(value, *p, (size_t)(end - value)) : NULL;
        if (!close)
            return;
        f->prefixes = mem_grow(f->prefixes, &f->cap_prefixes, (size_t)f->n_prefixes + 1, sizeof *f->prefixes);
        f->prefixes[f->n_prefixes++] = (struct xsd_prefix){
            arena_str(&x->text, prefix), arena_str(&x->text, (struct str){value, (size_t)(close - value)})};
    }
}

static int new_node(struct reader *r, enum xsd_kind kind, int parent)
{
    struct xsd *x = r->x;
    if (x->n == XSD_NODES) {
        r->full = true;
        return -1;
    }
    x->nodes = mem_grow(x->nodes, &x->cap, (size_t)x->n + 1, sizeof *x->nodes);
    x->nodes[x->n] = (struct xsd_node){.kind = kind, .parent = parent, .first = -1, .last = -1, .next = -1, .file = r->file};
    if (parent >= 0) {
        struct xsd_node *p = &x->nodes[parent];
        *(p->first < 0 ? &p->first : &x->nodes[p->last].next) = x->n;
        p->last = x->n;
    }
    return x->n++;
}

static void read_attributes(struct reader *r, struct xsd_node *n, const struct xml_attr *attrs, int n_attrs)
{
    for (int i = 0; i < n_attrs; i++) {
        if (attrs[i].name < 0)
            continue;
        struct str local = vocab_local(&r->x->vocab, attrs[i].name);
        for (int k = 0; k < XSA_COUNT; k++)
            if (str_is(local, attribute_names[k]))
                n->attribute[k] = arena_str(&r->x->text, k == XSA_VALUE ? attrs[i].value : str_trim(attrs[i].value));
    }
}

/* Global components by kind, namespace and name. */
static void enter(struct xsd *x, int node)
{
    const struct xsd_node *n = &x->nodes[node];
    if (!n->attribute[XSA_NAME].n)
        return;
    struct buf key = {0};
    buf_printf(&key, "%d\n", (int)n->kind);
    buf_str(&key, x->files[n->file].target);
    buf_char(&key, '\n');
    buf_str(&key, n->attribute[XSA_NAME]);
    int known = x->names.n, i = intern_add(&x->names, buf_slice(&key));
    buf_free(&key);
    if (i < known)
        return;
    x->globals = mem_grow(x->globals, &x->cap_globals, (size_t)i + 1, sizeof *x->globals);
    x->globals[i] = node;
}

static void on_declare(void *to, struct str raw)
{
    struct reader *r = to;
    if (r->depth == 0)
        read_prefixes(r->x, &r->x->files[r->file], raw);
}

static void on_start(void *to, int name, struct str qname, const struct xml_attr *attrs, int n_attrs, long line)
{
    struct reader *r = to;
    (void)qname, (void)line;
    int parent = r->depth ? r->open[r->depth] : -1;
    enum xsd_kind kind = kind_of(r->x, name);
    int *here = &r->open[++r->depth];
    *here = -1;
    if (kind == XS_OTHER || (r->depth > 1 && parent < 0))
        return;
    *here = new_node(r, kind, parent);
    if (*here < 0)
        return;
    read_attributes(r, &r->x->nodes[*here], attrs, n_attrs);
    if (kind == XS_DOCUMENTATION)
        buf_reset(&r->doc);
    if (r->depth == 1) {
        struct xsd_file *f = &r->x->files[r->file];
        f->root = *here;
        if (r->x->nodes[*here].attribute[XSA_TARGET].n)
            f->target = r->x->nodes[*here].attribute[XSA_TARGET];
    } else if (r->depth == 2) {
        enter(r->x, *here);
    }
}

static void on_text(void *to, struct str text)
{
    struct reader *r = to;
    for (int i = r->depth; i > 0; i--)
        if (r->open[i] >= 0) {
            if (r->x->nodes[r->open[i]].kind == XS_DOCUMENTATION)
                buf_str(&r->doc, text);
            return;
        }
}

static bool is_chinese(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] >= 0xe3 && (unsigned char)s.p[i] <= 0xe9)
            return true;
    return false;
}

/* The documentation of the component around the annotation, cut to a label; the first of each language counts. */
static void take_label(struct reader *r, int node)
{
    struct xsd_node *nodes = r->x->nodes;
    int note = nodes[node].parent, owner = note >= 0 && nodes[note].kind == XS_ANNOTATION ? nodes[note].parent : -1;
    struct buf line = {0};
    buf_one_line(&line, buf_slice(&r->doc));
    if (owner >= 0 && line.n) {
        size_t n = line.n < LABEL_MOST ? line.n : LABEL_MOST;
        while (n < line.n && n && ((unsigned char)line.p[n] & 0xc0) == 0x80)
            n--;
        bool zh = str_starts(nodes[node].attribute[XSA_LANG], STR("zh")) || is_chinese(buf_slice(&line));
        struct str *label = &nodes[owner].label[zh ? LANG_ZH : LANG_EN];
        if (!label->n)
            *label = arena_str(&r->x->text, (struct str){line.p, n});
    }
    buf_free(&line);
}

static void on_end(void *to)
{
    struct reader *r = to;
    int node = r->open[r->depth--];
    if (node >= 0 && r->x->nodes[node].kind == XS_DOCUMENTATION)
        take_label(r, node);
}

/* Files */

/* The path of a location beside a file: no step leads out of the folder of the schema that was named (which is as long as its
 * path up to the last slash). Returns false for what lies elsewhere. */
static bool path_beside(struct buf *b, const char *file, size_t folder, struct str location)
{
    const char *slash = strrchr(file, '/');
    buf_add(b, file, slash ? (size_t)(slash - file) + 1 : 0);
    if (!location.n || location.p[0] == '/' || memchr(location.p, ':', location.n) || memchr(location.p, '\\', location.n))
        return false;
    struct str rest = location;
    while (rest.p) {
        struct str step = str_cut(rest, '/', &rest);
        if (str_is(step, "..")) {
            if (b->n <= folder)
                return false;
            b->n--;
            while (b->n > folder && b->p[b->n - 1] != '/')
                b->n--;
        } else if (!str_is(step, ".") && step.n) {
            buf_str(b, step);
            buf_puts(b, rest.p ? "/" : "");
        }
    }
    return b->n > folder;
}

static int load_file(struct xsd *x, const char *path, struct str target)
{
    int known = x->paths.n, file = intern_add(&x->paths, str_of(path));
    if (file < known)
        return file;
    x->files = mem_grow(x->files, &x->cap_files, (size_t)file + 1, sizeof *x->files);
    x->files[file] = (struct xsd_file){.path = mem_dup(path, strlen(path)), .target = target, .root = -1};
    x->n_files = file + 1;
    struct reader r = {.x = x, .file = file};
    bool good = walk_file(path, &x->vocab, &(struct walk_listener){&r, on_start, on_text, on_end, on_declare});
    buf_free(&r.doc);
    if (good && (x->files[file].root < 0 || x->nodes[x->files[file].root].kind != XS_SCHEMA)) {
        diag(D_STARTER_NO_SCHEMA, loc_file(x->files[file].path));
        good = false;
    }
    if (r.full) {
        diag(D_STARTER_SCHEMA_SIZE, loc_file(x->files[file].path), diag_num(XSD_NODES));
        good = false;
    }
    return good ? file : -1;
}

/* What a file includes and imports; new files are read behind it in turn. */
static bool load_beside(struct xsd *x, int file, size_t folder)
{
    bool good = true;
    for (int c = x->nodes[x->files[file].root].first; c >= 0; c = x->nodes[c].next) {
        enum xsd_kind kind = x->nodes[c].kind;
        struct str location = x->nodes[c].attribute[XSA_LOCATION];
        if ((kind != XS_INCLUDE && kind != XS_IMPORT) || !location.n)
            continue;
        struct buf path = {0};
        if (!path_beside(&path, x->files[file].path, folder, location)) {
            diag(D_STARTER_REMOTE, loc_file(x->files[file].path), diag_str(location));
            x->remote++;
        } else if (x->n_files == XSD_FILES) {
            diag(D_STARTER_SCHEMA_SIZE, loc_file(x->files[file].path), diag_num(XSD_FILES));
            good = false;
        } else if (load_file(x, buf_text(&path), kind == XS_INCLUDE ? x->files[file].target : STR("")) < 0) {
            good = false;
        }
        buf_free(&path);
    }
    return good;
}

bool xsd_load(struct xsd *x, const char *path)
{
    if (!x->vocab.names.n)
        vocab_start(&x->vocab);
    const char *slash = strrchr(path, '/');
    size_t folder = slash ? (size_t)(slash - path) + 1 : 0;
    int first = x->n_files;
    bool good = load_file(x, path, STR("")) >= 0;
    for (int file = first; good && file < x->n_files; file++)
        good = x->files[file].root < 0 || load_beside(x, file, folder);
    return good;
}

/* Names */

static struct str uri_of(const struct xsd *x, int file, struct str prefix)
{
    const struct xsd_file *f = &x->files[file];
    for (int i = 0; i < f->n_prefixes; i++)
        if (str_eq(f->prefixes[i].prefix, prefix))
            return f->prefixes[i].uri;
    return prefix.n ? STR("") : f->target;
}

static struct str split(struct str qname, struct str *local)
{
    struct str prefix = str_cut(qname, ':', local);
    if (local->p)
        return prefix;
    *local = qname;
    return STR("");
}

int xsd_find(const struct xsd *x, int file, struct str qname, enum xsd_kind kind)
{
    struct str local, prefix = split(qname, &local), uri = uri_of(x, file, prefix);
    struct buf key = {0};
    buf_printf(&key, "%d\n", (int)kind);
    buf_str(&key, uri);
    buf_char(&key, '\n');
    buf_str(&key, local);
    int i = intern_find(&x->names, buf_slice(&key));
    buf_free(&key);
    return i < 0 ? -1 : x->globals[i];
}

struct str xsd_builtin(const struct xsd *x, int file, struct str qname)
{
    struct str local, prefix = split(qname, &local);
    return qname.n && str_is(uri_of(x, file, prefix), xs_uri) ? local : STR("");
}

int xsd_child(const struct xsd *x, int node, enum xsd_kind kind)
{
    for (int c = x->nodes[node].first; c >= 0; c = x->nodes[c].next)
        if (x->nodes[c].kind == kind)
            return c;
    return -1;
}

void xsd_free(struct xsd *x)
{
    for (int i = 0; i < x->n_files; i++) {
        mem_free(x->files[i].path);
        mem_free(x->files[i].prefixes);
    }
    mem_free(x->files);
    mem_free(x->nodes);
    mem_free(x->globals);
    vocab_free(&x->vocab);
    intern_free(&x->paths);
    intern_free(&x->names);
    arena_free(&x->text);
}
