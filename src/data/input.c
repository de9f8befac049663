/* SPDX-License-Identifier: Apache-2.0 */
#include "data/input.h"

#include <strings.h>

#include "base/mem.h"
#include "data/csv.h"
#include "data/keylog.h"
#include "data/rows.h"
#include "data/sorted.h"
#include "rec/streams.h"

struct bad {
    uint64_t n;
    struct loc first;
};

struct input {
    struct rel rel;
    const char *path;
    bool is_csv;
    struct csv csv;
    struct streams in;
    int *column;          /* [n] position in the file of each component */
    int columns;          /* of the file */
    int *read;            /* [nread] the components that are needed, in their order */
    int nread;
    struct arena cells;   /* texts of a row */
    struct value *row;
    int *key;             /* [nkey] */
    int nkey;
    struct keylog *keys;
    struct buf bytes, scratch;
    struct bad *bad;      /* [n] */
    long line;            /* of the row handed out last */
    uint64_t rows, rejected;
    uint64_t *base;       /* [files] numbers of rows before each */
    int at;               /* the file of the last number */
    uint64_t number;
    struct recout *rejects; /* or NULL: they end the run */
    struct str name;        /* for the rejects */
    bool ended;
    bool records;         /* keys are not looked at */
};

static const char *name_of(const struct input *t)
{
    return t->is_csv ? t->csv.name : streams_name(&t->in);
}

/* ---- cells ---- */

static enum cell parse_text(struct value *v, enum vtype type, struct str text)
{
    if (type == T_BOOLEAN && ((text.n == 4 && strncasecmp(text.p, "true", 4) == 0) ||
                              (text.n == 5 && strncasecmp(text.p, "false", 5) == 0))) {
        *v = value_of_tri(tri_of(text.n == 4));
        return CELL_OK;
    }
    if (type != T_PERIOD || !memchr(text.p, '/', text.n))
        return value_from_text(v, type, text);
    if (value_from_text(v, T_TIME, text) == CELL_OK && v->type == T_PERIOD) /* first and last day of a period */
        return CELL_OK;
    *v = value_null(type);
    return CELL_BAD;
}

static enum cell parse_csv_cell(struct input *t, int i, struct value *v)
{
    const struct csv_cell *c = &t->csv.cells[t->column[i]];
    enum vtype type = t->rel.s.v[i].type;
    if (!c->text.n && (!c->quoted || type != T_STRING)) {
        *v = value_null(type);
        return CELL_NULL;
    }
    return parse_text(v, type, c->text);
}

static enum cell parse_cell(struct input *t, int i, const struct rec *rec, struct value *v)
{
    enum vtype type = t->rel.s.v[i].type;
    if (t->is_csv)
        return parse_csv_cell(t, i, v);
    struct str cell = rec->cell[t->column[i]];
    if ((type == T_TIME || type == T_PERIOD) && memchr(cell.p, '/', cell.n))
        return parse_text(v, type, cell);
    return value_parse(v, type, cell, &t->cells);
}

static struct loc place(const struct input *t)
{
    return loc_line(name_of(t), t->line);
}

/* A row whose identifier at component i has no value. */
static int reject(struct input *t, const struct rec *rec, int i, bool bad)
{
    const struct comp *c = &t->rel.s.v[i];
    struct str text = t->is_csv ? t->csv.cells[t->column[i]].text : rec->cell[t->column[i]];
    if (!t->rejects) {
        diag(bad ? D_DATA_KEY_BAD : D_DATA_KEY_NULL, place(t), diag_str(c->name), vtype_name(c->type), diag_str(text));
        return -1;
    }
    struct buf line = {0};
    buf_int(&line, t->line);
    recout_text(t->rejects, t->name);
    recout_text(t->rejects, str_of(name_of(t)));
    recout_text(t->rejects, buf_slice(&line));
    recout_text(t->rejects, c->name);
    recout_text(t->rejects, t->is_csv ? text : rec->line);
    recout_end(t->rejects);
    buf_free(&line);
    t->rejected++;
    return 0;
}

/* 1, 0 when the row was rejected, -1 after complaining. */
static int read_values(struct input *t, const struct rec *rec)
{
    arena_reset(&t->cells);
    for (int k = 0; k < t->nread; k++) {
        int i = t->read[k];
        const struct comp *c = &t->rel.s.v[i];
        enum cell got = parse_cell(t, i, rec, &t->row[i]);
        bool bad = got == CELL_BAD || got == CELL_LARGE;
        if (comp_is_id(c) && t->row[i].null && !t->records)
            return reject(t, rec, i, bad);
        if (bad && !t->bad[i].n++)
            t->bad[i].first = place(t);
    }
    return 1;
}

