/* SPDX-License-Identifier: Apache-2.0 */
/*
 * record: one submission as values, before it becomes XML.
 *
 * Audience: the other files of gen/. A submission has rows in each table of the form; a row has a cell for each variable
 * of the table, in the form's order. Numbers are kept as integers with a scale; text is what will stand in the XML,
 * before escaping.
 */
#ifndef EC_GEN_RECORD_H
#define EC_GEN_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "form/form.h"

enum gen_state { GEN_ABSENT, GEN_EMPTY, GEN_NUMBER, GEN_TEXT };

struct gen_cell {
    enum gen_state state;
    int scale;       /* GEN_NUMBER: v / 10^scale, 0..6 */
    int64_t v;
    struct str text; /* GEN_TEXT */
};

struct gen_rows {
    struct gen_cell *cell; /* [n * width], row by row */
    size_t cap;
    int n, width;
};

struct gen_record {
    const struct form *form;
    struct gen_rows *table; /* [form->n_tables] */
    struct arena text;      /* texts that the cells point to */
};

/* An empty record of a form. Free with record_free. */
void record_init(struct gen_record *r, const struct form *form);
void record_free(struct gen_record *r);

/* No rows any more; the memory is kept. */
void record_reset(struct gen_record *r);

/* Adds a row to a table, all cells absent. Returns its cells, valid until the next row of that table is added. */
struct gen_cell *record_add(struct gen_record *r, int table);

/* The cells of a row. */
static inline struct gen_cell *record_row(const struct gen_record *r, int table, int row)
{
    const struct gen_rows *t = &r->table[table];
    return t->cell + (size_t)row * (size_t)t->width;
}

/* A cell that holds v / 10^scale. */
static inline struct gen_cell gen_number(int64_t v, int scale)
{
    return (struct gen_cell){.state = GEN_NUMBER, .v = v, .scale = scale};
}

/* A cell that holds text, which is not copied. */
static inline struct gen_cell gen_text(struct str text)
{
    return (struct gen_cell){.state = GEN_TEXT, .text = text};
}

/* Appends the value as text: numbers without zeros at the end of the fraction; nothing for absent and empty. */
void gen_append(struct buf *b, const struct gen_cell *c);

/* The same as a slice in the arena. */
struct str gen_string(struct arena *a, const struct gen_cell *c);

/* Do both stand for the same bytes? */
bool gen_same(const struct gen_cell *a, const struct gen_cell *b);

#endif
