/* SPDX-License-Identifier: Apache-2.0 */
#include "form/inherit.h"

#include <string.h>

#include "base/diag.h"
#include "base/mem.h"

/* How the record of a table is reached from that of another inside it. */
struct way {
    int up;            /* steps; -1: there is a `//` between them */
    struct str parent; /* the beginning of the inner path that leads to the outer record */
};

/* Cuts a text at the next of some signs outside brackets and quotes. */
static struct str cut(struct str s, char at, struct str *rest)
{
    int depth = 0;
    char quote = 0;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (quote)
            quote = c == quote ? 0 : quote;
        else if (c == '\'' || c == '"')
            quote = c;
        else if (c == '[' || c == ']')
            depth += c == '[' ? 1 : -1;
        else if (c == at && !depth) {
            *rest = (struct str){s.p + i + 1, s.n - i - 1};
            return (struct str){s.p, i};
        }
    }
    *rest = (struct str){NULL, 0};
    return s;
}

/* A step without its predicates. */
static struct str bare(struct str step)
{
    const char *bracket = memchr(step.p, '[', step.n);
    return bracket ? (struct str){step.p, (size_t)(bracket - step.p)} : step;
}

/* Does one record path go on where the other ends? */
static bool lies_inside(struct str inner, struct str outer, struct way *way)
{
    struct str in = inner, out = outer;
    while (out.p) {
        struct str next_in, next_out;
        if (!in.p || !str_eq(bare(cut(in, '/', &next_in)), bare(cut(out, '/', &next_out))))
            return false;
        in = next_in;
        out = next_out;
    }
    if (!in.p)
        return false;
    *way = (struct way){0, {inner.p, (size_t)(in.p - inner.p) - 1}};
    for (struct str rest = in; rest.p;) {
        bool deep = cut(rest, '/', &rest).n == 0;
        way->up = deep || way->up < 0 ? -1 : way->up + 1;
    }
    return true;
}

/* The alternative of a record path around another one that is nearest. */
static bool nearest_of(struct str inner, const struct form_table *outer, struct way *way)
{
    bool found = false;
    for (struct str rest = outer->path; rest.p;) {
        struct way one = {0};
        struct str path = str_trim(cut(rest, '|', &rest));
        if (lies_inside(inner, path, &one) && (!found || one.parent.n > way->parent.n)) {
            *way = one;
            found = true;
        }
    }
    return found;
}

/* Does every alternative of a table lie inside another table? *same: at the same depth, and the way can be said. */
static bool is_inside(const struct form_table *t, const struct form_table *outer, struct way *way, bool *same)
{
    int n = 0;
    *same = true;
    for (struct str rest = t->path; rest.p; n++) {
        struct way one = {0};
        if (!nearest_of(str_trim(cut(rest, '|', &rest)), outer, &one))
            return false;
        if (n && (one.up != way->up || one.up < 0))
            *same = false;
        *way = one;
    }
    return n > 0;
}

static const struct form_table *find_parent(const struct form *f, const struct form_table *t, struct way *way, bool *same)
{
    const struct form_table *parent = NULL;
    for (int i = 0; i < f->n_tables; i++) {
        const struct form_table *x = &f->tables[i];
        struct way one = {0};
        bool good;
        if (x != t && !x->derived && is_inside(t, x, &one, &good) && (!parent || one.parent.n > way->parent.n)) {
            parent = x;
            *way = one;
            *same = good;
        }
    }
    return parent;
}

/* The way to the outer record, as a path. */
static void put_way(struct buf *b, const struct way *way)
{
    if (way->up < 0)
        buf_str(b, way->parent);
    for (int i = 0; i < way->up; i++)
        buf_puts(b, i ? "/.." : "..");
}

/* Up to a sign behind a path, a text or a number: that of the next part, or the end. */
static const char *skip_part(const char *p, const char *end)
{
    int depth = 0;
    char quote = 0;
    for (; p < end; p++) {
        if (quote)
            quote = *p == quote ? 0 : quote;
        else if (*p == '\'' || *p == '"')
            quote = *p;
        else if (*p == '[' || *p == ']')
            depth += *p == '[' ? 1 : -1;
        else if (!depth && strchr(",|()", *p))
            break;
    }
    return p;
}

/* What a variable takes, said from a record further in: each of its paths gets the way in front. */
static void put_path(struct buf *b, struct str path, const struct way *way)
{
    const char *p = path.p, *end = path.p + path.n;
    while (p < end) {
        const char *from = p, *to = skip_part(p, end);
        while (from < to && *from == ' ')
            from++;
        bool function = to < end && *to == '(';
        if (!function && from < to && !strchr("'\"/0123456789", *from)) {
            put_way(b, way);
            buf_char(b, '/');
        }
        buf_add(b, from, (size_t)(to - from));
        if (function && to + 1 < end && to[1] == ')' && !str_is((struct str){from, (size_t)(to - from)}, "file")) {
            buf_char(b, '(');
            put_way(b, way);
            to++;
        }
        if (to < end)
            buf_char(b, *to++);
        p = to;
    }
}

/* Puts the parent's identifiers in front. */
static void take(struct form *f, struct form_table *t, const struct form_table *parent, const struct way *way)
{
    struct form_var *vars = mem_array((size_t)(t->n + parent->n), sizeof *vars);
    int n = 0;
    for (int i = 0; i < parent->n; i++) {
        const struct form_var *v = &parent->vars[i];
        if (v->role != ROLE_IDENTIFIER || form_var_find(t, v->name))
            continue;
        struct buf path = {0};
        put_path(&path, v->path, way);
        vars[n] = *v;
        vars[n].table = (int)(t - f->tables);
        vars[n].path = arena_str(&f->text, buf_slice(&path));
        n++;
        buf_free(&path);
    }
    if (t->n)
        memcpy(vars + n, t->vars, (size_t)t->n * sizeof *vars);
    n += t->n;
    mem_free(t->vars);
    t->vars = vars;
    t->n = n;
    t->cap = (size_t)n;
    intern_free(&t->names);
    t->names = (struct intern){0};
    for (int i = 0; i < n; i++) {
        vars[i].index = i;
        intern_add(&t->names, vars[i].name);
    }
}

/* Parents first: what they inherit goes on to their children. */
static int inherit(struct form *f, int table, bool *done)
{
    struct form_table *t = &f->tables[table];
    struct way way;
    bool same = false;
    if (done[table] || t->derived)
        return 0;
    done[table] = true;
    const struct form_table *parent = find_parent(f, t, &way, &same);
    if (!parent)
        return 0;
    int faults = inherit(f, (int)(parent - f->tables), done);
    if (same) {
        take(f, t, parent, &way);
        return faults;
    }
    diag(D_FORM_INHERIT, loc_line(f->file, t->line), diag_str(t->name), diag_str(parent->name));
    return faults + 1;
}

int form_inherit(struct form *f, long line)
{
    bool *done = mem_array((size_t)f->n_tables + 1, sizeof *done), any = false;
    int faults = 0;
    for (int i = 0; i < f->n_tables; i++) {
        struct way way;
        bool same;
        any = any || (!f->tables[i].derived && find_parent(f, &f->tables[i], &way, &same));
        faults += inherit(f, i, done);
    }
    mem_free(done);
    if (!any) {
        diag(D_FORM_INHERIT_NONE, loc_line(f->file, line));
        faults++;
    }
    return faults;
}
