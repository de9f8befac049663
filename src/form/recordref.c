/* SPDX-License-Identifier: Apache-2.0 */
#include "form/recordref.h"

#include "base/mem.h"
#include "rec/cell.h"
#include "value/keyparts.h"

void recordref_init(struct recordref *s, const struct form_table *t, const struct intern *columns, const char *stream)
{
    *s = (struct recordref){.table = t, .period = -1, .stream = stream};
    s->file = intern_find(columns, STR("_file"));
    s->line = intern_find(columns, STR("_line"));
    s->rec = intern_find(columns, STR("_rec"));
    s->sub = intern_find(columns, STR("_sub"));
    s->keys = mem_array((size_t)t->n + 1, sizeof *s->keys);
    s->key_vars = mem_array((size_t)t->n + 1, sizeof *s->key_vars);
    for (int i = 0; i < t->n; i++) {
        int at = intern_find(columns, t->vars[i].name);
        if (i == t->period)
            s->period = at;
        if (t->vars[i].role != ROLE_IDENTIFIER)
            continue;
        s->n_missing += at < 0;
        if (at < 0)
            continue;
        s->key_vars[s->n_keys] = i;
        s->keys[s->n_keys++] = at;
    }
}

/* A whole number in a cell, 0 when it is none. */
static long number(struct str c)
{
    long v = 0;
    for (size_t i = 0; i < c.n && i < 18; i++) {
        if (c.p[i] < '0' || c.p[i] > '9')
            return 0;
        v = v * 10 + (c.p[i] - '0');
    }
    return v;
}

static void put_key(struct recordref *s, struct str name, struct str cell)
{
    keyparts_add(&s->key, name, cell_is_null(cell) ? STR("") : cell_text(cell, &s->text));
}

void recordref_fill(struct recordref *s, const struct rec *r, struct finding *x)
{
    arena_reset(&s->text);
    buf_reset(&s->key);
    for (int k = 0; k < s->n_keys; k++)
        put_key(s, s->table->vars[s->key_vars[k]].name, r->cell[s->keys[k]]);
    x->table = s->table->name;
    if (s->n_keys)
        x->key = buf_slice(&s->key);
    bool known = s->file >= 0 && !cell_is_null(r->cell[s->file]);
    x->file = known ? cell_text(r->cell[s->file], &s->text) : str_of(s->stream);
    x->line = known ? (s->line >= 0 ? number(r->cell[s->line]) : 0) : r->lineno;
    x->rec = s->rec >= 0 ? number(r->cell[s->rec]) : 0;
    if (s->sub >= 0 && !cell_is_null(r->cell[s->sub]))
        x->submission = cell_text(r->cell[s->sub], &s->text);
}

struct str recordref_period(struct recordref *s, const struct rec *r)
{
    if (s->period < 0 || cell_is_null(r->cell[s->period]))
        return STR("");
    return cell_text(r->cell[s->period], &s->text);
}

bool recordref_day(struct recordref *s, const struct rec *r, struct date *day)
{
    if (s->period < 0)
        return false;
    struct str cell = r->cell[s->period];
    if (!str_eq(cell, buf_slice(&s->last))) {
        buf_reset(&s->last);
        buf_str(&s->last, cell);
        s->has_day = form_period_day(cell, &s->day);
    }
    *day = s->day;
    return s->has_day;
}

void recordref_free(struct recordref *s)
{
    buf_free(&s->last);
    mem_free(s->keys);
    mem_free(s->key_vars);
    buf_free(&s->key);
    arena_free(&s->text);
    *s = (struct recordref){0};
}
