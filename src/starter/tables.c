/* SPDX-License-Identifier: Apache-2.0 */
#include "starter/tables.h"

#include "base/buf.h"
#include "base/diag.h"
#include "base/mem.h"
#include "starter/naming.h"
#include "starter/steps.h"

enum { SEEN_ONCE = 20, OUTSIDE_FEW = 6, LARGE = 20000 /* elements of a document that is no record any more */ };

/* The names of the elements around a node up to a table's, nearest first, for a name that is taken. */
static int outer_names(struct draft *d, int node, int top, struct str outer[OUTLINE_DEPTH])
{
    int n = 0;
    for (int at = d->outline->nodes[node].parent; at > 0 && at != top && n < OUTLINE_DEPTH; at = d->outline->nodes[at].parent) {
        struct buf b = {0};
        naming_make(&b, outline_local(d->outline, at));
        if (b.n)
            outer[n++] = arena_str(&d->text, buf_slice(&b));
        buf_free(&b);
    }
    return n;
}

/* The name of a variable before it is made unique: that of an attribute of an element inside has the element's before it. */
static void plain_name(const struct draft *d, int node, int top, struct buf *b)
{
    const struct outline_node *n = &d->outline->nodes[node];
    if (n->attribute && n->parent != top && n->parent > 0) {
        naming_make(b, outline_local(d->outline, n->parent));
        if (b->n)
            buf_char(b, '_');
    }
    struct buf own = {0};
    naming_make(&own, outline_local(d->outline, node));
    buf_str(b, buf_slice(&own));
    if (!own.n)
        buf_reset(b);
    buf_free(&own);
}

/* Could a sibling of the samples have it twice? Not where many parents had it once; an attribute of the record never. */
static bool may_repeat(const struct draft *d, int top, int node)
{
    const struct outline_node *nodes = d->outline->nodes;
    for (int at = node; at > 0 && at != top; at = nodes[at].parent)
        if (!nodes[at].attribute && !nodes[at].single && nodes[at].parents < SEEN_ONCE)
            return true;
    return false;
}

static void add_variable(struct draft *d, int table, int node, bool outside)
{
    struct str outer[OUTLINE_DEPTH];
    struct buf b = {0};
    int top = d->tables[table].node, n_outer = outer_names(d, node, top, outer);
    plain_name(d, node, top, &b);
    struct draft_var *v = draft_add(d, table, buf_slice(&b), outline_local(d->outline, node), outer, n_outer);
    buf_free(&b);
    if (!v)
        return;
    v->node = node;
    v->facts = d->outline->nodes[node].facts;
    v->outside = outside;
    v->several = !outside && !d->once && may_repeat(d, top, node);
    v->path = steps_path(d, outside ? 0 : top, node);
    d->places[node].table = table;
    d->places[node].var = d->tables[table].n - 1;
}

/* Walking */

static bool is_record(const struct draft *d, int node)
{
    return d->outline->nodes[node].most > 1;
}

/* Has the element a text of its own that a path can take? */
static bool is_value(const struct draft *d, int node)
{
    const struct outline_node *n = &d->outline->nodes[node];
    return !n->attribute && (n->mixed || n->has_text || !n->has_kids);
}

static void walk_table(struct draft *d, int table, int node);

static void new_table(struct draft *d, int node, int parent)
{
    int t = draft_table(d, outline_local(d->outline, node), node, parent);
    if (t < 0)
        return;
    d->places[node].record_of = t;
    d->tables[t].path = steps_path(d, 0, node);
    walk_table(d, t, node);
}

/* All that hangs on an element: values first, so that the columns of a table come before its tables. */
static void walk_values(struct draft *d, int table, int node, bool outside)
{
    const struct outline *s = d->outline;
    if (is_value(d, node))
        add_variable(d, table, node, outside);
    for (int c = s->nodes[node].first; c >= 0; c = s->nodes[c].next)
        if (s->nodes[c].attribute)
            add_variable(d, table, c, outside);
    for (int c = s->nodes[node].first; c >= 0 && !s->nodes[node].mixed; c = s->nodes[c].next)
        if (!s->nodes[c].attribute && !is_record(d, c) && d->places[c].record_of < 0)
            walk_values(d, table, c, outside);
}

