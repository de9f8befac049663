/* SPDX-License-Identifier: Apache-2.0 */
#include "starter/draft.h"

#include "base/buf.h"
#include "base/mem.h"
#include "starter/naming.h"

void draft_start(struct draft *d, struct outline *outline)
{
    size_t n = OUTLINE_MOST + 1;
    d->outline = outline;
    d->other_root = -1;
    d->places = mem_array(n, sizeof *d->places);
    d->stands_for = mem_array(n, sizeof *d->stands_for);
    for (size_t i = 0; i < n; i++) {
        d->places[i] = (struct draft_place){-1, -1, -1};
        d->stands_for[i] = (int)i;
    }
}

int draft_table(struct draft *d, struct str source, int node, int parent)
{
    if (d->n_tables == DRAFT_TABLES) {
        d->past_limit++;
        return -1;
    }
    struct buf b = {0};
    naming_make(&b, source);
    d->tables = mem_grow(d->tables, &d->cap_tables, (size_t)d->n_tables + 1, sizeof *d->tables);
    struct draft_table *t = &d->tables[d->n_tables];
    *t = (struct draft_table){.node = node, .parent = parent, .source = arena_str(&d->text, source)};
    struct str outer = parent >= 0 ? d->tables[parent].name : STR("");
    t->name = arena_str(&d->text, naming_take(&d->table_names, buf_slice(&b), &outer, parent >= 0, STR("table")));
    buf_free(&b);
    return d->n_tables++;
}

struct draft_var *draft_add(struct draft *d, int table, struct str name, struct str source, const struct str *outer, int n_outer)
{
    struct draft_table *t = &d->tables[table];
    size_t all = 0;
    for (int i = 0; i < d->n_tables; i++)
        all += (size_t)d->tables[i].n;
    if (all >= DRAFT_VARS) {
        d->past_limit++;
        return NULL;
    }
    t->vars = mem_grow(t->vars, &t->cap, (size_t)t->n + 1, sizeof *t->vars);
    struct draft_var *v = &t->vars[t->n++];
    *v = (struct draft_var){.node = -1, .role = ROLE_ATTRIBUTE, .type = T_STRING};
    v->name = arena_str(&d->text, naming_take(&t->names, name, outer, n_outer, STR("v")));
    v->source = arena_str(&d->text, source);
    return v;
}

bool draft_loses(const struct draft *d)
{
    for (int i = 0; i < d->n_tables; i++)
        for (int k = 0; k < d->tables[i].n; k++)
            if (d->tables[i].vars[k].late)
                return true;
    return d->without > 0;
}

void draft_free(struct draft *d)
{
    for (int i = 0; i < d->n_tables; i++) {
        for (int k = 0; k < d->tables[i].n; k++)
            evidence_free(&d->tables[i].vars[k].evidence);
        mem_free(d->tables[i].vars);
        intern_free(&d->tables[i].names);
    }
    mem_free(d->tables);
    intern_free(&d->table_names);
    mem_free(d->places);
    mem_free(d->stands_for);
    mem_free(d->prefixes);
    arena_free(&d->text);
    *d = (struct draft){.n_tables = 0};
}
