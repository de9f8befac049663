/* SPDX-License-Identifier: Apache-2.0 */
#include "form/sheet.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "io/in.h"
#include "sheet/kind.h"
#include "sheet/tsv.h"

static const size_t max_bytes = 256u << 20;

static void complain_bytes(const struct sheet *s, size_t at, enum diag_id id)
{
    long line = 1;
    size_t start = 0;
    for (size_t i = 0; i < at; i++)
        if (s->text.p[i] == '\n') {
            line++;
            start = i + 1;
        }
    struct str before = {s->text.p + start, at - start};
    diag(id, ((struct loc){.file = s->path, .line = line, .col = (long)utf8_length(before) + 1}));
}

/* What a spreadsheet program saved in another form becomes tab-separated text. Returns false after complaining. */
static bool make_text(struct sheet *s, enum grid_kind kind, enum tsv_dialect dialect)
{
    struct buf made = {0};
    struct tsv *t = tsv_open(kind, NULL, buf_slice(&s->text), dialect);
    int got;
    while ((got = tsv_read(t, &made)) > 0)
        ;
    if (got < 0)
        diag(D_SHEET_FAULT, loc_line(s->path, tsv_line(t)), tsv_why(t)[diag_lang()]);
    tsv_close(t);
    buf_free(&s->text);
    s->text = made;
    return got == 0;
}

/* Says what a file is that is no table, where that can be seen. */
static bool is_other(const struct sheet *s, struct str all)
{
    const char *const *advice = kind_advice(kind_of((struct str){all.p, all.n < 4096 ? all.n : 4096}));
    if (advice && !(all.n && (all.p[0] == '{' || all.p[0] == '[')))
        diag(D_SHEET_FAULT, loc_file(s->path), advice[diag_lang()]);
    else
        advice = NULL;
    return advice != NULL;
}

static bool open_as(struct sheet *s, const char *path, enum tsv_dialect dialect)
{
    *s = (struct sheet){.path = path};
    bool good = in_slurp(path, max_bytes, &s->text);
    struct str raw = buf_slice(&s->text);
    enum grid_kind kind = good ? tsv_needed(raw, true, dialect) : GRID_NONE;
    good = good && !(kind == GRID_NONE && raw.n && is_other(s, raw)) && (kind == GRID_NONE || make_text(s, kind, dialect));
    if (!good) {
        buf_free(&s->text);
        return false;
    }
    struct str all = buf_slice(&s->text);
    size_t valid = utf8_valid(all);
    const char *nul = all.n ? memchr(all.p, 0, all.n) : NULL;
    if (valid < all.n || nul) {
        complain_bytes(s, valid < all.n ? valid : (size_t)(nul - all.p), valid < all.n ? D_SHEET_UTF8 : D_SHEET_NUL);
        buf_free(&s->text);
        return false;
    }
    if (str_starts(all, STR("\xef\xbb\xbf")))
        s->at = 3;
    return true;
}

bool sheet_open(struct sheet *s, const char *path)
{
    return open_as(s, path, TSV_SHEET);
}

bool sheet_open_lines(struct sheet *s, const char *path)
{
    return open_as(s, path, TSV_LINES);
}

/* Takes a cell that a spreadsheet wrapped in double quotes out of them. Returns false when the quotes do not close. */
static bool unquote(struct sheet *s, struct str *cell)
{
    struct str c = *cell;
    if (c.n < 1 || c.p[0] != '"')
        return true;
    char *to = arena_alloc(&s->unquoted, c.n), *at = to;
    size_t i = 1;
    for (; i < c.n; i++) {
        bool quote = c.p[i] == '"';
        if (quote && !(i + 1 < c.n && c.p[i + 1] == '"'))
            break;
        i += quote;
        *at++ = c.p[i];
    }
    if (c.n < 2 || i + 1 != c.n)
        return false;
    *cell = str_trim((struct str){to, (size_t)(at - to)});
    return true;
}

