#include "edit/patch.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/mem.h"
#include "edit/splice.h"
#include "rec/cell.h"

/* A row of the log that waits for its record, copied. */
struct pending {
    uint64_t seq;
    long lineno; /* of the log */
    struct str variable, old, new;
};

struct patch {
    struct recin *in;
    struct changes_in *log;
    bool undo, log_ended;
    struct change next;  /* the row read ahead */
    struct pending *rows;
    size_t n, cap;
    struct arena text;
    struct str *with;    /* [columns] new cells of the record */
    uint64_t cells;
};

static bool advance(struct patch *p)
{
    int got = changes_next(p->log, &p->next);
    p->log_ended = got == 0;
    return got >= 0;
}

/* All rows of record number `row`, so that undo can take them from the last to the first. */
static bool gather(struct patch *p, uint64_t row)
{
    p->n = 0;
    while (!p->log_ended && p->next.row == row) {
        p->rows = mem_grow(p->rows, &p->cap, p->n + 1, sizeof *p->rows);
        p->rows[p->n++] = (struct pending){p->next.seq, changes_lineno(p->log), arena_str(&p->text, p->next.variable),
                                           arena_str(&p->text, p->next.old), arena_str(&p->text, p->next.new)};
        if (!advance(p))
            return false;
    }
    return true;
}

static bool apply(struct patch *p, const struct rec *rec, const struct pending *x)
{
    struct str want = p->undo ? x->new : x->old;
    int column = intern_find(recin_columns(p->in), x->variable);
    if (column < 0) {
        diag(D_CHANGES_COLUMN, loc_line(changes_name(p->log), x->lineno), diag_str(x->variable), recin_name(p->in));
        return false;
    }
    struct str have = p->with[column].p ? p->with[column] : rec->cell[column];
    if (!str_eq(have, want)) {
        diag(D_CHANGES_DIFFER, loc_line(changes_name(p->log), x->lineno), diag_num((long long)x->seq), recin_name(p->in),
             diag_num(rec->lineno), diag_str(x->variable), diag_str(have), diag_str(want));
        return false;
    }
    p->with[column] = p->undo ? x->old : x->new;
    if (!p->with[column].p)
        p->with[column] = STR("");
    p->cells++;
    return true;
}

static bool patch_record(struct patch *p, const struct rec *rec, struct recout *out, struct buf *line, const char *null)
{
    memset(p->with, 0, (size_t)rec->n * sizeof *p->with);
    for (size_t i = 0; i < p->n; i++)
        if (!apply(p, rec, &p->rows[p->undo ? p->n - 1 - i : i]))
            return false;
    buf_reset(line);
    splice(line, rec->line, p->with, rec->n, null);
    recout_line(out, buf_slice(line));
    return true;
}

static bool patch_all(struct patch *p, struct recout *out, const char *null)
{
    struct buf line = {0};
    struct rec rec;
    uint64_t row = 0;
    int got = 0;
    bool good = advance(p);
    while (good && (got = recin_next(p->in, &rec)) > 0) {
        row++;
        if (p->log_ended || p->next.row != row) {
            recout_line(out, rec.line);
            continue;
        }
        arena_reset(&p->text);
        good = gather(p, row) && patch_record(p, &rec, out, &line, null);
    }
    buf_free(&line);
    if (good && got == 0 && !p->log_ended)
        diag(D_CHANGES_RECORD, loc_line(changes_name(p->log), changes_lineno(p->log)), diag_num((long long)p->next.seq),
             diag_num((long long)p->next.row), recin_name(p->in), diag_num((long long)row));
    else if (good && got == 0 && p->next.row != row)
        diag(D_CHANGES_RECORDS, loc_line(changes_name(p->log), changes_lineno(p->log)),
             diag_num((long long)p->next.row), recin_name(p->in), diag_num((long long)row));
    else
        return good && got == 0;
    return false;
}

bool patch_stream(struct recin *in, struct recout *out, struct changes_in *log, bool undo, const char *null,
                  uint64_t *cells)
{
    struct patch p = {.in = in, .log = log, .undo = undo};
    p.with = mem_array((size_t)recin_columns(in)->n, sizeof *p.with);
    recout_header(out, recin_header(in));
    bool good = patch_all(&p, out, null);
    *cells = p.cells;
    mem_free(p.rows);
    mem_free(p.with);
    arena_free(&p.text);
    return good;
}
