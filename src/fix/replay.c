/* SPDX-License-Identifier: Apache-2.0 */
#include "fix/replay.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/mem.h"
#include "fix/line.h"
#include "rec/cell.h"

enum kind { OF_CELL, OF_FILTER, OF_COLUMNS };

/* A row of the log that waits for its record, copied. */
struct pending {
    uint64_t seq;
    long lineno; /* of the log */
    enum kind kind;
    struct str variable, old, new; /* the last two: cells, or parts of lines as text */
};

struct patch {
    struct recin *in;
    struct recout *out;
    struct changes_in *log;
    bool undo, log_ended;
    const char *null;
    struct change next;  /* the row read ahead */
    struct pending *rows;
    size_t n, cap;
    struct arena text;   /* of the rows of one record */
    struct arena all;    /* of the columns */
    struct intern before; /* columns in front of the changes */
    struct line_shape shape;
    bool *dropped;       /* [before.n] */
    struct str *cell;    /* [before.n] cells of the record in the columns in front of the changes */
    struct str *with;    /* [before.n] its new cells */
    struct buf line, other, part;
    struct stream_hash hash[2]; /* of what is read and of what is written */
    uint64_t cells, records;
};

static struct loc at_log(const struct patch *p, long lineno)
{
    return loc_line(changes_name(p->log), lineno);
}

static bool advance(struct patch *p)
{
    int got = changes_next(p->log, &p->next);
    p->log_ended = got == 0;
    return got >= 0;
}

static void write_line(struct patch *p, struct str line)
{
    stream_hash_line(&p->hash[1], line);
    recout_line(p->out, line);
}

static bool contradicts(const struct patch *p, uint64_t seq, long lineno)
{
    diag(D_CHANGES_SHAPE, at_log(p, lineno), diag_num((long long)seq));
    return false;
}

static struct str text_of(struct arena *a, struct str cell)
{
    if (cell_is_null(cell))
        return (struct str){0};
    struct str copy = arena_str(a, cell_text(cell, a));
    return copy.n ? copy : STR("");
}

/* ---- the columns ---- */

static bool columns_of(struct intern *names, struct str header)
{
    struct str rest = header;
    while (rest.p) {
        struct str name = str_cut(rest, '\t', &rest);
        if (!recin_is_name(name) || intern_find(names, name) >= 0)
            return false;
        intern_add(names, name);
    }
    return names->n > 0;
}

/* A row of record 0: what became of a column, or, last, of the header. */
struct heading {
    struct str *drop, *add;
    size_t n_drop, n_add, cap_drop, cap_add;
    struct str old, new;
    bool any;
    uint64_t seq;
    long lineno;
};

static bool gather_heading(struct patch *p, struct heading *h)
{
    while (!p->log_ended && p->next.row == 0) {
        struct change *x = &p->next;
        *h = (struct heading){h->drop, h->add, h->n_drop, h->n_add, h->cap_drop, h->cap_add, h->old, h->new, true, x->seq,
                              changes_lineno(p->log)};
        if (h->old.p || !(str_is(x->method, CHANGE_DROP) || str_is(x->method, CHANGE_ADD) ||
                          str_is(x->method, CHANGE_RENAME) || str_is(x->method, CHANGE_HEADER)))
            return contradicts(p, h->seq, h->lineno);
        if (str_is(x->method, CHANGE_DROP)) {
            h->drop = mem_grow(h->drop, &h->cap_drop, h->n_drop + 1, sizeof *h->drop);
            h->drop[h->n_drop++] = arena_str(&p->all, x->variable);
        } else if (str_is(x->method, CHANGE_ADD)) {
            h->n_add++;
        } else if (str_is(x->method, CHANGE_HEADER)) {
            h->old = text_of(&p->all, x->old);
            h->new = text_of(&p->all, x->new);
        }
        if (!advance(p))
            return false;
    }
    return true;
}

static bool settle_columns(struct patch *p, const struct heading *h)
{
    struct intern after = {0};
    bool good = !h->any || (h->old.p && h->new.p && columns_of(&p->before, h->old) && columns_of(&after, h->new));
    for (int i = 0; !h->any && i < recin_columns(p->in)->n; i++)
        intern_add(&p->before, intern_name(recin_columns(p->in), i));
    p->dropped = arena_array(&p->all, (size_t)p->before.n + 1, sizeof *p->dropped);
    p->shape = (struct line_shape){p->before.n, p->dropped, 0, (int)h->n_add};
    for (size_t i = 0; good && i < h->n_drop; i++) {
        int column = intern_find(&p->before, h->drop[i]);
        good = column >= 0 && !p->dropped[column];
        if (good)
            p->dropped[column] = ++p->shape.n_dropped;
    }
    good = good && (!h->any || p->before.n - p->shape.n_dropped + p->shape.added == after.n);
    intern_free(&after);
    if (!good)
        return contradicts(p, h->seq, h->lineno);
    p->cell = mem_array((size_t)p->before.n + 1, sizeof *p->cell);
    p->with = mem_array((size_t)p->before.n + 1, sizeof *p->with);
    if (h->any && !str_eq(recin_header(p->in), p->undo ? h->new : h->old)) {
        diag(D_CHANGES_COLUMNS, at_log(p, h->lineno), recin_name(p->in));
        return false;
    }
    struct str header = !h->any ? recin_header(p->in) : p->undo ? h->old : h->new;
    stream_hash_start(&p->hash[0], recin_header(p->in));
    stream_hash_start(&p->hash[1], header);
    recout_header(p->out, header);
    return true;
}

