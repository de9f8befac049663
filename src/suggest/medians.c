/* SPDX-License-Identifier: Apache-2.0 */
#include "suggest/medians.h"

#include <string.h>

#include "base/buf.h"
#include "base/diag.h"
#include "base/mem.h"
#include "rec/cell.h"
#include "rec/recin.h"
#include "value/keytext.h"

/* Most columns that name a class, sizes and shapes; more are left out of account. */
enum { CLASS_COLUMNS = 8, SIZES = 8, SHAPES = 64 };

/* How much of each class column a line gives: bytes of a text, 1 for a value of another type, 0 for nothing. Classes are looked
 * up shape by shape, the telling ones first. */
struct shape {
    size_t length[CLASS_COLUMNS];
};

struct medians {
    int n;                       /* columns of the data */
    int class_at[CLASS_COLUMNS]; /* [n_class] positions in the data, in the order of the files */
    enum vtype class_type[CLASS_COLUMNS];
    int n_class;
    int size[SIZES];             /* [n_sizes] positions in the data */
    int n_sizes;
    struct shape shapes[SHAPES]; /* [n_shapes] */
    int n_shapes;
    struct intern classes;       /* the cells that a line gives, each with its column, joined by TAB */
    int *file;                   /* [classes.n] which file told it */
    size_t cap_file;
    struct median {
        bool is;
        struct dec d;
    } *median;                   /* [classes.n][n] */
    size_t cap;
    struct buf key, text;        /* scratch */
};

static bool is_number(const struct form_table *t, struct str name)
{
    const struct form_var *v = form_var_find(t, name);
    return v && v->role != ROLE_IDENTIFIER && vtype_is_numeric(v->type);
}

/* How the columns of a file and of the data belong together. */
struct layout {
    int *to;                     /* [columns of the file] position in the data of a number, or -1 */
    int from[CLASS_COLUMNS];     /* position in the file of a class column, or -1 */
};

/* The class column at a position of the data; a new one when it came in no file before, -1 when there are too many. */
static int class_column(struct medians *m, int at, enum vtype type)
{
    for (int i = 0; i < m->n_class; i++)
        if (m->class_at[i] == at)
            return i;
    if (m->n_class == CLASS_COLUMNS)
        return -1;
    m->class_at[m->n_class] = at;
    m->class_type[m->n_class] = type;
    return m->n_class++;
}

/* Does the file have all sizes? */
static bool has_sizes(const struct medians *m, const struct recin *in, const struct intern *columns)
{
    struct loc here = loc_line(recin_name(in), 1);
    bool good = true;
    for (int i = 0; i < m->n_sizes; i++) {
        struct str name = intern_name(columns, m->size[i]);
        if (intern_find(recin_columns(in), name) >= 0)
            continue;
        diag(D_COLUMN_UNKNOWN, here, diag_str(name));
        good = false;
    }
    return good;
}

static bool lay_out(struct medians *m, const struct recin *in, const struct intern *columns, const struct form_table *t,
                    struct layout *l)
{
    const struct intern *names = recin_columns(in);
    bool any = false;
    for (int i = 0; i < CLASS_COLUMNS; i++)
        l->from[i] = -1;
    for (int i = 0; i < names->n; i++) {
        struct str name = intern_name(names, i);
        int at = intern_find(columns, name);
        bool number = at >= 0 && is_number(t, name);
        int class = at >= 0 && !number ? class_column(m, at, form_column_type(t, name)) : -1;
        l->to[i] = number ? at : -1;
        if (class >= 0)
            l->from[class] = i;
        any = any || class >= 0;
    }
    if (!any)
        diag(D_MEDIANS_CLASS, loc_line(recin_name(in), 1));
    return has_sizes(m, in, columns) && any;
}

/* A cell of a class column as the text of its value (value/keytext.h); p == NULL when it has none. In m->text. */
static struct str value_of(struct medians *m, int column, struct str cell)
{
    buf_reset(&m->text);
    enum cell kind = keytext_put(&m->text, m->class_type[column], cell);
    return kind == CELL_NULL || kind == CELL_EMPTY ? (struct str){0} : buf_slice(&m->text);
}

/* The class of so much of the cells as the shape says, as one text; p == NULL when a cell is shorter. at: where they stand. */
static struct str class_of(struct medians *m, const struct str *cells, const int *at, const struct shape *shape)
{
    buf_reset(&m->key);
    buf_char(&m->key, '.'); /* the class of all has a name, too */
    for (int i = 0; i < m->n_class; i++) {
        size_t n = shape->length[i];
        if (!n)
            continue;
        struct str value = value_of(m, i, cells[at[i]]);
        if (!value.p || value.n < n)
            return (struct str){0};
        buf_char(&m->key, (char)('0' + i));
        buf_str(&m->key, m->class_type[i] == T_STRING ? (struct str){value.p, n} : value);
        buf_char(&m->key, '\t');
    }
    return buf_slice(&m->key);
}

/* What a line gives of the classes. */
static struct shape shape_of(struct medians *m, const struct str *cells, const int *at)
{
    struct shape shape = {{0}};
    for (int i = 0; i < m->n_class; i++) {
        struct str value = at[i] < 0 ? (struct str){0} : value_of(m, i, cells[at[i]]);
        shape.length[i] = !value.p ? 0 : m->class_type[i] == T_STRING ? value.n : 1;
    }
    return shape;
}

