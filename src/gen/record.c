/* SPDX-License-Identifier: Apache-2.0 */
#include "gen/record.h"

#include "base/mem.h"

void record_init(struct gen_record *r, const struct form *form)
{
    *r = (struct gen_record){.form = form};
    r->table = mem_array((size_t)form->n_tables, sizeof *r->table);
    for (int i = 0; i < form->n_tables; i++)
        r->table[i].width = form->tables[i].n;
}

void record_free(struct gen_record *r)
{
    for (int i = 0; r->table && i < r->form->n_tables; i++)
        mem_free(r->table[i].cell);
    mem_free(r->table);
    arena_free(&r->text);
    *r = (struct gen_record){0};
}

void record_reset(struct gen_record *r)
{
    for (int i = 0; i < r->form->n_tables; i++)
        r->table[i].n = 0;
    arena_reset(&r->text);
}

struct gen_cell *record_add(struct gen_record *r, int table)
{
    struct gen_rows *t = &r->table[table];
    size_t width = (size_t)t->width, used = (size_t)t->n * width;
    t->cell = mem_grow(t->cell, &t->cap, used + width, sizeof *t->cell);
    memset(t->cell + used, 0, width * sizeof *t->cell);
    t->n++;
    return t->cell + used;
}

/* Digits are made from the right; the zeros that a fraction ends with are left out. */
static void append_number(struct buf *b, int64_t v, int scale)
{
    char digits[32], *p = digits + sizeof digits;
    uint64_t u = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
    while (scale > 0 && u % 10 == 0) {
        u /= 10;
        scale--;
    }
    for (int i = 0; i == 0 || u || i <= scale; i++) {
        if (i == scale && scale)
            *--p = '.';
        *--p = (char)('0' + u % 10);
        u /= 10;
    }
    if (v < 0)
        *--p = '-';
    buf_add(b, p, (size_t)(digits + sizeof digits - p));
}

void gen_append(struct buf *b, const struct gen_cell *c)
{
    if (c->state == GEN_NUMBER)
        append_number(b, c->v, c->scale);
    else if (c->state == GEN_TEXT)
        buf_str(b, c->text);
}

struct str gen_string(struct arena *a, const struct gen_cell *c)
{
    if (c->state == GEN_TEXT)
        return c->text;
    struct buf b = {0};
    gen_append(&b, c);
    struct str s = arena_str(a, buf_slice(&b));
    buf_free(&b);
    return s;
}

bool gen_same(const struct gen_cell *a, const struct gen_cell *b)
{
    if (a->state == GEN_ABSENT || b->state == GEN_ABSENT)
        return a->state == b->state;
    struct arena text = {0};
    bool same = str_eq(gen_string(&text, a), gen_string(&text, b));
    arena_free(&text);
    return same;
}