static bool start(struct patch *p)
{
    struct heading h = {0};
    bool good = advance(p) && gather_heading(p, &h) && settle_columns(p, &h);
    mem_free(h.drop);
    mem_free(h.add);
    return good;
}

/* ---- the records ---- */

/* A row about a whole record must be its last, and go with the columns. */
static bool is_placed(const struct patch *p, const struct pending *x)
{
    return x->kind == OF_FILTER ? x->old.p != NULL
           : x->kind == OF_CELL || (!line_shape_is_plain(&p->shape) && (x->old.p || !p->shape.n_dropped) &&
                                    (x->new.p || !p->shape.added));
}

/* All rows of record number `row`, so that undo can take them from the last to the first. */
static bool gather(struct patch *p, uint64_t row)
{
    p->n = 0;
    arena_reset(&p->text);
    while (!p->log_ended && p->next.row == row) {
        const struct change *c = &p->next;
        if (p->n && p->rows[p->n - 1].kind != OF_CELL)
            return contradicts(p, c->seq, changes_lineno(p->log));
        p->rows = mem_grow(p->rows, &p->cap, p->n + 1, sizeof *p->rows);
        struct pending *x = &p->rows[p->n++];
        enum kind kind = c->variable.p ? OF_CELL : str_is(c->method, CHANGE_FILTER) ? OF_FILTER : OF_COLUMNS;
        *x = (struct pending){.seq = c->seq, .lineno = changes_lineno(p->log), .kind = kind};
        x->variable = arena_str(&p->text, c->variable);
        x->old = kind == OF_CELL ? arena_str(&p->text, c->old) : text_of(&p->text, c->old);
        x->new = kind == OF_CELL ? arena_str(&p->text, c->new) : text_of(&p->text, c->new);
        if (!is_placed(p, x) || (kind == OF_COLUMNS && !str_is(c->method, CHANGE_COLUMNS)))
            return contradicts(p, x->seq, x->lineno);
        if (!advance(p))
            return false;
    }
    return true;
}

/* The row about the whole record, or NULL. */
static const struct pending *last_row(const struct patch *p)
{
    return p->n && p->rows[p->n - 1].kind != OF_CELL ? &p->rows[p->n - 1] : NULL;
}

/* Finds the cells of a line in the columns in front of the changes. */
static bool split(struct patch *p, struct str line)
{
    struct str rest = line;
    for (int i = 0; i < p->before.n; i++) {
        if (!rest.p)
            return false;
        p->cell[i] = str_cut(rest, '\t', &rest);
        if (p->null && str_is(p->cell[i], p->null))
            p->cell[i] = STR("\\N");
    }
    return !rest.p;
}

static bool apply_row(struct patch *p, long lineno, const struct pending *x)
{
    struct str want = p->undo ? x->new : x->old;
    int column = intern_find(&p->before, x->variable);
    if (column < 0) {
        diag(D_CHANGES_COLUMN, at_log(p, x->lineno), diag_str(x->variable), recin_name(p->in));
        return false;
    }
    struct str have = p->with[column].p ? p->with[column] : p->cell[column];
    if (!str_eq(have, want)) {
        diag(D_CHANGES_DIFFER, at_log(p, x->lineno), diag_num((long long)x->seq), recin_name(p->in), diag_num(lineno),
             diag_str(x->variable), diag_str(have), diag_str(want));
        return false;
    }
    p->with[column] = p->undo ? x->old : x->new;
    if (!p->with[column].p)
        p->with[column] = STR("");
    p->cells++;
    return true;
}

/* Applies the rows about cells to a line in the columns in front of the changes: p->line. */
static bool apply_cells(struct patch *p, struct str line, long lineno)
{
    size_t n = p->n - (last_row(p) != NULL);
    memset(p->with, 0, (size_t)p->before.n * sizeof *p->with);
    if (!split(p, line))
        return contradicts(p, p->rows[0].seq, p->rows[0].lineno);
    for (size_t i = 0; i < n; i++)
        if (!apply_row(p, lineno, &p->rows[p->undo ? n - 1 - i : i]))
            return false;
    buf_reset(&p->line);
    line_replace(&p->line, line, p->with, p->before.n, p->null);
    return true;
}

static bool other_cells(const struct patch *p, const struct pending *x, long lineno)
{
    diag(D_CHANGES_LINE, at_log(p, x->lineno), diag_num((long long)x->seq), recin_name(p->in), diag_num(lineno));
    return false;
}