/* ---- rows ---- */

enum { REJECTED = 2 };

/* 1, 0 at the end, -1 after complaining, or REJECTED. */
static int read_row(struct input *t)
{
    struct rec rec = {0};
    int got = t->is_csv ? csv_next(&t->csv) : streams_next(&t->in, &rec);
    if (got <= 0)
        return got;
    t->line = t->is_csv ? t->csv.line : rec.lineno;
    if (t->is_csv && t->csv.n != t->columns) {
        diag(D_DATA_FIELDS, place(t), diag_num(t->columns), diag_num(t->csv.n));
        return -1;
    }
    t->rows++;
    got = read_values(t, &rec);
    return got ? got : REJECTED;
}

/* The number of the row handed out last: its line, counted on from file to file. */
static uint64_t row_number(struct input *t)
{
    while (t->at < t->in.at)
        t->base[++t->at] = t->number;
    return t->number = t->base[t->at] + (uint64_t)t->line;
}

/* Where the row of a number stands. */
static struct loc row_place(const struct input *t, uint64_t number)
{
    int i = t->at;
    while (i > 0 && number <= t->base[i])
        i--;
    return loc_line(t->is_csv ? t->csv.name : streams_name_of(&t->in, i), (long)(number - t->base[i]));
}

/* After the last row: does a key come twice? */
static int check_keys(struct input *t)
{
    uint64_t first, second;
    struct buf key = {0}, shown = {0};
    if (t->ended || !t->keys)
        return 0;
    t->ended = true;
    bool twice = keylog_twin(t->keys, &first, &second, &key);
    if (twice) {
        key_show(&shown, &t->rel.s, t->key, t->nkey, buf_slice(&key));
        struct loc one = row_place(t, first);
        diag(D_DATA_KEY_TWICE, row_place(t, second), diag_str(buf_slice(&shown)), one.file, diag_num(one.line));
    }
    keylog_free(t->keys);
    t->keys = NULL;
    buf_free(&key);
    buf_free(&shown);
    return twice ? -1 : 0;
}

static int input_next(struct rel *r, const struct value **row)
{
    struct input *t = (struct input *)r;
    if (!t->keys && !t->ended && !t->records)
        t->keys = keylog_new(session_bytes(r->session));
    int got;
    while ((got = read_row(t)) == REJECTED)
        ;
    if (got == 0)
        return check_keys(t);
    if (got < 0)
        return -1;
    if (!t->records) {
        key_make(&t->bytes, t->row, t->key, t->nkey, &t->scratch);
        keylog_add(t->keys, buf_slice(&t->bytes), row_number(t));
    }
    *row = t->row;
    return 1;
}

static void input_end(struct rel *r)
{
    struct input *t = (struct input *)r;
    keylog_free(t->keys);
    streams_free(&t->in);
    csv_end(&t->csv);
    arena_free(&t->cells);
    buf_free(&t->bytes);
    buf_free(&t->scratch);
}

static const struct rel_kind input_kind = {input_next, input_end};

void input_records(struct rel *r)
{
    ((struct input *)r)->records = true;
}

bool input_is(const struct rel *r)
{
    return r->kind == &input_kind;
}

void input_need(struct rel *r, const bool *need)
{
    struct input *t = (struct input *)r;
    t->nread = 0;
    for (int i = 0; i < r->s.n; i++)
        if (need[i] || (comp_is_id(&r->s.v[i]) && !t->records))
            t->read[t->nread++] = i;
        else
            t->row[i] = value_null(r->s.v[i].type);
}

void input_reject_to(struct rel *r, struct recout *out, struct str name)
{
    struct input *t = (struct input *)r;
    t->rejects = out;
    t->name = name;
}

uint64_t input_rejected(const struct rel *r)
{
    return ((const struct input *)r)->rejected;
}

uint64_t input_rows(const struct rel *r)
{
    return ((const struct input *)r)->rows;
}

bool input_report(const struct rel *r)
{
    const struct input *t = (const struct input *)r;
    bool any = false;
    for (int i = 0; i < r->s.n; i++)
        if (t->bad[i].n) {
            diag(D_DATA_BAD_CELLS, t->bad[i].first, diag_num((long long)t->bad[i].n), diag_str(r->s.v[i].name),
                 vtype_name(r->s.v[i].type));
            any = true;
        }
    return any;
}

