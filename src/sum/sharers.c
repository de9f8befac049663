/* SPDX-License-Identifier: Apache-2.0 */
#include "sum/sharers.h"

#include "base/mem.h"
#include "rec/cell.h"
#include "value/keytext.h"

bool sharers_init(struct sharers *s, const struct unitnames *names, const struct layout *l, const struct schema *columns,
                  struct str *missing)
{
    *s = (struct sharers){.names = names, .columns = columns};
    s->slots = mem_array((size_t)l->n + 1, sizeof *s->slots);
    s->from = mem_array((size_t)l->n + 1, sizeof *s->from);
    *missing = (struct str){0};
    for (int i = 0; i < l->n; i++) {
        if (l->v[i].hidden || l->v[i].role != ROLE_IDENTIFIER)
            continue;
        s->slots[s->n] = i;
        s->from[s->n] = schema_find(columns, l->v[i].name);
        if (s->from[s->n++] < 0)
            *missing = l->v[i].name;
    }
    return s->n && !missing->p;
}

/* Returns false when a value is null. */
static bool key_of_row(const struct sharers *s, const struct value *row, struct buf *key)
{
    for (int i = 0; i < s->n; i++) {
        struct value v = keytext_value(row[s->slots[i]]);
        if (v.null)
            return false;
        if (i)
            buf_char(key, '\t');
        value_put_cell(key, &v);
    }
    return true;
}

void sharers_add(struct sharers *s, const struct value *row)
{
    struct buf key = {0};
    int at = s->n_rows++;
    s->rows = mem_grow(s->rows, &s->cap_rows, (size_t)s->n_rows, sizeof *s->rows);
    s->next = mem_grow(s->next, &s->cap_next, (size_t)s->n_rows, sizeof *s->next);
    s->rows[at] = (struct sharers_row){0};
    s->next[at] = -1;
    if (key_of_row(s, row, &key)) {
        int before = s->keys.n, k = intern_add(&s->keys, buf_slice(&key));
        s->first = mem_grow(s->first, &s->cap_first, (size_t)s->keys.n, sizeof *s->first);
        s->next[at] = k < before ? s->first[k] : -1;
        s->first[k] = at;
    }
    buf_free(&key);
}

static bool key_of_record(const struct sharers *s, const struct rec *r, struct buf *key)
{
    for (int i = 0; i < s->n; i++) {
        if (i)
            buf_char(key, '\t');
        if (keytext_put(key, s->columns->columns[s->from[i]].type, r->cell[s->from[i]]) == CELL_NULL)
            return false;
    }
    return true;
}

/* The unit of a record as its key text. */
static void put_unit(const struct unitnames *u, const struct rec *r, struct buf *key)
{
    buf_reset(key);
    for (int i = 0; i < u->n; i++)
        if (i != u->period) {
            keytext_put(key, u->var[i]->type, r->cell[u->column[i]]);
            buf_char(key, '\t');
        }
}

static void add_unit(struct sharers *s, struct sharers_row *row, const struct rec *r, struct str unit)
{
    int before = row->units.n;
    if (intern_add(&row->units, unit) < before)
        return; /* another version of it */
    row->part = mem_grow(row->part, &row->cap, (size_t)row->units.n, sizeof *row->part);
    row->part[before] = arena_array(&s->text, UNITNAMES_MOST, sizeof **row->part);
    unitnames_of_record(s->names, r, row->part[before], &s->text);
}

void sharers_match(struct sharers *s, const struct rec *r)
{
    struct buf key = {0};
    int k = key_of_record(s, r, &key) ? intern_find(&s->keys, buf_slice(&key)) : -1;
    if (k >= 0) {
        put_unit(s->names, r, &key);
        for (int at = s->first[k]; at >= 0; at = s->next[at])
            add_unit(s, &s->rows[at], r, buf_slice(&key));
    }
    buf_free(&key);
}

void sharers_free(struct sharers *s)
{
    for (int i = 0; i < s->n_rows; i++) {
        intern_free(&s->rows[i].units);
        mem_free(s->rows[i].part);
    }
    mem_free(s->slots);
    mem_free(s->from);
    mem_free(s->first);
    mem_free(s->next);
    mem_free(s->rows);
    intern_free(&s->keys);
    arena_free(&s->text);
    *s = (struct sharers){0};
}