/* Cuts the current line into cells. Returns false after complaining about a quoted one. */
static bool cut(struct sheet *s)
{
    struct str rest = s->raw;
    s->n = 0;
    do {
        struct str c = str_trim(str_cut(rest, '\t', &rest));
        size_t need = (size_t)s->n + 1;
        s->cell = mem_grow(s->cell, &s->cap, need, sizeof *s->cell);
        s->span = mem_grow(s->span, &s->cap_span, need, sizeof *s->span);
        s->span[s->n] = c;
        s->cell[s->n++] = c;
        if (!unquote(s, &s->cell[s->n - 1])) {
            diag(D_SHEET_QUOTE, sheet_loc(s, s->n - 1));
            return false;
        }
    } while (rest.p);
    while (s->n > 0 && s->cell[s->n - 1].n == 0)
        s->n--;
    return true;
}

bool sheet_line(struct sheet *s)
{
    if (s->at >= s->text.n)
        return false;
    struct str left = {s->text.p + s->at, s->text.n - s->at}, rest;
    s->raw = str_cut(left, '\n', &rest);
    s->at = rest.p ? (size_t)(rest.p - s->text.p) : s->text.n;
    s->line++;
    if (s->raw.n && s->raw.p[s->raw.n - 1] == '\r')
        s->raw.n--;
    return true;
}

bool sheet_next(struct sheet *s)
{
    while (sheet_line(s)) {
        if (!cut(s))
            s->bad++;
        else if (s->n)
            return true;
    }
    return false;
}

struct str sheet_cell(const struct sheet *s, int i)
{
    return i >= 0 && i < s->n ? s->cell[i] : (struct str){"", 0};
}

struct loc sheet_loc(const struct sheet *s, int i)
{
    struct loc loc = {.file = s->path, .line = s->line};
    if (i < 0)
        return loc;
    struct str span = i < s->n ? s->span[i] : (struct str){s->raw.p + s->raw.n, 0};
    struct str before = {s->raw.p, (size_t)(span.p - s->raw.p)};
    loc.col = (long)utf8_length(before) + 1;
    loc.width = (int)utf8_length(span);
    loc.text = s->raw;
    return loc;
}

static void complain_unknown(const struct sheet *s, int i, const struct sheet_column *columns, int n)
{
    struct str *names = mem_array((size_t)n, sizeof *names);
    for (int k = 0; k < n; k++)
        names[k] = str_of(columns[k].name);
    int near = str_nearest(s->cell[i], names, n);
    mem_free(names);
    if (near >= 0)
        diag(D_SHEET_UNKNOWN_NEAR, sheet_loc(s, i), diag_str(s->cell[i]), columns[near].name);
    else
        diag(D_SHEET_UNKNOWN, sheet_loc(s, i), diag_str(s->cell[i]));
}

bool sheet_header(struct sheet *s, struct sheet_column *columns, int n, bool free_columns)
{
    bool good = true;
    for (int k = 0; k < n; k++)
        columns[k].at = -1;
    if (s->n == 1 && (memchr(s->raw.p, ',', s->raw.n) || memchr(s->raw.p, ' ', s->raw.n))) {
        diag(D_SHEET_NO_TAB, sheet_loc(s, 0));
        return false;
    }
    for (int i = 0; i < s->n; i++) {
        int k = 0;
        while (k < n && !str_is(s->cell[i], columns[k].name))
            k++;
        if (k == n && !free_columns) {
            complain_unknown(s, i, columns, n);
            good = false;
        } else if (k < n && columns[k].at >= 0) {
            diag(D_SHEET_TWICE, sheet_loc(s, i), columns[k].name);
            good = false;
        } else if (k < n) {
            columns[k].at = i;
        }
    }
    for (int k = 0; k < n; k++)
        if (columns[k].required && columns[k].at < 0) {
            diag(D_SHEET_MISSING, sheet_loc(s, -1), columns[k].name);
            good = false;
        }
    return good;
}

bool sheet_begin(struct sheet *s, struct sheet_column *columns, int n, bool free_columns)
{
    if (sheet_next(s))
        return sheet_header(s, columns, n, free_columns);
    diag(D_SHEET_EMPTY, loc_file(s->path));
    return false;
}

void sheet_close(struct sheet *s)
{
    buf_free(&s->text);
    mem_free(s->cell);
    mem_free(s->span);
    arena_free(&s->unquoted);
    *s = (struct sheet){0};
}