/* Does a class of shape a say more than one of shape b? */
static bool says_more(const struct shape *a, const struct shape *b)
{
    int i = 0;
    while (i < CLASS_COLUMNS - 1 && a->length[i] == b->length[i])
        i++;
    return a->length[i] > b->length[i];
}

/* Adds a shape in its place, unless it is there. */
static void add_shape(struct medians *m, const struct shape *x)
{
    int at = m->n_shapes;
    for (int i = 0; i < m->n_shapes; i++)
        if (memcmp(&m->shapes[i], x, sizeof *x) == 0)
            return;
    if (at == SHAPES)
        return;
    m->n_shapes++;
    for (; at > 0 && says_more(x, &m->shapes[at - 1]); at--)
        m->shapes[at] = m->shapes[at - 1];
    m->shapes[at] = *x;
}

/* The number of a line's class; new ones get an empty row. */
static int class_add(struct medians *m, const struct rec *rec, const struct layout *l, int file, bool *new)
{
    struct shape shape = shape_of(m, rec->cell, l->from);
    int before = m->classes.n;
    int class = intern_add(&m->classes, class_of(m, rec->cell, l->from, &shape));
    *new = class == before;
    if (!*new)
        return class;
    add_shape(m, &shape);
    m->file = mem_grow(m->file, &m->cap_file, (size_t)class + 1, sizeof *m->file);
    m->file[class] = file;
    m->median = mem_grow(m->median, &m->cap, (size_t)(class + 1) * (size_t)m->n, sizeof *m->median);
    memset(&m->median[(size_t)class * (size_t)m->n], 0, (size_t)m->n * sizeof *m->median);
    return class;
}

static bool add(struct medians *m, const struct rec *rec, const struct layout *l, int file, struct loc here)
{
    bool new;
    int class = class_add(m, rec, l, file, &new);
    if (!new && m->file[class] == file)
        diag(D_MEDIANS_TWICE, here);
    if (!new)
        return m->file[class] != file;
    struct median *row = &m->median[(size_t)class * (size_t)m->n];
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

static bool load_file(struct medians *m, const char *path, int file, const struct intern *columns,
                      const struct form_table *t)
{
    struct recin *in = recin_open(path, NULL);
    if (!in)
        return false;
    struct layout l = {.to = mem_array((size_t)recin_columns(in)->n + 1, sizeof *l.to)};
    struct rec rec;
    int got = 0;
    bool good = lay_out(m, in, columns, t, &l);
    while (good && (got = recin_next(in, &rec)) > 0)
        good = add(m, &rec, &l, file, loc_line(path, rec.lineno));
    mem_free(l.to);
    recin_close(in);
    return good && got == 0;
}

/* The sizes must be numbers of the data. */
static bool read_sizes(struct medians *m, const char *sizes, const struct intern *columns, const struct form_table *t)
{
    struct str rest = str_of(sizes);
    while (rest.p) {
        struct str name = str_trim(str_cut(rest, ',', &rest));
        int at = intern_find(columns, name);
        if (at < 0 || !is_number(t, name) || m->n_sizes == SIZES) {
            diag(D_OPTION_VALUE, (struct loc){0}, "--size", diag_str(name),
                 diag_words("numbers of the form, 8 at most", "表中的数值变量，最多 8 个"));
            return false;
        }
        m->size[m->n_sizes++] = at;
    }
    return true;
}

struct medians *medians_load(const char *const *paths, int n, const char *sizes, const struct intern *columns,
                             const struct form_table *t)
{
    struct medians *m = mem_alloc(sizeof *m);
    m->n = columns->n;
    bool good = read_sizes(m, sizes, columns, t);
    for (int i = 0; good && i < n; i++)
        good = load_file(m, paths[i], i, columns, t);
    if (good)
        return m;
    medians_free(m);
    return NULL;
}

int medians_sizes(const struct medians *m)
{
    return m->n_sizes;
}

int medians_size(const struct medians *m, int size)
{
    return m->size[size];
}

int medians_class(struct medians *m, const struct str *cells)
{
    for (int i = 0; i < m->n_shapes; i++) {
        struct str key = class_of(m, cells, m->class_at, &m->shapes[i]);
        int class = key.p ? intern_find(&m->classes, key) : -1;
        if (class >= 0)
            return class;
    }
    return -1;
}

const struct dec *medians_expect(const struct medians *m, int class, const struct str *cells, int size, int column,
                                 struct dec *d)
{
    const struct median *row = &m->median[(size_t)class * (size_t)m->n];
    int by = m->size[size];
    struct dec own;
    if (!row[column].is || !row[by].is || column == by || dec_parse(&own, cells[by]) != DEC_OK || !dec_sign(&own))
        return NULL;
    return dec_mul(d, &row[column].d, &own) == DEC_OK && dec_div(d, d, &row[by].d) == DEC_OK && dec_sign(d) ? d : NULL;
}

void medians_free(struct medians *m)
{
    if (!m)
        return;
    intern_free(&m->classes);
    mem_free(m->file);
    mem_free(m->median);
    buf_free(&m->key);
    buf_free(&m->text);
    mem_free(m);
}
