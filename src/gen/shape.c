/* SPDX-License-Identifier: Apache-2.0 */
#include "gen/shape.h"

#include "base/diag.h"
#include "base/mem.h"

/* Where a value comes from; table < 0: the fixed text. */
struct source {
    int table, var;
    struct str fixed;
};

struct attribute {
    struct str name;
    struct source from;
};

struct node {
    struct str name;
    struct str wanted, value; /* predicate: attribute ("@id") or child, and its value; empty: none */
    struct node *parent, *child, *last, *next;
    struct attribute *attributes; /* [n_attributes] */
    int n_attributes, depth;
    size_t cap;
    bool has_text;
    struct source text;
    int table; /* whose record it is, or -1 */
};

struct shape {
    const struct form *form;
    bool batch;
    struct node *root;
    struct node **record; /* [n_tables] the record element of a table, or NULL */
    bool **owns;          /* [n_tables][n vars] */
    int *row;             /* [n_tables] scratch of the writing */
    struct arena text;
};

/* --- reading paths --- */

struct step {
    struct str name, wanted, value;
};

/* Takes the next step off a path: `name`, `name[@a='v']`, `@a`, `..`. Returns false at its end. */
static bool next_step(struct str *path, struct step *step)
{
    struct str all = *path;
    size_t i = 0;
    int inside = 0;
    *step = (struct step){0};
    if (!all.n)
        return false;
    while (i < all.n && (inside || all.p[i] != '/')) {
        inside += (all.p[i] == '[') - (all.p[i] == ']');
        i++;
    }
    *path = (struct str){all.p + i, all.n - i};
    if (path->n)
        *path = (struct str){path->p + 1, path->n - 1};
    struct str predicate, name = str_cut((struct str){all.p, i}, '[', &predicate);
    step->name = name;
    if (predicate.p) {
        step->wanted = str_trim(str_cut(predicate, '=', &predicate));
        predicate = str_trim(predicate);
        if (predicate.n >= 3 && predicate.p[predicate.n - 1] == ']')
            predicate.n--;
        predicate = str_trim(predicate);
        if (predicate.n >= 2)
            step->value = (struct str){predicate.p + 1, predicate.n - 2};
    }
    return true;
}

static struct node *add_child(struct shape *s, struct node *parent, const struct step *step)
{
    struct node *n = arena_array(&s->text, 1, sizeof *n);
    n->name = str_is(step->name, "*") ? STR("any") : step->name;
    n->wanted = step->wanted;
    n->value = step->value;
    n->parent = parent;
    n->table = -1;
    n->depth = parent ? parent->depth + 1 : 0;
    if (parent && parent->last)
        parent->last->next = n;
    else if (parent)
        parent->child = n;
    if (parent)
        parent->last = n;
    return n;
}

/* The child that a step names; a new one where there is none. The root is the child of NULL. */
static struct node *descend(struct shape *s, struct node *at, const struct step *step)
{
    if (!at && !s->root)
        return s->root = add_child(s, NULL, step);
    if (!at)
        return str_eq(s->root->name, step->name) ? s->root : NULL;
    for (struct node *n = at->child; n; n = n->next)
        if (str_eq(n->name, step->name) && str_eq(n->wanted, step->wanted) && str_eq(n->value, step->value))
            return n;
    return add_child(s, at, step);
}

/* The element of a path without its last @attribute, which goes to *attribute. NULL when it leaves the tree. */
static struct node *walk(struct shape *s, struct node *at, struct str path, struct str *attribute)
{
    struct step step;
    *attribute = (struct str){0};
    if (path.n && path.p[0] == '/') {
        at = NULL;
        path = (struct str){path.p + 1, path.n - 1};
    }
    while (next_step(&path, &step)) {
        if (step.name.n && step.name.p[0] == '@') {
            *attribute = (struct str){step.name.p + 1, step.name.n - 1};
            return at;
        }
        if (str_is(step.name, "."))
            continue;
        at = str_is(step.name, "..") ? (at ? at->parent : NULL) : descend(s, at, &step);
        if (!at)
            return NULL;
    }
    return at;
}

