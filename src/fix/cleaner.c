/* SPDX-License-Identifier: Apache-2.0 */
#include "fix/cleaner.h"

#include "base/diag.h"
#include "base/mem.h"
#include "fix/line.h"
#include "rec/cell.h"
#include "value/keyparts.h"

/* What becomes of the columns, as rows of record 0. */
static void log_shape(struct cleaner *c, struct str header, struct str result)
{
    struct str null = STR("\\N");
    struct change x = {.file = null, .line = null, .rec = null, .table = c->table, .old = null, .new = null};
    for (int i = 0; i < c->names->n; i++) {
        struct str name;
        int drop = steps_dropped_by(c->steps, i), rename = steps_renamed_by(c->steps, i, &name);
        x.variable = intern_name(c->names, i);
        x.method = drop >= 0 ? STR(CHANGE_DROP) : STR(CHANGE_RENAME);
        x.version = drop >= 0 ? c->versions[drop] : rename >= 0 ? c->versions[rename] : STR("");
        x.old = drop >= 0 ? null : x.variable;
        x.new = drop >= 0 ? null : name;
        if (drop >= 0 || rename >= 0)
            changes_put(c->log, &x);
    }
    x.old = x.new = null;
    x.method = STR(CHANGE_ADD);
    for (int i = 0, by; i < steps_shape(c->steps)->added; i++) {
        x.variable = steps_added(c->steps, i, &by);
        x.version = c->versions[by];
        changes_put(c->log, &x);
    }
    buf_reset(&c->old);
    buf_reset(&c->new);
    cell_put(&c->old, header);
    cell_put(&c->new, result);
    x = (struct change){.file = null, .line = null, .rec = null, .table = c->table, .old = buf_slice(&c->old),
                        .new = buf_slice(&c->new), .method = STR(CHANGE_HEADER), .version = str_of(c->program)};
    if (!str_eq(header, result))
        changes_put(c->log, &x);
}

static struct str start_steps(struct cleaner *c, struct str header)
{
    int n = steps_count(c->steps);
    c->versions = arena_array(&c->text, (size_t)n, sizeof *c->versions);
    for (int i = 0; i < n; i++) {
        struct str name = steps_name(c->steps, i);
        c->versions[i] = str_of(arena_printf(&c->text, "%.*s@%s", (int)name.n, name.p, c->program));
    }
    buf_reset(&c->out);
    steps_header(c->steps, &c->out);
    struct str result = arena_str(&c->text, buf_slice(&c->out));
    if (c->log)
        log_shape(c, header, result);
    return result;
}

struct str cleaner_start(struct cleaner *c, struct str header)
{
    static const char *const places[] = {"_file", "_line", "_rec"};
    for (int i = 0; i < 3; i++)
        c->place[i] = intern_find(c->names, str_of(places[i]));
    c->cell = mem_array((size_t)c->names->n, sizeof *c->cell);
    c->with = mem_array((size_t)c->names->n, sizeof *c->with);
    return c->steps ? start_steps(c, header) : header;
}

struct str cleaner_key(struct cleaner *c)
{
    if (c->key.n)
        return buf_slice(&c->key);
    for (int i = 0; i < c->n_keys; i++) {
        struct str cell = c->cell[c->keys[i]];
        keyparts_add(&c->key, intern_name(c->names, c->keys[i]), cell_is_null(cell) ? STR("") : cell_text(cell, &c->row));
    }
    return buf_slice(&c->key);
}

static struct str place(const struct cleaner *c, const struct rec *rec, int i)
{
    return c->place[i] < 0 ? STR("\\N") : rec->cell[c->place[i]];
}

static void set(struct cleaner *c, int column, struct str cell)
{
    c->cell[column] = c->with[column] = cell.p ? cell : STR("");
}

static void log_change(struct cleaner *c, const struct rec *rec, uint64_t row, int column, struct str old,
                       struct str method, struct str version)
{
    if (!c->log)
        return;
    struct change x = {0,        row,           place(c, rec, 0), place(c, rec, 1), place(c, rec, 2),
                       c->table, cleaner_key(c), intern_name(c->names, column), old, c->cell[column], method, version};
    changes_put(c->log, &x);
}

/* What normalising gave, kept until the key of the record is known. */
struct done {
    int column;
    const char *method;
};

/* Normalises the cells; returns how many were changed. */
static int normalise_all(struct cleaner *c, const struct rec *rec, struct done **done)
{
    int n = 0;
    for (int i = 0; i < rec->n; i++) {
        c->cell[i] = rec->cell[i];
        struct norm_change change;
        if (norm_plain(&c->columns[i], rec->cell[i]) || !normalise(&c->columns[i], rec->cell[i], &c->row, &change))
            continue;
        if (!n) {
            *done = arena_array(&c->row, (size_t)rec->n, sizeof **done);
            memset(c->with, 0, (size_t)rec->n * sizeof *c->with);
        }
        set(c, i, change.cell);
        (*done)[n++] = (struct done){i, change.method};
    }
    return n;
}

