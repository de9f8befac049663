#include "edit/cleaner.h"

#include "base/diag.h"
#include "base/mem.h"
#include "edit/splice.h"
#include "rec/cell.h"

void cleaner_start(struct cleaner *c)
{
    static const char *const places[] = {"_file", "_line", "_rec"};
    for (int i = 0; i < 3; i++)
        c->place[i] = intern_find(c->names, str_of(places[i]));
    c->cell = mem_array((size_t)c->names->n, sizeof *c->cell);
    c->with = mem_array((size_t)c->names->n, sizeof *c->with);
}

struct str cleaner_key(struct cleaner *c)
{
    if (c->key.n)
        return buf_slice(&c->key);
    for (int i = 0; i < c->n_keys; i++) {
        struct str cell = c->cell[c->keys[i]];
        buf_puts(&c->key, i ? ";" : "");
        buf_str(&c->key, intern_name(c->names, c->keys[i]));
        buf_char(&c->key, '=');
        buf_str(&c->key, cell_is_null(cell) ? cell : cell_text(cell, &c->row));
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

struct str cleaner_record(struct cleaner *c, const struct rec *rec, uint64_t row)
{
    struct done *done = NULL;
    arena_reset(&c->row);
    buf_reset(&c->key);
    int n = normalise_all(c, rec, &done);
    for (int i = 0; i < n; i++)
        log_change(c, rec, row, done[i].column, rec->cell[done[i].column], str_of(done[i].method), STR(NORM_VERSION));
    c->normalised += (uint64_t)n;
    bool accepted = accept_all(c, rec, row, n > 0);
    if (!n && !accepted)
        return rec->line;
    buf_reset(&c->line);
    splice(&c->line, rec->line, c->with, rec->n, c->null);
    return buf_slice(&c->line);
}

void cleaner_end(struct cleaner *c)
{
    mem_free(c->cell);
    mem_free(c->with);
    buf_free(&c->key);
    buf_free(&c->line);
    arena_free(&c->row);
}
