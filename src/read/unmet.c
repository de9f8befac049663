/* SPDX-License-Identifier: Apache-2.0 */
#include "read/unmet.h"

#include "base/diag.h"
#include "base/mem.h"

enum { PATHS = 256 }; /* remembered */

void unmet_path(struct unmet *u, struct str path)
{
    if (u->paths.n < PATHS)
        intern_add(&u->paths, path);
}

void unmet_document(struct unmet *u, bool strange)
{
    u->documents++;
    u->strange = u->strange || strange;
}

/* The outermost record element at or above a node, where the node is a record of the table; else -1. */
static int record_of(const struct plan *p, int node, int table)
{
    const struct plan_node *n = &p->nodes[node];
    bool own = false;
    for (int i = 0; i < n->n_rows; i++)
        own = own || n->rows[i].table == table;
    while (own && !p->nodes[node].outermost)
        node = p->nodes[node].parent;
    return own ? node : -1;
}

static bool any_met(const struct plan *p, int table, const uint64_t *met)
{
    for (int i = 1; i < p->n; i++) {
        int record = record_of(p, i, table);
        if (record >= 0 && met[p->nodes[record].kind])
            return true;
    }
    return false;
}

/* What the documents have: elements that the form does not know, then records of others. */
static void list_candidates(const struct unmet *u, const struct plan *p, const uint64_t *met, struct intern *to)
{
    for (int i = 0; i < u->paths.n; i++)
        intern_add(to, intern_name(&u->paths, i));
    for (int k = 0; k < p->n_kinds; k++) {
        struct buf b = {0};
        if (p->kinds[k].node >= 0)
            plan_path(p, p->kinds[k].node, &b);
        else
            buf_str(&b, p->kinds[k].path);
        if (met[k] && !p->kinds[k].hidden)
            intern_add(to, buf_slice(&b));
        buf_free(&b);
    }
}

/* The candidate that is nearest to a path of the table's record, or -1. *same: it is that path, as messages show it. */
static int find_near(const struct plan *p, int table, const struct intern *candidates, bool *same)
{
    int near = -1;
    for (int i = 1; i < p->n && near < 0; i++) {
        int record = record_of(p, i, table);
        struct buf b = {0};
        plan_path(p, record, &b);
        if (record >= 0)
            near = str_nearest(buf_slice(&b), candidates->names, candidates->n);
        *same = near >= 0 && str_eq(buf_slice(&b), intern_name(candidates, near));
        buf_free(&b);
    }
    return near;
}

bool unmet_tell(const struct unmet *u, const struct plan *plan, int table, const uint64_t *met)
{
    const struct form_table *t = &plan->form->tables[table];
    struct intern candidates = {0};
    bool same = false;
    if (!u->strange || any_met(plan, table, met))
        return false;
    list_candidates(u, plan, met, &candidates);
    int near = find_near(plan, table, &candidates, &same);
    struct str there = intern_name(&candidates, near < 0 ? 0 : near);
    enum diag_id id = near < 0 ? D_READ_UNMET : same ? D_READ_UNMET_NAMESPACE : D_READ_UNMET_NEAR;
    diag(id, loc_line(plan->form->file, t->line), diag_str(t->path), diag_num((long long)u->documents), diag_str(there));
    intern_free(&candidates);
    return true;
}

void unmet_free(struct unmet *u)
{
    intern_free(&u->paths);
}