/* ---- opening ---- */

static struct input *input_new(struct session *e, const char *path, struct structure s)
{
    struct input *t = (struct input *)rel_new(e, sizeof *t, &input_kind, s);
    size_t n = (size_t)s.n + 1;
    t->base = arena_array(&e->a, 1, sizeof *t->base);
    t->path = path;
    t->rel.given = true;
    t->column = arena_array(&e->a, n, sizeof *t->column);
    t->row = arena_array(&e->a, n, sizeof *t->row);
    t->read = arena_array(&e->a, n, sizeof *t->read);
    t->nread = s.n;
    for (int i = 0; i < s.n; i++)
        t->read[i] = i;
    t->bad = arena_array(&e->a, n, sizeof *t->bad);
    t->key = arena_array(&e->a, n, sizeof *t->key);
    t->nkey = key_of(&s, t->key);
    session_share(e);
    return t;
}

static bool open_csv(struct input *t)
{
    t->csv.name = t->path;
    t->csv.in = in_open(t->path, NULL);
    if (!t->csv.in) {
        in_complain(t->path);
        return false;
    }
    int got = csv_next(&t->csv);
    if (got == 0)
        diag(D_DATA_CSV, loc_file(t->path), diag_words("no header line", "没有标题行"));
    t->columns = t->csv.n;
    return got > 0;
}

/* Finds the component of a column of the file; a column that is none ends the run: nothing is left out in silence. */
static bool place_column(struct input *t, const struct structure *s, struct str name, int at, bool *seen)
{
    bool near;
    int i = structure_find_loose(s, name, &near);
    if (i < 0 || seen[i]) {
        diag(i < 0 ? D_DATA_COLUMN : D_DATA_COLUMN_TWICE, loc_line(name_of(t), 1), diag_str(name));
        return false;
    }
    if (near)
        diag(D_DATA_COLUMN_CASE, loc_line(name_of(t), 1), diag_str(name), diag_str(s->v[i].name));
    seen[i] = true;
    t->column[i] = at;
    return true;
}

static bool place_columns(struct input *t, const struct structure *s)
{
    bool *seen = mem_array((size_t)s->n + 1, sizeof *seen), ok = true;
    const struct intern *names = t->is_csv ? NULL : &t->in.columns;
    if (!t->is_csv)
        t->columns = names->n;
    for (int i = 0; i < t->columns && ok; i++)
        ok = place_column(t, s, t->is_csv ? str_trim(t->csv.cells[i].text) : intern_name(names, i), i, seen);
    for (int i = 0; i < s->n && ok; i++)
        if (!seen[i]) {
            diag(D_DATA_NO_COLUMN, loc_line(name_of(t), 1), diag_str(s->v[i].name));
            ok = false;
        }
    mem_free(seen);
    return ok;
}

struct rel *input_of_structure(struct session *e, const char *path, const struct structure *s, const struct dialect *dialect)
{
    struct input *t = input_new(e, path, *s);
    struct str p = str_of(path);
    t->is_csv = str_ends(p, STR(".csv")) || str_ends(p, STR(".csv.gz"));
    if (t->is_csv ? !open_csv(t) : !streams_open(&t->in, &t->path, 1, dialect))
        return NULL;
    if (s->scalar) { /* its column has the scalar's name, whatever that is */
        t->columns = t->is_csv ? t->columns : t->in.columns.n;
        if (t->columns == 1)
            return &t->rel;
        diag(D_DATA_FIELDS, loc_line(name_of(t), 1), "1", diag_num(t->columns));
        return NULL;
    }
    return place_columns(t, s) ? &t->rel : NULL;
}

struct rel *input_of_table(struct session *e, const char *const paths[], int n, const struct form_table *table,
                           const struct dialect *dialect)
{
    struct streams in = {0};
    if (!streams_open(&in, paths, n, dialect)) {
        streams_free(&in);
        return NULL;
    }
    struct input *t = input_new(e, paths[0], structure_of_stream(&e->a, table, &in.columns));
    t->in = in;
    t->base = arena_array(&e->a, (size_t)n, sizeof *t->base);
    for (int i = 0; i < t->rel.s.n; i++)
        t->column[i] = i;
    return &t->rel;
}