/* --- building --- */

static struct str root_name(struct str path)
{
    struct step step;
    struct str rest = path.n && path.p[0] == '/' ? (struct str){path.p + 1, path.n - 1} : path;
    next_step(&rest, &step);
    return step.name;
}

/* Is the root itself the record? */
static bool is_root(struct str path)
{
    struct step step;
    struct str rest = {path.p + 1, path.n - 1};
    return path.n && next_step(&rest, &step) && !rest.n;
}

/* The alternative to write: with the root that is there, or, for the first table, by what is wanted. */
static struct str choose(const struct shape *s, struct str alternatives, bool batch)
{
    struct str rest = alternatives, best = {0};
    while (rest.p) {
        struct str one = str_trim(str_cut(rest, '|', &rest));
        bool fits = s->root ? str_eq(root_name(one), s->root->name) : is_root(one) != batch;
        if (!best.p || fits)
            best = one;
        if (fits)
            break;
    }
    return best;
}

static bool place_record(struct shape *s, int t, bool batch)
{
    struct str none, path = choose(s, s->form->tables[t].path, batch);
    struct node *n = walk(s, NULL, path, &none);
    if (!n || none.p) {
        diag(D_FORM, loc_line(s->form->file, s->form->tables[t].line),
             arena_printf(&s->text, diag_words("%s: no XML can be made for the record path", "%s：无法由该记录路径生成 XML"),
                          diag_str(path)));
        return false;
    }
    n->table = t;
    s->record[t] = n;
    return true;
}

static bool is_computed(struct str path)
{
    return str_starts(path, STR("count(")) || str_starts(path, STR("sum("));
}

/* Gives the variable its place unless another has it. */
static void place_value(struct shape *s, int t, int v, struct node *n, struct str attribute)
{
    struct source from = {.table = t, .var = v};
    if (!attribute.p) {
        if (n->has_text)
            return;
        n->has_text = true;
        n->text = from;
    } else {
        for (int i = 0; i < n->n_attributes; i++)
            if (str_eq(n->attributes[i].name, attribute))
                return;
        n->attributes = mem_grow(n->attributes, &n->cap, (size_t)n->n_attributes + 1, sizeof *n->attributes);
        n->attributes[n->n_attributes++] = (struct attribute){.name = attribute, .from = from};
    }
    s->owns[t][v] = true;
}

static bool place_variables(struct shape *s, int t)
{
    const struct form_table *table = &s->form->tables[t];
    for (int v = 0; v < table->n; v++) {
        struct str path = table->vars[v].path, attribute;
        if (is_computed(path))
            continue;
        if (path.n && path.p[0] == '/' && !str_eq(root_name(path), s->root->name))
            continue; /* a value of the other root */
        struct node *n = walk(s, s->record[t], path, &attribute);
        if (!n) {
            diag(D_FORM, loc_line(s->form->file, table->vars[v].line),
                 arena_printf(&s->text, diag_words("%s: no XML can be made for the path", "%s：无法由该路径生成 XML"), diag_str(path)));
            return false;
        }
        place_value(s, t, v, n, attribute);
    }
    return true;
}

struct shape *shape_new(const struct form *form, bool batch)
{
    struct shape *s = mem_alloc(sizeof *s);
    bool good = true;
    s->form = form;
    s->batch = batch;
    s->record = mem_array((size_t)form->n_tables, sizeof(struct node *));
    s->owns = mem_array((size_t)form->n_tables, sizeof(bool *));
    s->row = mem_array((size_t)form->n_tables, sizeof *s->row);
    for (int t = 0; t < form->n_tables; t++)
        s->owns[t] = mem_array((size_t)form->tables[t].n + 1, sizeof(bool));
    for (int t = 0; t < form->n_tables && good; t++) /* values first: they must stand before the groups of rows */
        good = form->tables[t].derived || (place_record(s, t, batch) && place_variables(s, t));
    if (good && (!s->root || (batch && s->root->table >= 0))) {
        diag(D_FORM, loc_file(form->file), diag_words(
            "the form has no root element that holds several submissions; write single files: -o DIR without --batch",
            "调查表没有可容纳多份报送的根元素；请分文件写出：-o DIR，不用 --batch"));
        good = false;
    }
    if (good)
        return s;
    shape_free(s);
    return NULL;
}

