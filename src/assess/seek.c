/* SPDX-License-Identifier: Apache-2.0 */
#include "assess/seek.h"

#include "base/mem.h"
#include "rec/cell.h"
#include "value/keytext.h"

void seek_start(struct seek *s, int n)
{
    *s = (struct seek){0};
    s->comps = mem_array((size_t)n + 1, sizeof *s->comps);
    s->from = mem_array((size_t)n + 1, sizeof *s->from);
    s->types = mem_array((size_t)n + 1, sizeof *s->types);
}

void seek_by(struct seek *s, int comp, enum vtype type, int column)
{
    s->comps[s->n] = comp;
    s->types[s->n] = type;
    s->from[s->n++] = column;
}

/* Returns false when a value is null. */
static bool key_of_row(const struct seek *s, const struct value *row, struct buf *key)
{
    for (int i = 0; i < s->n; i++) {
        struct value v = keytext_value(row[s->comps[i]]);
        if (v.null)
            return false;
        if (i)
            buf_char(key, '\t');
        value_put_cell(key, &v);
    }
    return true;
}

void seek_row(struct seek *s, const struct value *row)
{
    struct buf key = {0};
    int at = s->rows++;
    s->next = mem_grow(s->next, &s->cap_next, (size_t)s->rows, sizeof *s->next);
    s->next[at] = -1;
    if (key_of_row(s, row, &key)) {
        int before = s->keys.n, k = intern_add(&s->keys, buf_slice(&key));
        s->first = mem_grow(s->first, &s->cap_first, (size_t)s->keys.n, sizeof *s->first);
        s->next[at] = k < before ? s->first[k] : -1;
        s->first[k] = at;
    }
    buf_free(&key);
}

int seek_find(const struct seek *s, const struct rec *r)
{
    struct buf key = {0};
    bool good = true;
    for (int i = 0; i < s->n && good; i++) {
        if (i)
            buf_char(&key, '\t');
        good = keytext_put(&key, s->types[i], r->cell[s->from[i]]) != CELL_NULL;
    }
    int k = good ? intern_find(&s->keys, buf_slice(&key)) : -1;
    buf_free(&key);
    return k < 0 ? -1 : s->first[k];
}

int seek_next(const struct seek *s, int row)
{
    return s->next[row];
}

void seek_free(struct seek *s)
{
    mem_free(s->comps);
    mem_free(s->from);
    mem_free(s->types);
    mem_free(s->first);
    mem_free(s->next);
    intern_free(&s->keys);
    *s = (struct seek){0};
}