static bool accept_one(struct cleaner *c, const struct rec *rec, uint64_t row, struct accepted *x)
{
    int column = intern_find(c->names, x->variable);
    struct loc here = loc_line(accept_name(c->accept), x->line);
    x->used = true;
    if (column < 0)
        diag(D_ACCEPT_COLUMN, here, diag_str(x->variable));
    else if (!str_eq(c->cell[column], x->old) && !str_eq(rec->cell[column], x->old))
        diag(D_ACCEPT_DIFFERS, here, diag_str(x->variable), diag_str(c->cell[column]), diag_str(x->old));
    else if (!norm_plain(&c->columns[column], x->new) &&
             (c->columns[column].kind == NORM_INTEGER || c->columns[column].kind == NORM_NUMBER))
        diag(D_ACCEPT_VALUE, here, diag_str(x->variable), diag_str(x->new));
    else {
        struct str old = c->cell[column];
        set(c, column, x->new);
        c->accepted++;
        log_change(c, rec, row, column, old, STR("accept"), x->by);
        return true;
    }
    c->refused++;
    return false;
}

/* Applies what was accepted for the record's key. changed: has c->with been set for this record? */
static bool accept_all(struct cleaner *c, const struct rec *rec, uint64_t row, bool changed)
{
    bool any = false;
    struct accepted *x = c->accept ? accept_find(c->accept, cleaner_key(c)) : NULL;
    if (x && !changed)
        memset(c->with, 0, (size_t)rec->n * sizeof *c->with);
    for (; x; x = accept_next(c->accept, x))
        any = accept_one(c, rec, row, x) || any;
    return any;
}

static void step_changed(void *to, int column, struct str new, int statement)
{
    struct cleaner *c = to;
    struct str old = c->cell[column];
    set(c, column, new);
    log_change(c, c->rec, c->row_number, column, old, STR("vtl"), c->versions[statement]);
}

static void step_failed(void *to, const struct steps_failure *f)
{
    struct cleaner *c = to;
    c->failed(c->to, c->rec, cleaner_key(c), f);
}

/* A row about the whole record: old and new are lines or parts of them. */
static void log_line(struct cleaner *c, struct str old, struct str new, struct str method, struct str version)
{
    if (!c->log)
        return;
    buf_reset(&c->old);
    buf_reset(&c->new);
    old.p ? cell_put(&c->old, old) : cell_put_null(&c->old);
    new.p ? cell_put(&c->new, new) : cell_put_null(&c->new);
    struct change x = {.row = c->row_number, .file = place(c, c->rec, 0), .line = place(c, c->rec, 1),
                       .rec = place(c, c->rec, 2), .table = c->table, .key = cleaner_key(c), .old = buf_slice(&c->old),
                       .new = buf_slice(&c->new), .method = method, .version = version};
    changes_put(c->log, &x);
}

/* The slice of a buffer that may never have been written to; empty is not absent. */
static struct str present(const struct buf *b, bool is)
{
    return !is ? (struct str){0} : b->n ? buf_slice(b) : STR("");
}

/* Takes the line, in the columns of the input, through the program. */
static struct str run_steps(struct cleaner *c)
{
    struct steps_sink sink = {c, step_changed, step_failed};
    int removed_by = steps_record(c->steps, c->cell, &sink);
    buf_reset(&c->line);
    line_replace(&c->line, c->rec->line, c->with, c->rec->n, c->null);
    struct str line = present(&c->line, true);
    if (removed_by >= 0) {
        c->removed++;
        log_line(c, line, (struct str){0}, STR(CHANGE_FILTER), c->versions[removed_by]);
        return (struct str){0};
    }
    const struct line_shape *shape = steps_shape(c->steps);
    if (line_shape_is_plain(shape))
        return line;
    buf_reset(&c->out);
    buf_reset(&c->taken);
    buf_reset(&c->added);
    steps_put_added(c->steps, &c->added, c->null);
    line_reshape(shape, line, buf_slice(&c->added), &c->out, &c->taken);
    log_line(c, present(&c->taken, shape->n_dropped), present(&c->added, shape->added), STR(CHANGE_COLUMNS),
             str_of(c->program));
    return present(&c->out, true);
}

struct str cleaner_record(struct cleaner *c, const struct rec *rec, uint64_t row)
{
    struct done *done = NULL;
    arena_reset(&c->row);
    buf_reset(&c->key);
    c->rec = rec;
    c->row_number = row;
    int n = normalise_all(c, rec, &done);
    for (int i = 0; i < n; i++)
        log_change(c, rec, row, done[i].column, rec->cell[done[i].column], str_of(done[i].method), STR(NORM_VERSION));
    c->normalised += (uint64_t)n;
    bool accepted = accept_all(c, rec, row, n > 0);
    if (c->steps) {
        if (!n && !accepted)
            memset(c->with, 0, (size_t)rec->n * sizeof *c->with);
        return run_steps(c);
    }
    if (!n && !accepted)
        return rec->line;
    buf_reset(&c->line);
    line_replace(&c->line, rec->line, c->with, rec->n, c->null);
    return buf_slice(&c->line);
}

void cleaner_end(struct cleaner *c)
{
    mem_free(c->cell);
    mem_free(c->with);
    buf_free(&c->key);
    buf_free(&c->line);
    buf_free(&c->out);
    buf_free(&c->taken);
    buf_free(&c->added);
    buf_free(&c->old);
    buf_free(&c->new);
    arena_free(&c->row);
    arena_free(&c->text);
}