/* A table without a value of its own counts what its records hold, so that these are there. */
static void add_count(struct draft *d, int table, int node)
{
    const struct outline *s = d->outline;
    int c = s->nodes[node].first;
    if (d->tables[table].n || c < 0)
        return;
    struct buf b = {0}, path = {0};
    naming_make(&b, outline_local(s, c));
    buf_puts(&b, b.n ? "_count" : "");
    struct draft_var *v = draft_add(d, table, buf_slice(&b), outline_local(s, c), NULL, 0);
    if (v) {
        struct str step = steps_path(d, node, c);
        buf_printf(&path, "count(%.*s)", (int)step.n, step.p);
        v->path = arena_str(&d->text, buf_slice(&path));
        v->type = T_INTEGER;
        v->typed = true;
    }
    buf_free(&path);
    buf_free(&b);
}

static void walk_tables(struct draft *d, int parent, int node)
{
    const struct outline *s = d->outline;
    for (int c = s->nodes[node].first; c >= 0 && !s->nodes[node].mixed; c = s->nodes[c].next) {
        if (s->nodes[c].attribute || d->places[c].record_of >= 0)
            continue;
        if (is_record(d, c))
            new_table(d, c, parent);
        else
            walk_tables(d, parent, c);
    }
}

static void walk_table(struct draft *d, int table, int node)
{
    walk_values(d, table, node, false);
    add_count(d, table, node);
    walk_tables(d, table, node);
}

static bool is_above(const struct outline *s, int node, int below)
{
    while (below > 0 && below != node)
        below = s->nodes[below].parent;
    return below == node;
}

/* What stands around the record: on the elements that hold it, and beside these. */
static void walk_around(struct draft *d, int record, int node)
{
    const struct outline *s = d->outline;
    int table = d->places[record].record_of;
    if (is_value(d, node))
        add_variable(d, table, node, true);
    for (int c = s->nodes[node].first; c >= 0; c = s->nodes[c].next) {
        if (s->nodes[c].attribute)
            add_variable(d, table, c, true);
        else if (c != record && (is_above(s, c, record) || !is_record(d, c)))
            walk_around(d, record, c);
    }
}

static void walk_beside(struct draft *d, int record, int node)
{
    const struct outline *s = d->outline;
    for (int c = s->nodes[node].first; c >= 0; c = s->nodes[c].next) {
        if (s->nodes[c].attribute || c == record)
            continue;
        if (is_record(d, c) && !is_above(s, c, record))
            new_table(d, c, -1);
        else
            walk_beside(d, record, c);
    }
}

/* The record */

static uint64_t count_values(const struct draft *d, int node)
{
    const struct outline *s = d->outline;
    uint64_t n = s->nodes[node].attribute || is_value(d, node);
    for (int c = s->nodes[node].first; c >= 0; c = s->nodes[c].next)
        n += count_values(d, c);
    return n;
}

/* The heaviest element below that comes several times, in parents that do not. */
static int heaviest(const struct draft *d, int node)
{
    const struct outline *s = d->outline;
    int best = -1;
    for (int c = s->nodes[node].first; c >= 0; c = s->nodes[c].next) {
        if (s->nodes[c].attribute)
            continue;
        int found = is_record(d, c) ? c : heaviest(d, c);
        if (found >= 0 && (best < 0 || s->nodes[found].weight > s->nodes[best].weight))
            best = found;
    }
    return best;
}

static bool is_large(const struct outline *s, int root)
{
    return s->nodes[root].count && s->nodes[root].weight / s->nodes[root].count > LARGE;
}

/* A root that holds little but elements of one kind is a batch of these; else the whole document is the record, unless it is too
 * large for one. */
static int guess_record(const struct draft *d, int root, bool whole)
{
    const struct outline *s = d->outline;
    int best = heaviest(d, root);
    if (whole || best < 0 || s->nodes[best].weight * 2 < s->nodes[root].weight)
        return root;
    uint64_t inside = count_values(d, best), outside = count_values(d, root) - inside;
    bool few = inside > 0 && outside <= (inside / 2 > OUTSIDE_FEW ? inside / 2 : OUTSIDE_FEW);
    return few || is_large(s, root) ? best : root;
}

/* The child of a local name; a prefix before it does not matter. */
static int named_child(const struct outline *s, int node, struct str step)
{
    struct str local;
    str_cut(step, ':', &local);
    for (int c = s->nodes[node].first; c >= 0; c = s->nodes[c].next)
        if (!s->nodes[c].attribute && str_eq(outline_local(s, c), local.p ? local : step))
            return c;
    return -1;
}