bool shape_owns(const struct shape *s, int table, int var)
{
    return s->owns[table][var];
}

bool shape_writes(const struct shape *s, int table, int var)
{
    for (int i = 0; s->batch && i < s->root->n_attributes; i++)
        if (s->root->attributes[i].from.table == table && s->root->attributes[i].from.var == var)
            return false;
    return s->owns[table][var];
}

int shape_parent(const struct shape *s, int table)
{
    for (const struct node *n = s->record[table] ? s->record[table]->parent : NULL; n; n = n->parent)
        if (n->table >= 0)
            return n->table;
    return -1;
}

static void free_node(struct node *n)
{
    for (struct node *c = n->child; c; c = c->next)
        free_node(c);
    mem_free(n->attributes);
}

void shape_free(struct shape *s)
{
    if (!s)
        return;
    if (s->root)
        free_node(s->root);
    for (int t = 0; t < s->form->n_tables; t++)
        mem_free(s->owns[t]);
    mem_free(s->owns);
    mem_free(s->record);
    mem_free(s->row);
    arena_free(&s->text);
    mem_free(s);
}

/* --- writing --- */

struct pen {
    const struct shape *shape;
    const struct gen_record *record;
    struct buf *b;
    int *row; /* [n_tables] the row of each table that is being written */
};

static void escape(struct buf *b, struct str text, bool attribute)
{
    const char *p = text.p, *end = p + text.n, *from = p;
    for (; p < end; p++) {
        const char *to = NULL;
        switch (*p) {
        case '&': to = "&amp;"; break;
        case '<': to = "&lt;"; break;
        case '>': to = "&gt;"; break;
        case '\r': to = "&#13;"; break;
        case '"': to = attribute ? "&quot;" : NULL; break;
        case '\n': to = attribute ? "&#10;" : NULL; break;
        case '\t': to = attribute ? "&#9;" : NULL; break;
        default: break;
        }
        if (!to)
            continue;
        buf_add(b, from, (size_t)(p - from));
        buf_puts(b, to);
        from = p + 1;
    }
    buf_add(b, from, (size_t)(p - from));
}

static void append(struct buf *b, const struct gen_cell *c, bool attribute)
{
    if (c->state == GEN_TEXT)
        escape(b, c->text, attribute);
    else
        gen_append(b, c);
}

/* The cell of a source in the rows being written; NULL when the table has no row. */
static const struct gen_cell *cell_at(const struct pen *p, const struct source *from)
{
    const struct gen_rows *rows = &p->record->table[from->table];
    int row = p->row[from->table];
    return row < rows->n ? rows->cell + (size_t)row * (size_t)rows->width + from->var : NULL;
}

static void indent(struct buf *b, int depth)
{
    static const char blanks[] = "                                ";
    size_t n = (size_t)depth < sizeof blanks - 1 ? (size_t)depth : sizeof blanks - 1;
    buf_add(b, blanks, n);
}

static void write_attribute(struct buf *b, struct str name)
{
    buf_char(b, ' ');
    buf_str(b, name);
    buf_add(b, "=\"", 2);
}

/* "<name" and its attributes. Returns whether any of them is a value of the record. */
static bool write_start(const struct pen *p, const struct node *n)
{
    struct buf *b = p->b;
    bool any = false;
    indent(b, n->depth);
    buf_char(b, '<');
    buf_str(b, n->name);
    for (int i = 0; !n->parent && i < p->shape->form->n_namespaces; i++) {
        const struct form_namespace *space = &p->shape->form->namespaces[i];
        buf_puts(b, space->prefix.n ? " xmlns:" : " xmlns");
        buf_str(b, space->prefix);
        buf_puts(b, "=\"");
        escape(b, space->uri, true);
        buf_char(b, '"');
    }
    if (n->wanted.n > 1 && n->wanted.p[0] == '@') {
        write_attribute(b, (struct str){n->wanted.p + 1, n->wanted.n - 1});
        escape(b, n->value, true);
        buf_char(b, '"');
    }
    for (int i = 0; i < n->n_attributes; i++) {
        const struct gen_cell *c = cell_at(p, &n->attributes[i].from);
        if (!c || c->state == GEN_ABSENT)
            continue;
        any = true;
        write_attribute(b, n->attributes[i].name);
        append(b, c, true);
        buf_char(b, '"');
    }
    return any;
}

