/* SPDX-License-Identifier: Apache-2.0 */
#include "data/csv.h"

#include "base/diag.h"
#include "base/mem.h"
#include "base/utf8.h"

enum { BLOCK = 64 * 1024 };

/* The byte i places on, -1 at the end, -2 after complaining. */
static int peek(struct csv *c, size_t i)
{
    while (c->at + i >= c->b.n && !c->eof) {
        if (c->at > BLOCK) {
            buf_drop(&c->b, c->at);
            c->at = 0;
        }
        ssize_t got = in_read(c->in, buf_room(&c->b, BLOCK), BLOCK);
        if (got < 0) {
            in_complain_read(c->in, loc_file(c->name));
            return -2;
        }
        c->eof = got == 0;
        c->b.n += (size_t)got;
    }
    return c->at + i < c->b.n ? (unsigned char)c->b.p[c->at + i] : -1;
}

static int complain(const struct csv *c, const char *what)
{
    diag(D_DATA_CSV, loc_line(c->name, c->lines + 1), what);
    return -1;
}

/* A cell in quotes, behind the first one. */
static int read_quoted(struct csv *c)
{
    for (int b; (b = peek(c, 0)) != '"' || peek(c, 1) == '"'; c->at++) {
        if (b < 0)
            return b == -1 ? complain(c, diag_words("a quote is not closed", "引号未闭合")) : -1;
        c->at += b == '"';
        c->lines += b == '\n';
        buf_char(&c->text, (char)b);
        if (c->text.n > CSV_ROW_MAX)
            return complain(c, diag_words("a row is longer than 64 MiB", "一行超过 64 MiB"));
    }
    c->at++;
    int b = peek(c, 0);
    if (b == ',' || b == '\n' || b == '\r' || b == -1)
        return 1;
    return b == -2 ? -1 : complain(c, diag_words("text behind a closing quote", "结束引号之后还有文本"));
}

static int read_plain(struct csv *c)
{
    for (int b; (b = peek(c, 0)) != ',' && b != '\n' && b != -1; c->at++) {
        if (b == -2)
            return -1;
        if (b == '\r' && (peek(c, 1) == '\n' || peek(c, 1) == -1))
            break;
        if (b == '"')
            return complain(c, diag_words("a quote inside a cell that does not begin with one", "不以引号开头的单元格中出现引号"));
        buf_char(&c->text, (char)b);
        if (c->text.n > CSV_ROW_MAX)
            return complain(c, diag_words("a row is longer than 64 MiB", "一行超过 64 MiB"));
    }
    return 1;
}

/* One cell; its text stands in c->text from an offset that stays when that grows. */
static int read_cell(struct csv *c)
{
    size_t from = c->text.n;
    bool quoted = peek(c, 0) == '"';
    c->at += quoted;
    if ((quoted ? read_quoted(c) : read_plain(c)) < 0)
        return -1;
    c->cells = mem_grow(c->cells, &c->cap, (size_t)c->n + 1, sizeof *c->cells);
    c->cells[c->n++] = (struct csv_cell){{NULL, c->text.n - from}, quoted};
    return 1;
}

/* Behind a cell: takes a comma, or the end of the row. Returns 1 when another cell follows, 0 at the end. */
static int behind(struct csv *c)
{
    int b = peek(c, 0);
    c->at += b == '\r';
    if (b == '\r')
        b = peek(c, 0);
    c->at += b >= 0;
    c->lines += b == '\n';
    return b == ',';
}

/* Passes over a BOM and empty lines. Returns the next byte. */
static int skip(struct csv *c)
{
    if (!c->lines && c->at == 0 && peek(c, 0) == 0xef && peek(c, 1) == 0xbb && peek(c, 2) == 0xbf)
        c->at = 3;
    int b;
    while ((b = peek(c, 0)) == '\n' || (b == '\r' && peek(c, 1) == '\n')) {
        c->at += b == '\r' ? 2 : 1;
        c->lines++;
    }
    return b;
}

int csv_next(struct csv *c)
{
    int b = skip(c);
    if (b < 0)
        return b == -1 ? 0 : -1;
    buf_reset(&c->text);
    c->n = 0;
    c->line = c->lines + 1;
    do {
        if (read_cell(c) < 0)
            return -1;
    } while (behind(c));
    const char *p = c->text.p;
    for (int i = 0; i < c->n; i++) {
        c->cells[i].text.p = p ? p : "";
        p = p ? p + c->cells[i].text.n : p;
        if (utf8_valid(c->cells[i].text) < c->cells[i].text.n) {
            diag(D_DATA_CSV, loc_line(c->name, c->line), diag_words("not UTF-8", "不是 UTF-8"));
            return -1;
        }
    }
    return 1;
}

void csv_end(struct csv *c)
{
    in_close(c->in);
    buf_free(&c->b);
    buf_free(&c->text);
    mem_free(c->cells);
    *c = (struct csv){0};
}
