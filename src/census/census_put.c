/* SPDX-License-Identifier: Apache-2.0 */
#include "census/census_put.h"

bool put_row(struct census_work *w, enum census_table table)
{
    if (w->map->table[table] < 0)
        return false;
    w->row = record_add(w->record, w->map->table[table]);
    return true;
}

static struct gen_cell *place(struct census_work *w, enum census_var var)
{
    if (w->map->slot[var] < 0 || (w->map->optional[var] && !w->full))
        return NULL;
    return &w->row[w->map->slot[var]];
}

void put_number(struct census_work *w, enum census_var var, int64_t v, int scale)
{
    struct gen_cell *c = place(w, var);
    if (c)
        *c = gen_number(v, scale);
}

void put_text(struct census_work *w, enum census_var var, const char *text)
{
    struct gen_cell *c = place(w, var);
    if (c)
        *c = gen_text(arena_str(&w->record->text, str_of(text)));
}

void put_buf(struct census_work *w, enum census_var var)
{
    struct gen_cell *c = place(w, var);
    if (c)
        *c = gen_text(arena_str(&w->record->text, buf_slice(&w->text)));
    buf_reset(&w->text);
}

void put_day(struct census_work *w, enum census_var var, int day)
{
    date_put(&w->text, (struct date){day});
    put_buf(w, var);
}
