/* SPDX-License-Identifier: Apache-2.0 */
#include "rec/recout.h"

#include "base/buf.h"
#include "base/mem.h"
#include "rec/cell.h"

struct recout {
    struct out *out;
    struct str null;
    bool no_header;
    bool in_line;    /* the record has a cell already */
    struct buf line; /* the record being made */
    uint64_t count;
};

static struct recout *open_over(struct out *out, const struct dialect *dialect)
{
    struct recout *w = mem_alloc(sizeof *w);
    w->out = out;
    w->null = dialect && dialect->null ? str_of(dialect->null) : STR("\\N");
    w->no_header = dialect && dialect->no_header;
    return w;
}

struct recout *recout_open(const char *path, const struct dialect *dialect)
{
    return open_over(out_open(path), dialect);
}

struct recout *recout_open_private(const char *path, const struct dialect *dialect)
{
    return open_over(out_open_private(path), dialect);
}

struct recout *recout_open_in(const char *folder, struct str table, const struct dialect *dialect)
{
    struct buf name = {0};
    buf_str(&name, table);
    buf_puts(&name, ".tsv");
    struct recout *w = open_over(out_open_in(folder, buf_text(&name)), dialect);
    buf_free(&name);
    return w;
}

static void put_line(struct recout *w, struct str line)
{
    char *to = out_room(w->out, line.n + 1);
    if (line.n)
        memcpy(to, line.p, line.n);
    to[line.n] = '\n';
    out_took(w->out, line.n + 1);
}

void recout_header(struct recout *w, struct str header)
{
    if (!w->no_header)
        put_line(w, header);
}

void recout_line(struct recout *w, struct str line)
{
    put_line(w, line);
    w->count++;
}

static struct buf *next_cell(struct recout *w)
{
    if (w->in_line)
        buf_char(&w->line, '\t');
    w->in_line = true;
    return &w->line;
}

void recout_text(struct recout *w, struct str text)
{
    cell_put(next_cell(w), text);
}

void recout_raw(struct recout *w, struct str cell)
{
    buf_str(next_cell(w), cell_is_null(cell) ? w->null : cell);
}

void recout_null(struct recout *w)
{
    buf_str(next_cell(w), w->null);
}

void recout_end(struct recout *w)
{
    recout_line(w, buf_slice(&w->line));
    buf_reset(&w->line);
    w->in_line = false;
}

void recout_block(struct recout *w, struct str lines, uint64_t records)
{
    out_write(w->out, lines.p, lines.n);
    w->count += records;
}

uint64_t recout_count(const struct recout *w)
{
    return w->count;
}

void recout_sync(struct recout *w)
{
    out_sync(w->out);
}

void recout_forget(struct recout *w)
{
    if (w)
        out_forget(w->out);
}

void recout_close(struct recout *w, bool keep)
{
    if (!w)
        return;
    out_close(w->out, keep);
    buf_free(&w->line);
    mem_free(w);
}
