/* SPDX-License-Identifier: Apache-2.0 */
#include "sheet/tsv.h"

#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "sheet/kind.h"

enum { AT_ONCE = 64 * 1024 }; /* bytes of text made by a call */

struct tsv {
    struct grid *g;
    enum tsv_dialect dialect;
    bool begun, over;
    long line;        /* of the text, the last one made */
    long row;         /* of what is wrong */
    int columns;      /* of the header; 0: not yet */
    const char *const *why;
};

/* ---- is there anything to do? ---- */

/* The first line that is not blank and no comment, without its LF. */
static struct str first_line(struct str s)
{
    struct str rest = s, line = {s.p, 0};
    if (str_starts(rest, STR("\xef\xbb\xbf")))
        rest = (struct str){rest.p + 3, rest.n - 3};
    while (rest.n) {
        line = str_cut(rest, '\n', &rest);
        struct str text = str_trim(line);
        bool comment = text.n && (str_is(text, "#") || str_starts(text, STR("# ")) || str_starts(text, STR("##")));
        if (text.n && !comment)
            return line;
    }
    return (struct str){s.p, 0};
}

static bool holds(struct str s, char c)
{
    return s.n && memchr(s.p, c, s.n);
}

/* Is it text in another encoding than UTF-8? */
static bool is_encoded(struct str head, bool whole)
{
    if (str_starts(head, STR("\xff\xfe")) || str_starts(head, STR("\xfe\xff")))
        return true;
    if (!head.n)
        return false;
    size_t valid = utf8_valid(head);
    bool cut = !whole && head.n - valid < 4;
    return (valid < head.n && !cut) || holds(head, '\0');
}

enum grid_kind tsv_needed(struct str head, bool whole, enum tsv_dialect dialect)
{
    enum kind k = kind_of((struct str){head.p, head.n < 65536 ? head.n : 65536});
    enum grid_kind grid = kind_grid(k);
    if (grid != GRID_DELIMITED)
        return grid;
    struct str line = first_line(head);
    if (is_encoded(dialect == TSV_STREAM && line.n ? line : head, whole)) /* bad bytes in a record are a finding about it */
        return GRID_DELIMITED;
    if (dialect == TSV_LINES || !line.n)
        return GRID_NONE;
    if (dialect == TSV_STREAM && str_ends(line, STR("\r")))
        return GRID_DELIMITED;
    bool delimited = !holds(line, '\t') && (holds(line, ',') || holds(line, ';'));
    return delimited && !holds(line, '\\') ? GRID_DELIMITED : GRID_NONE;
}

struct tsv *tsv_open(enum grid_kind kind, struct in *in, struct str head, enum tsv_dialect dialect)
{
    struct tsv *t = mem_alloc(sizeof *t);
    t->g = grid_open(kind, in, head, NULL);
    t->dialect = dialect;
    return t;
}

/* ---- rows as text ---- */

static struct str text_of(const struct grid_cell *c)
{
    if (c->type == GRID_BLANK || (c->merged && c->type != GRID_TEXT))
        return (struct str){NULL, 0};
    return c->padded.p ? c->padded : c->text;
}

/* A cell of a sheet: in one line, quoted where it begins with a quote. */
static void put_sheet_cell(struct buf *to, struct str s)
{
    bool quoted = s.n && s.p[0] == '"';
    if (quoted)
        buf_char(to, '"');
    for (size_t i = 0; i < s.n; i++) {
        bool space = s.p[i] == '\t' || s.p[i] == '\n' || s.p[i] == '\r';
        if (quoted && s.p[i] == '"')
            buf_char(to, '"');
        buf_char(to, space ? ' ' : s.p[i]);
    }
    if (quoted)
        buf_char(to, '"');
}

/* A cell of a stream. Whoever opened a stream in a spreadsheet program saved its escapes with it: they stay what they are. */
static void put_stream_cell(struct buf *to, struct str s)
{
    if (!s.p)
        buf_puts(to, "\\N");
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i], next = i + 1 < s.n ? s.p[i + 1] : 0;
        bool null = c == '\\' && next == 'N' && s.n == 2;
        if (c == '\\' && (null || (next && strchr("\\tnr", next)))) {
            buf_char(to, c);
            buf_char(to, next);
            i++;
        } else if (c == '\\') {
            buf_puts(to, "\\\\");
        } else if (c == '\t' || c == '\n' || c == '\r') {
            buf_char(to, '\\');
            buf_char(to, c == '\t' ? 't' : c == '\n' ? 'n' : 'r');
        } else {
            buf_char(to, c);
        }
    }
}

static void put_row(struct tsv *t, const struct grid_row *row, int n, struct buf *to)
{
    int cells = t->dialect == TSV_STREAM && n < t->columns ? t->columns : t->dialect == TSV_LINES && n > 1 ? 1 : n;
    for (int i = 0; i < cells; i++) {
        struct str s = i < n ? text_of(&row->cells[i]) : (struct str){NULL, 0};
        if (i)
            buf_char(to, '\t');
        if (t->dialect == TSV_STREAM)
            put_stream_cell(to, s);
        else if (t->dialect == TSV_SHEET)
            put_sheet_cell(to, s);
        else
            buf_str(to, s);
    }
    buf_char(to, '\n');
    t->line++;
}

/* Is there a formula without a value in the row? A list with a hole is no list. */
static bool lacks_value(const struct grid_row *row)
{
    for (int i = 0; i < row->n; i++)
        if (row->cells[i].type == GRID_UNKNOWN || row->cells[i].type == GRID_ERROR)
            return true;
    return false;
}

static int fail(struct tsv *t, const char *const *why, long row)
{
    t->why = why;
    t->row = row;
    return -1;
}

static int take_row(struct tsv *t, const struct grid_row *row, struct buf *to)
{
    static const char *const formula[2] = {
        "a formula whose value is not stored, or is an error (#N/A); open the workbook in a spreadsheet program,"
        " correct it and save it",
        "公式未存储计算结果，或结果为错误值（#N/A）；请用电子表格软件打开工作簿，更正后保存"};
    int n = row->n;
    while (n > 0 && row->cells[n - 1].type == GRID_BLANK)
        n--;
    if (lacks_value(row))
        return fail(t, formula, row->line);
    if (!n)
        return 1;
    t->begun = true;
    while (t->dialect != TSV_STREAM && t->line + 1 < row->line) {
        buf_char(to, '\n');
        t->line++;
    }
    if (!t->columns)
        t->columns = n;
    put_row(t, row, n, to);
    return 1;
}

int tsv_read(struct tsv *t, struct buf *to)
{
    struct grid_row row;
    size_t from = to->n;
    while (to->n - from < AT_ONCE && !t->over) {
        switch (grid_next(t->g, &row)) {
        case GRID_SHEET:
            t->over = t->begun;
            if (grid_hidden(t->g))
                grid_skip(t->g);
            break;
        case GRID_ROW:
            if (take_row(t, &row, to) < 0)
                return -1;
            break;
        case GRID_BAD_ROW:
            return fail(t, grid_why(t->g), row.line);
        case GRID_FAULT:
            return fail(t, grid_why(t->g), 0);
        case GRID_END:
            t->over = true;
        }
    }
    return to->n > from;
}

const char *const *tsv_why(const struct tsv *t)
{
    return t->why;
}

long tsv_line(const struct tsv *t)
{
    return t->row;
}

bool tsv_unread(const struct tsv *t)
{
    return grid_unread(t->g);
}

void tsv_close(struct tsv *t)
{
    if (!t)
        return;
    grid_close(t->g);
    mem_free(t);
}