static int find_record(const struct draft *d, struct str path)
{
    const struct outline *s = d->outline;
    struct str rest = str_trim(path), whole = rest;
    int node = 0;
    if (str_starts(rest, STR("/")))
        str_cut(rest, '/', &rest);
    while (rest.p) {
        struct str step = str_cut(rest, '/', &rest);
        int next = named_child(s, node, step);
        if (next < 0) {
            struct buf names = {0};
            for (int c = s->nodes[node].first; c >= 0 && names.n < 150; c = s->nodes[c].next)
                if (!s->nodes[c].attribute) {
                    buf_puts(&names, names.n ? ", " : "");
                    buf_str(&names, outline_local(s, c));
                }
            diag(D_STARTER_RECORD, (struct loc){0}, diag_str(whole), diag_str(step), diag_str(buf_slice(&names)));
            buf_free(&names);
            return -1;
        }
        node = next;
    }
    return node;
}

/* A root that is the record alone, as when a submission comes by itself: its parts are those of the record. */
static void join_nodes(struct draft *d, int to, int from)
{
    struct outline *s = d->outline;
    struct outline_node *a = &s->nodes[to];
    const struct outline_node *b = &s->nodes[from];
    d->stands_for[from] = to;
    a->has_text |= b->has_text;
    a->has_kids |= b->has_kids;
    a->mixed |= b->mixed;
    a->count += b->count;
    a->parents += b->parents;
    a->most = b->most > a->most ? b->most : a->most;
    for (int c = b->first; c >= 0; c = s->nodes[c].next) {
        int twin = outline_child(s, to, s->nodes[c].name, s->nodes[c].attribute, false);
        if (twin < 0)
            twin = outline_child(s, to, s->nodes[c].name, s->nodes[c].attribute, true);
        if (twin >= 0)
            join_nodes(d, twin, c);
    }
}

static void make_record(struct draft *d, int root, int record)
{
    const struct outline *s = d->outline;
    int t = draft_table(d, outline_local(s, record), record, -1);
    if (t < 0)
        return;
    d->places[record].record_of = t;
    d->tables[t].path = steps_path(d, 0, record);
    walk_values(d, t, record, false);
    if (record != root)
        walk_around(d, record, root);
    add_count(d, t, record);
    walk_tables(d, t, record);
    if (record != root)
        walk_beside(d, record, root);
}

/* The roots in the order of their weight; the records of those that others hold are joined to theirs. */
static int heaviest_root(const struct draft *d, const bool *done)
{
    const struct outline *s = d->outline;
    int best = -1;
    for (int c = s->nodes[0].first; c >= 0; c = s->nodes[c].next)
        if (!done[c] && (best < 0 || s->nodes[c].weight > s->nodes[best].weight))
            best = c;
    return best;
}

static void join_other_root(struct draft *d, int record, bool *done)
{
    const struct outline *s = d->outline;
    for (int c = s->nodes[0].first; c >= 0; c = s->nodes[c].next) {
        if (done[c] || c == record || s->nodes[c].name != s->nodes[record].name)
            continue;
        done[c] = true;
        d->other_root = c;
        unsigned most = s->nodes[record].most;
        join_nodes(d, record, c);
        d->outline->nodes[record].most = most;
    }
}

bool tables_make(struct draft *d, struct outline *outline, const char *record, bool whole)
{
    bool once = d->once;
    draft_start(d, outline);
    d->once = once;
    outline_weigh(outline);
    steps_prefixes(d);
    bool *done = mem_array(OUTLINE_MOST + 1, sizeof *done), good = true;
    int given = record ? find_record(d, str_of(record)) : -1, given_root = given;
    good = !record || given > 0;
    while (given_root > 0 && outline->nodes[given_root].parent > 0)
        given_root = outline->nodes[given_root].parent;
    for (int root; good && (root = given_root > 0 ? given_root : heaviest_root(d, done)) >= 0; given_root = -1) {
        done[root] = true;
        int here = given > 0 && given_root == root ? given : guess_record(d, root, whole);
        if (d->n_tables == 0) {
            d->whole = here == root;
            d->small = !is_large(outline, root);
        }
        if (here != root)
            join_other_root(d, here, done);
        make_record(d, root, here);
    }
    mem_free(done);
    return good;
}