static bool write_node(struct pen *p, const struct node *n);

/* The rows of a table that lie in the current row of the table around it: an even share. */
static void row_range(const struct pen *p, int table, int *first, int *end)
{
    int n = p->record->table[table].n, parent = shape_parent(p->shape, table);
    int of = parent < 0 ? 1 : p->record->table[parent].n, at = parent < 0 ? 0 : p->row[parent];
    *first = of ? n * at / of : 0;
    *end = of ? n * (at + 1) / of : n;
}

static bool write_children(struct pen *p, const struct node *n)
{
    bool any = false;
    if (n->wanted.n && n->wanted.p[0] != '@') {
        indent(p->b, n->depth + 1);
        buf_printf(p->b, "<%.*s>", (int)n->wanted.n, n->wanted.p);
        escape(p->b, n->value, false);
        buf_printf(p->b, "</%.*s>\n", (int)n->wanted.n, n->wanted.p);
    }
    for (const struct node *c = n->child; c; c = c->next) {
        if (c->table < 0) {
            any |= write_node(p, c);
            continue;
        }
        int first, end;
        row_range(p, c->table, &first, &end);
        for (int i = first; i < end; i++) {
            p->row[c->table] = i;
            any |= write_node(p, c);
        }
        p->row[c->table] = 0;
    }
    return any;
}

static void write_end(struct buf *b, const struct node *n)
{
    buf_add(b, "</", 2);
    buf_str(b, n->name);
    buf_add(b, ">\n", 2);
}

/* An element without any value is taken back. Returns whether it was written. */
static bool write_node(struct pen *p, const struct node *n)
{
    struct buf *b = p->b;
    size_t start = b->n;
    const struct gen_cell *c = n->has_text ? cell_at(p, &n->text) : NULL;
    bool text = c && c->state != GEN_ABSENT, any = write_start(p, n) || text;
    bool asks_child = n->wanted.n && n->wanted.p[0] != '@';
    size_t open = b->n;
    if (n->child || asks_child) {
        buf_char(b, '>');
        if (text)
            append(b, c, false);
        buf_char(b, '\n');
        bool inner = write_children(p, n);
        any |= inner || n->table >= 0;
        inner |= asks_child;
        if (inner || text) {
            indent(b, n->depth);
            write_end(b, n);
        } else {
            b->n = open;
            buf_add(b, "/>\n", 3);
        }
    } else if (text && c->state != GEN_EMPTY) {
        buf_char(b, '>');
        append(b, c, false);
        write_end(b, n);
    } else {
        buf_add(b, "/>\n", 3);
    }
    if (!any)
        b->n = start;
    return any;
}

static struct pen pen_of(const struct shape *s, struct buf *b, const struct gen_record *r)
{
    memset(s->row, 0, (size_t)s->form->n_tables * sizeof *s->row);
    return (struct pen){.shape = s, .record = r, .b = b, .row = s->row};
}

static void write_declaration(struct buf *b)
{
    buf_puts(b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
}

void shape_open(const struct shape *s, struct buf *b, const struct gen_record *r)
{
    struct pen p = pen_of(s, b, r);
    write_declaration(b);
    write_start(&p, s->root);
    buf_puts(b, ">\n");
}

void shape_unit(const struct shape *s, struct buf *b, const struct gen_record *r)
{
    struct pen p = pen_of(s, b, r);
    write_children(&p, s->root);
}

void shape_close(const struct shape *s, struct buf *b)
{
    write_end(b, s->root);
}

void shape_file(const struct shape *s, struct buf *b, const struct gen_record *r)
{
    struct pen p = pen_of(s, b, r);
    write_declaration(b);
    write_node(&p, s->root);
}
