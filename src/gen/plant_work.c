/* SPDX-License-Identifier: Apache-2.0 */
#include "gen/plant_work.h"

#include "base/mem.h"
#include "value/keyparts.h"

bool work_pick(struct plant_work *w, cell_test *test, struct cell_ref *at)
{
    uint32_t seen = 0;
    for (int t = 0; t < w->form->n_tables; t++) {
        const struct gen_rows *rows = &w->record->table[t];
        for (int row = 0; row < rows->n; row++)
            for (int v = 0; v < rows->width; v++) {
                const struct gen_cell *c = rows->cell + (size_t)row * (size_t)rows->width + v;
                if (c->state == GEN_ABSENT || !test(&w->form->tables[t].vars[v], c) ||
                    !shape_writes(generator_shape(w->generator), t, v))
                    continue;
                if (draw_below(&w->draw, ++seen) == 0)
                    *at = (struct cell_ref){t, row, v};
            }
    }
    return seen;
}

static bool present(const struct plant_work *w, int table, int row, struct str name, struct cell_ref *at)
{
    const struct form_var *v = form_var_find(&w->form->tables[table], name);
    if (!v || row >= w->record->table[table].n)
        return false;
    *at = (struct cell_ref){table, row, v->index};
    return work_cell(w, *at)->state != GEN_ABSENT;
}

bool work_find(const struct plant_work *w, const char *name, struct cell_ref *at)
{
    return present(w, 0, 0, str_of(name), at);
}

bool work_sibling(const struct plant_work *w, struct cell_ref at, const char *suffix, struct cell_ref *sibling)
{
    char name[128];
    struct str s = work_var(w, at)->name;
    size_t n = strlen(suffix);
    if (s.n + n > sizeof name)
        return false;
    memcpy(name, s.p, s.n);
    memcpy(name + s.n, suffix, n);
    return present(w, at.table, at.row, (struct str){name, s.n + n}, sibling);
}

/* An identifier of a group that repeats one of the unit has its value in the first table. */
static struct str key_of(struct plant_work *w, int table, int row)
{
    const struct form_table *t = &w->form->tables[table];
    struct buf b = {0};
    for (int v = 0; v < t->n; v++) {
        struct cell_ref at = {table, row, v};
        if (t->vars[v].role != ROLE_IDENTIFIER)
            continue;
        if (work_cell(w, at)->state == GEN_ABSENT && !present(w, 0, 0, t->vars[v].name, &at))
            continue;
        struct buf value = {0};
        gen_append(&value, work_cell(w, at));
        keyparts_add(&b, t->vars[v].name, buf_slice(&value));
        buf_free(&value);
    }
    struct str s = arena_str(&w->record->text, buf_slice(&b));
    buf_free(&b);
    return s;
}

static struct planted *note(struct plant_work *w, int table, int row)
{
    w->planted = mem_grow(w->planted, &w->cap, (size_t)w->n + 1, sizeof *w->planted);
    struct planted *p = &w->planted[w->n];
    *p = (struct planted){.kind = w->kind, .table = table};
    /* all of one kind are planted together: the key is the one before the first of them */
    for (int i = 0; i < w->n && !p->key.p; i++)
        if (w->planted[i].table == table && table == 0)
            p->key = w->planted[i].key;
    if (!p->key.p)
        p->key = key_of(w, table, row);
    w->n++;
    return p;
}

bool work_change(struct plant_work *w, struct cell_ref at, struct gen_cell fresh)
{
    struct gen_cell *c = work_cell(w, at);
    if (gen_same(c, &fresh))
        return false;
    struct planted *p = note(w, at.table, at.row);
    p->variable = work_var(w, at)->name;
    p->had = c->state != GEN_ABSENT;
    p->has = fresh.state != GEN_ABSENT;
    p->old = gen_string(&w->record->text, c);
    p->fresh = arena_str(&w->record->text, gen_string(&w->record->text, &fresh)); /* it may come from another record */
    *c = fresh.state == GEN_TEXT ? gen_text(p->fresh) : fresh;
    return true;
}

bool work_change_text(struct plant_work *w, struct cell_ref at)
{
    struct str s = arena_str(&w->record->text, buf_slice(&w->text));
    buf_reset(&w->text);
    return work_change(w, at, gen_text(s));
}

void work_note_file(struct plant_work *w)
{
    note(w, 0, 0)->table = -1;
}
