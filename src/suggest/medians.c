/* SPDX-License-Identifier: Apache-2.0 */
#include "suggest/medians.h"

#include <string.h>

#include "base/buf.h"
#include "base/diag.h"
#include "base/mem.h"
#include "rec/cell.h"
#include "rec/recin.h"

struct medians {
    int n;            /* columns of the data */
    int *class_at;    /* [n_class] positions in the data, in the order of the file */
    int n_class;
    int size;         /* position in the data */
    struct intern classes; /* cells of the class, joined by TAB */
    struct median {
        bool is;
        struct dec d;
    } *median;        /* [classes.n][n] */
    size_t cap;
    struct buf key;   /* scratch */
};

/* The class of a row, as one text. at: where its class cells stand. */
static struct str class_of(struct buf *b, const struct str *cells, const int *at, int n)
{
    buf_reset(b);
    for (int i = 0; i < n; i++) {
        buf_str(b, cells[at[i]]);
        buf_char(b, '\t');
    }
    return buf_slice(b);
}

/* How the file's columns and the data's belong together. */
struct layout {
    int *to;       /* [columns of the file] position in the data of a number, or -1 */
    int *class_at; /* [m->n_class] positions in the file */
};

static bool lay_out(struct medians *m, const struct recin *in, const char *size, const struct intern *columns,
                    medians_is_number *is_number, const void *ctx, struct layout *l)
{
    const struct intern *names = recin_columns(in);
    struct loc here = loc_line(recin_name(in), 1);
    m->size = -1;
    for (int i = 0; i < names->n; i++) {
        struct str name = intern_name(names, i);
        int at = intern_find(columns, name);
        l->to[i] = -1;
        if (at >= 0 && is_number(ctx, name)) {
            l->to[i] = at;
            m->size = str_is(name, size) ? at : m->size;
        } else if (at >= 0) {
            l->class_at[m->n_class] = i;
            m->class_at[m->n_class++] = at;
        }
    }
    if (m->size < 0)
        diag(D_COLUMN_UNKNOWN, here, size);
    if (!m->n_class)
        diag(D_MEDIANS_CLASS, here);
    return m->size >= 0 && m->n_class > 0;
}

static bool add(struct medians *m, const struct rec *rec, const struct layout *l, struct loc here)
{
    int before = m->classes.n;
    int class = intern_add(&m->classes, class_of(&m->key, rec->cell, l->class_at, m->n_class));
    if (class < before) {
        diag(D_MEDIANS_TWICE, here);
        return false;
    }
    m->median = mem_grow(m->median, &m->cap, (size_t)(class + 1) * (size_t)m->n, sizeof *m->median);
    struct median *row = &m->median[(size_t)class * (size_t)m->n];
    memset(row, 0, (size_t)m->n * sizeof *row);
    for (int i = 0; i < rec->n; i++) {
        if (l->to[i] < 0 || cell_is_null(rec->cell[i]) || !rec->cell[i].n)
            continue;
        struct median *x = &row[l->to[i]];
        if (dec_parse(&x->d, rec->cell[i]) != DEC_OK) {
            diag(D_MEDIANS_NUMBER, here, diag_str(rec->cell[i]));
            return false;
        }
        x->is = dec_sign(&x->d) != 0;
    }
    return true;
}

struct medians *medians_load(const char *path, const char *size, const struct intern *columns, medians_is_number *is_number,
                             const void *ctx)
{
    struct recin *in = recin_open(path, NULL);
    if (!in)
        return NULL;
    size_t file_columns = (size_t)recin_columns(in)->n;
    struct layout l = {mem_array(file_columns + 1, sizeof *l.to), mem_array(file_columns + 1, sizeof *l.class_at)};
    struct medians *m = mem_alloc(sizeof *m);
    struct rec rec;
    int got = 0;
    m->n = columns->n;
    m->class_at = mem_array(file_columns + 1, sizeof *m->class_at);
    bool good = lay_out(m, in, size, columns, is_number, ctx, &l);
    while (good && (got = recin_next(in, &rec)) > 0)
        good = add(m, &rec, &l, loc_line(path, rec.lineno));
    mem_free(l.to);
    mem_free(l.class_at);
    recin_close(in);
    if (good && got == 0)
        return m;
    medians_free(m);
    return NULL;
}

int medians_class(struct medians *m, const struct str *cells)
{
    return intern_find(&m->classes, class_of(&m->key, cells, m->class_at, m->n_class));
}

const struct dec *medians_expect(const struct medians *m, int class, const struct str *cells, int column, struct dec *d)
{
    const struct median *row = &m->median[(size_t)class * (size_t)m->n];
    struct dec size;
    if (!row[column].is || !row[m->size].is || column == m->size || dec_parse(&size, cells[m->size]) != DEC_OK ||
        !dec_sign(&size))
        return NULL;
    return dec_mul(d, &row[column].d, &size) == DEC_OK && dec_div(d, d, &row[m->size].d) == DEC_OK && dec_sign(d) ? d : NULL;
}

void medians_free(struct medians *m)
{
    if (!m)
        return;
    mem_free(m->class_at);
    intern_free(&m->classes);
    mem_free(m->median);
    buf_free(&m->key);
    mem_free(m);
}
