/* SPDX-License-Identifier: Apache-2.0 */
#include "gen/registers.h"

#include "base/mem.h"

struct registers {
    const struct generator *generator;
    const struct survey *survey;
    struct recout **out; /* [n] */
    int n;
};

static struct recout *open_register(const struct survey_register *k, const char *path, const struct dialect *dialect)
{
    struct buf header = {0};
    struct recout *w = recout_open(path, dialect);

    for (int i = 0; i < k->n; i++)
        buf_printf(&header, "%s%s", i ? "\t" : "", k->columns[i].name);
    if (k->frame)
        buf_puts(&header, "\tframe_from\tframe_to");
    recout_header(w, buf_slice(&header));
    buf_free(&header);
    return w;
}

struct registers *registers_new(const struct generator *g, const char *const *paths, int n, const struct dialect *dialect)
{
    const struct survey *survey = generator_survey(g);
    if (!survey)
        return NULL;

    struct registers *f = mem_alloc(sizeof *f);
    *f = (struct registers){.generator = g, .survey = survey, .n = n < survey->n_registers ? n : survey->n_registers};
    f->out = mem_array((size_t)f->n + 1, sizeof *f->out);
    for (int i = 0; i < f->n; i++)
        f->out[i] = open_register(&survey->registers[i], paths[i], dialect);
    return f;
}

void registers_free(struct registers *f)
{
    if (!f)
        return;
    for (int i = 0; i < f->n; i++)
        recout_close(f->out[i], true);
    mem_free(f->out);
    mem_free(f);
}

/* A column of a register in a row of its table; NULL where the form lacks the variable or it has no value. */
static const struct gen_cell *cell(const struct gen_record *r, const struct form_table *t, int row, const struct survey_column *k)
{
    const struct form_table *from = k->of_unit ? &r->form->tables[0] : t;
    const struct form_var *v = form_var_find(from, str_of(k->variable));
    const struct gen_cell *c = v ? &record_row(r, (int)(from - r->form->tables), k->of_unit ? 0 : row)[v->index] : NULL;
    return c && c->state != GEN_ABSENT ? c : NULL;
}

static void put_quarter(struct recout *w, int quarter)
{
    struct buf b = {0};
    buf_printf(&b, "%dQ%d", quarter / 4, quarter % 4 + 1);
    recout_text(w, buf_slice(&b));
    buf_free(&b);
}

/* The enterprise's first and, when it is this one, its last quarter in the frame. */
static void put_frame(struct recout *w, const struct registers *f, uint32_t unit)
{
    int first, last;
    struct survey_unit u = generator_unit(f->generator, unit);
    f->survey->stay(u, &first, &last);
    put_quarter(w, first);
    if (last == u.quarter)
        put_quarter(w, last);
    else
        recout_null(w);
}

/* Does an earlier row say the same in all columns that are not the unit's? */
static bool stood_before(const struct survey_register *k, const struct gen_record *r, const struct form_table *t, int row)
{
    for (int before = 0; before < row; before++) {
        bool same = true;
        for (int i = 0; i < k->n && same; i++) {
            const struct gen_cell *a = cell(r, t, row, &k->columns[i]), *b = cell(r, t, before, &k->columns[i]);
            same = k->columns[i].of_unit || (a && b ? gen_same(a, b) : a == b);
        }
        if (same)
            return true;
    }
    return false;
}

static void add_rows(struct registers *f, int which, uint32_t unit, struct gen_record *r)
{
    const struct survey_register *k = &f->survey->registers[which];
    const struct form_table *t = k->table ? form_table_find(r->form, str_of(k->table)) : &r->form->tables[0];
    struct recout *w = f->out[which];
    int rows = !t ? 0 : k->table ? r->table[t - r->form->tables].n : 1;

    for (int row = 0; row < rows; row++) {
        if (k->distinct && stood_before(k, r, t, row))
            continue;
        for (int i = 0; i < k->n; i++) {
            const struct gen_cell *c = cell(r, t, row, &k->columns[i]);
            if (c)
                recout_text(w, gen_string(&r->text, c));
            else
                recout_null(w);
        }
        if (k->frame)
            put_frame(w, f, unit);
        recout_end(w);
    }
}

void registers_add(struct registers *f, uint32_t unit, struct gen_record *r)
{
    for (int i = 0; i < f->n; i++)
        add_rows(f, i, unit, r);
}
