/* SPDX-License-Identifier: Apache-2.0 */
#include "pack/duplicates.h"

#include "base/mem.h"
#include "pack/refusal.h"
#include "rec/cell.h"
#include "rec/lineage.h"
#include "rec/reckey.h"
#include "rec/twins.h"

/* What is kept of a row: the cells that its finding shows, a TAB behind each, and its line, where lines are kept. */
struct duplicates {
    const struct form_table *table;
    const struct recin *in;
    struct reckey identifiers;
    int *shown;            /* [n_shown] the identifiers and the columns of rec/lineage.h */
    int n_shown;
    bool lines;
    struct twins *twins;
    struct buf key, kept;
    struct rec row;        /* a row that was kept, its other cells null */
};

/* Finds the identifiers. Returns false when there are none, or the stream lacks one. */
static bool find_key(struct duplicates *d)
{
    const struct intern *names = recin_columns(d->in);
    for (int i = 0; i < d->table->n; i++) {
        const struct form_var *v = &d->table->vars[i];
        int at = intern_find(names, v->name);
        if (v->role != ROLE_IDENTIFIER)
            continue;
        if (at < 0)
            return false;
        reckey_add(&d->identifiers, at, v->type);
    }
    return d->identifiers.n > 0;
}

static void find_shown(struct duplicates *d)
{
    d->shown = mem_array((size_t)d->identifiers.n + LINEAGE_COLUMNS, sizeof *d->shown);
    for (int i = 0; i < d->identifiers.n; i++)
        d->shown[d->n_shown++] = d->identifiers.columns[i];
    for (int i = 0; i < LINEAGE_COLUMNS; i++) {
        int at = intern_find(recin_columns(d->in), str_of(lineage_names[i]));
        if (at >= 0)
            d->shown[d->n_shown++] = at;
    }
}

struct duplicates *duplicates_new(const struct form_table *t, const struct recin *in, uint64_t memory, bool lines)
{
    struct duplicates *d = mem_alloc(sizeof *d);
    *d = (struct duplicates){.table = t, .in = in, .lines = lines};
    if (!find_key(d)) {
        duplicates_free(d);
        return NULL;
    }
    find_shown(d);
    d->row.n = recin_columns(in)->n;
    d->row.cell = mem_array((size_t)d->row.n, sizeof *d->row.cell);
    d->twins = twins_new(memory, true);
    return d;
}

void duplicates_take(struct duplicates *d, const struct rec *rec)
{
    buf_reset(&d->key);
    if (reckey_put(&d->key, &d->identifiers, rec) & (RECKEY_NULL | RECKEY_EMPTY))
        return;
    buf_reset(&d->kept);
    for (int i = 0; i < d->n_shown; i++) {
        buf_str(&d->kept, rec->cell[d->shown[i]]);
        buf_char(&d->kept, '\t');
    }
    if (d->lines)
        buf_str(&d->kept, rec->line);
    twins_add(d->twins, buf_slice(&d->key), (uint64_t)rec->lineno, buf_slice(&d->kept));
}

/* What was kept of a row, as a record. */
static const struct rec *row_of(struct duplicates *d, const struct twin *twin)
{
    struct str rest = twin->data;
    for (int i = 0; i < d->row.n; i++)
        d->row.cell[i] = STR("\\N");
    for (int i = 0; i < d->n_shown; i++)
        d->row.cell[d->shown[i]] = str_cut(rest, '\t', &rest);
    d->row.line = rest;
    d->row.lineno = (long)twin->row;
    return &d->row;
}

uint64_t duplicates_report(struct duplicates *d, struct findings *f, struct recout *rejects)
{
    uint64_t n = 0;
    for (struct twin twin; d && twins_next(d->twins, &twin); n++) {
        const struct rec *row = row_of(d, &twin);
        refusal_key(f, d->table, d->in, row, (long)twin.first);
        if (rejects)
            recout_line(rejects, row->line);
    }
    return n;
}

void duplicates_free(struct duplicates *d)
{
    if (!d)
        return;
    reckey_free(&d->identifiers);
    twins_free(d->twins);
    mem_free(d->shown);
    mem_free(d->row.cell);
    buf_free(&d->key);
    buf_free(&d->kept);
    mem_free(d);
}
