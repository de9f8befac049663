/* SPDX-License-Identifier: Apache-2.0 */
#include "read/plan.h"

#include <string.h>

#include "base/mem.h"
#include "read/plan_tree.h"

/* Room for the nodes that documents will make, so that no node moves while threads look at it. */
static void make_room(struct plan_maker *m)
{
    struct plan *p = m->plan;
    bool lazy = false;
    for (int i = 0; i < p->n; i++)
        lazy = lazy || p->nodes[i].lazy;
    m->growing = true;
    p->ready = p->most = p->n;
    if (!lazy)
        return;
    p->most += PLAN_NODES;
    struct plan_node *nodes = mem_array((size_t)p->most, sizeof *nodes);
    memcpy(nodes, p->nodes, (size_t)p->n * sizeof *nodes);
    mem_free(p->nodes);
    p->nodes = nodes;
}

/* What a document may begin with, for messages. */
static void list_roots(struct plan_maker *m)
{
    struct plan *p = m->plan;
    struct buf b = {0};
    for (int c = p->nodes[0].first; c >= 0; c = p->nodes[c].next) {
        struct str name = vocab_local(&p->vocab, p->nodes[c].name);
        buf_printf(&b, "%s<%.*s>", b.n ? ", " : "", (int)name.n, name.p);
    }
    bool any = p->nodes[0].any >= 0 || p->nodes[0].lazy;
    p->roots = arena_str(&m->arena, any ? STR("*") : buf_slice(&b));
    buf_free(&b);
}

/* The tables of the form and those that ref() looks up. */
static void make_tables(struct plan_maker *m)
{
    struct plan *p = m->plan;
    const struct form *form = p->form;
    p->n_tables = form->n_tables + (int)m->paths.n_refs;
    p->has_refs = m->paths.n_refs > 0;
    struct form_table *tables = arena_array(&m->arena, (size_t)p->n_tables + 1, sizeof *tables);
    memcpy(tables, form->tables, (size_t)form->n_tables * sizeof *tables);
    for (size_t i = 0; i < m->paths.n_refs; i++) {
        struct ref_path *x = m->paths.refs[i];
        tables[(size_t)form->n_tables + i] =
            (struct form_table){.name = STR("ref()"), .path = x->vars[1].path, .vars = x->vars, .n = 2, .period = -1,
                                .line = x->line};
    }
    p->tables = tables;
    p->refs = arena_array(&m->arena, (size_t)form->n_tables + 1, sizeof *p->refs);
    for (int i = 0; i < form->n_tables; i++)
        for (int k = 0; k < form->tables[i].n; k++)
            if (m->paths.ref_of[i][k])
                p->refs[i] = m->paths.ref_of[i];
}

struct plan *plan_new(const struct form *form)
{
    struct plan *p = mem_alloc(sizeof *p);
    struct plan_maker *m = mem_alloc(sizeof *m);
    *p = (struct plan){.form = form, .maker = m};
    *m = (struct plan_maker){.plan = p};
    pthread_mutex_init(&m->lock, NULL);
    vocab_start(&p->vocab);
    if (plan_paths_read(&m->paths, form, &p->vocab, &m->arena)) {
        make_tables(m);
        plan_tree_make(m);
    } else {
        m->failed = true;
    }
    if (m->failed) {
        plan_free(p);
        return NULL;
    }
    make_room(m);
    list_roots(m);
    return p;
}

int plan_grow(const struct plan *p, int node, int name)
{
    pthread_mutex_lock(&p->maker->lock);
    int child = plan_tree_grow(p->maker, node, name);
    pthread_mutex_unlock(&p->maker->lock);
    return child;
}

/* Is a name of the vocabulary, or any, the local part of this name, as written? */
static bool is_called(const struct plan *p, int name, struct str raw)
{
    struct str local;
    str_cut(raw, ':', &local);
    return name < 0 || str_eq(vocab_local(&p->vocab, name), local.p ? local : raw);
}

bool plan_is_record(const struct plan *p, struct str raw)
{
    for (int i = 0; i < p->n_kinds; i++)
        if (is_called(p, p->kinds[i].name, raw))
            return true;
    return false;
}

/* The same below `//`, where the children are made when they are asked for. */
static int lazy_record_child(const struct plan *p, int node, struct str raw)
{
    for (int i = 0; i < p->n_kinds; i++) {
        int child = is_called(p, p->kinds[i].name, raw) ? plan_grow(p, node, p->kinds[i].name) : PLAN_UNKNOWN;
        if (child >= 0 && p->nodes[child].outermost)
            return child;
    }
    return -1;
}

int plan_record_child(const struct plan *p, int node, struct str raw)
{
    if (p->nodes[node].lazy)
        return lazy_record_child(p, node, raw);
    for (int c = p->nodes[node].first; c >= 0; c = p->nodes[c].next)
        if (p->nodes[c].name >= 0 && p->nodes[c].outermost && is_called(p, p->nodes[c].name, raw))
            return c;
    int any = p->nodes[node].any;
    return any >= 0 && p->nodes[any].outermost ? any : -1;
}

void plan_path(const struct plan *p, int node, struct buf *b)
{
    if (node <= 0)
        return;
    plan_path(p, p->nodes[node].parent, b);
    buf_char(b, '/');
    buf_str(b, p->nodes[node].name < 0 ? STR("*") : vocab_local(&p->vocab, p->nodes[node].name));
}

static void free_node(struct plan_node *n)
{
    for (int k = 0; k < n->n_attrs; k++)
        mem_free(n->attrs[k].targets.v);
    mem_free(n->attrs);
    mem_free(n->text.v);
    mem_free(n->element.v);
    mem_free(n->whole.v);
    mem_free(n->place.v);
    mem_free(n->tests);
    mem_free(n->values);
    mem_free(n->rows);
    mem_free(n->items);
}

void plan_free(struct plan *p)
{
    if (!p)
        return;
    for (int i = 0; i < p->n; i++)
        free_node(&p->nodes[i]);
    mem_free(p->nodes);
    mem_free(p->kinds);
    plan_paths_free(&p->maker->paths);
    arena_free(&p->maker->arena);
    pthread_mutex_destroy(&p->maker->lock);
    mem_free(p->maker);
    vocab_free(&p->vocab);
    mem_free(p);
}
