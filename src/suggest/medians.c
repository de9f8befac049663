/* SPDX-License-Identifier: Apache-2.0 */
#include "suggest/medians.h"

#include <string.h>

#include "base/buf.h"
#include "base/diag.h"
#include "base/mem.h"
#include "rec/cell.h"
#include "rec/recin.h"
#include "rec/reckey.h"

struct medians {
    int n;            /* columns of the data */
    struct reckey class; /* positions in the data, in the order of the file */
    int size;         /* position in the data */
    struct intern classes; /* keys (rec/reckey.h) */
    struct median {
        bool is;
        struct dec d;
    } *median;        /* [classes.n][n] */
    size_t cap;
    struct buf key;   /* scratch */
};

static bool is_number(const struct form_table *t, struct str name)
{
    const struct form_var *v = form_var_find(t, name);
    return v && v->role != ROLE_IDENTIFIER && vtype_is_numeric(v->type);
}

/* How the file's columns and the data's belong together. */
struct layout {
    int *to;             /* [columns of the file] position in the data of a number, or -1 */
    struct reckey class; /* positions in the file */
};

static bool lay_out(struct medians *m, const struct recin *in, const char *size, const struct intern *columns,
                    const struct form_table *t, struct layout *l)
{
    const struct intern *names = recin_columns(in);
    struct loc here = loc_line(recin_name(in), 1);
    m->size = -1;
    for (int i = 0; i < names->n; i++) {
        struct str name = intern_name(names, i);
        int at = intern_find(columns, name);
        l->to[i] = -1;
        if (at >= 0 && is_number(t, name)) {
            l->to[i] = at;
            m->size = str_is(name, size) ? at : m->size;
        } else if (at >= 0) {
            reckey_add(&l->class, i, form_column_type(t, name));
            reckey_add(&m->class, at, form_column_type(t, name));
        }
    }
    if (m->size < 0)
        diag(D_COLUMN_UNKNOWN, here, size);
    if (!m->class.n)
        diag(D_MEDIANS_CLASS, here);
    return m->size >= 0 && m->class.n > 0;
}

static bool add(struct medians *m, const struct rec *rec, const struct layout *l, struct loc here)
{
    int before = m->classes.n;
    buf_reset(&m->key);
    reckey_put(&m->key, &l->class, rec);
    int class = intern_add(&m->classes, buf_slice(&m->key));
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

struct medians *medians_load(const char *path, const char *size, const struct intern *columns, const struct form_table *t)
{
    struct recin *in = recin_open(path, NULL);
    if (!in)
        return NULL;
    size_t file_columns = (size_t)recin_columns(in)->n;
    struct layout l = {.to = mem_array(file_columns + 1, sizeof *l.to)};
    struct medians *m = mem_alloc(sizeof *m);
    struct rec rec;
    int got = 0;
    m->n = columns->n;
    bool good = lay_out(m, in, size, columns, t, &l);
    while (good && (got = recin_next(in, &rec)) > 0)
        good = add(m, &rec, &l, loc_line(path, rec.lineno));
    mem_free(l.to);
    reckey_free(&l.class);
    recin_close(in);
    if (good && got == 0)
        return m;
    medians_free(m);
    return NULL;
}

int medians_class(struct medians *m, const struct str *cells)
{
    buf_reset(&m->key);
    for (int i = 0; i < m->class.n; i++)
        sortkey_cell(&m->key, m->class.types[i], cells[m->class.columns[i]], false);
    return intern_find(&m->classes, buf_slice(&m->key));
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
    reckey_free(&m->class);
    intern_free(&m->classes);
    mem_free(m->median);
    buf_free(&m->key);
    mem_free(m);
}