static struct str slice(const struct buf *b)
{
    return b->n ? buf_slice(b) : STR("");
}

static bool undo_record(struct patch *p, const struct rec *rec)
{
    const struct pending *whole = last_row(p);
    struct str line = whole && whole->kind == OF_FILTER ? whole->old : rec->line;
    if (whole && whole->kind == OF_COLUMNS) {
        buf_reset(&p->other);
        buf_reset(&p->part);
        if (!line_reshape_back(&p->shape, line, whole->old, &p->other, &p->part))
            return contradicts(p, whole->seq, whole->lineno);
        if (p->shape.added && !str_eq(slice(&p->part), whole->new))
            return other_cells(p, whole, rec->lineno);
        line = slice(&p->other);
    }
    if (!apply_cells(p, line, rec ? rec->lineno : 0))
        return false;
    write_line(p, buf_slice(&p->line));
    return true;
}

static bool replay_record(struct patch *p, const struct rec *rec)
{
    const struct pending *whole = last_row(p);
    if (!apply_cells(p, rec->line, rec->lineno))
        return false;
    struct str line = slice(&p->line);
    if (whole && whole->kind == OF_FILTER)
        return str_eq(line, whole->old) || other_cells(p, whole, rec->lineno);
    if (whole) {
        buf_reset(&p->other);
        buf_reset(&p->part);
        line_reshape(&p->shape, line, whole->new, &p->other, &p->part);
        if (p->shape.n_dropped && !str_eq(slice(&p->part), whole->old))
            return other_cells(p, whole, rec->lineno);
        line = slice(&p->other);
    }
    write_line(p, line);
    return true;
}

/* A record that a filter took out stands in the log only. */
static bool is_back(const struct patch *p)
{
    const struct pending *whole = last_row(p);
    return p->undo && whole && whole->kind == OF_FILTER;
}

static bool patch_record(struct patch *p, const struct rec *rec)
{
    const struct pending *whole = last_row(p);
    if (!line_shape_is_plain(&p->shape) && !whole)
        return contradicts(p, p->n ? p->rows[0].seq : p->next.seq, p->n ? p->rows[0].lineno : changes_lineno(p->log));
    if (p->n)
        return p->undo ? undo_record(p, rec) : replay_record(p, rec);
    write_line(p, rec->line);
    return true;
}

static bool no_such_record(const struct patch *p, uint64_t seq, long lineno, uint64_t row)
{
    diag(D_CHANGES_RECORD, at_log(p, lineno), diag_num((long long)seq), diag_num((long long)row), recin_name(p->in),
         diag_num((long long)p->records));
    return false;
}

/* Is it the stream that the log is of? */
static bool same_stream(struct patch *p)
{
    for (int i = 0; i < 2; i++) {
        const char *have = stream_hash_end(&p->hash[i]);
        struct str want = (i == 0) == p->undo ? p->next.new : p->next.old;
        if (str_is(want, have))
            continue;
        diag(D_CHANGES_STREAM, at_log(p, changes_lineno(p->log)), recin_name(p->in), i ? "result" : "stream", have,
             diag_str(want));
        return false;
    }
    return true;
}

/* The stream has ended in front of record number row. */
static bool end(struct patch *p, uint64_t row)
{
    if (p->n)
        return no_such_record(p, p->rows[0].seq, p->rows[0].lineno, row);
    if (!p->log_ended)
        return no_such_record(p, p->next.seq, changes_lineno(p->log), p->next.row);
    if (p->next.row == row - 1)
        return same_stream(p);
    diag(D_CHANGES_RECORDS, at_log(p, changes_lineno(p->log)), diag_num((long long)p->next.row), recin_name(p->in),
         diag_num((long long)(row - 1)));
    return false;
}

static bool patch_all(struct patch *p)
{
    struct rec rec;
    for (uint64_t row = 1;; row++) {
        p->n = 0;
        if (!p->log_ended && p->next.row == row && !gather(p, row))
            return false;
        if (is_back(p)) {
            if (!undo_record(p, NULL))
                return false;
            continue;
        }
        int got = recin_next(p->in, &rec);
        if (got <= 0)
            return got == 0 && end(p, row);
        p->records++;
        stream_hash_line(&p->hash[0], rec.line);
        if (!patch_record(p, &rec))
            return false;
    }
}

bool replay_stream(struct recin *in, struct recout *out, struct changes_in *log, bool undo, const char *null,
                  uint64_t *cells)
{
    struct patch p = {.in = in, .out = out, .log = log, .undo = undo, .null = null};
    bool good = start(&p) && patch_all(&p);
    *cells = p.cells;
    mem_free(p.rows);
    mem_free(p.cell);
    mem_free(p.with);
    buf_free(&p.line);
    buf_free(&p.other);
    buf_free(&p.part);
    intern_free(&p.before);
    arena_free(&p.text);
    arena_free(&p.all);
    return good;
}
