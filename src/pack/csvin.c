/* SPDX-License-Identifier: Apache-2.0 */
#include "pack/csvin.h"

#include "base/mem.h"

enum { CHUNK = 65536 };

static int wrong(struct csvin *c, const char *en, const char *zh)
{
    c->why[0] = en;
    c->why[1] = zh;
    return -2;
}

/* Reads more behind what is left. Returns 1, 0 at the end, -1 at a fault. */
static int fill(struct csvin *c)
{
    if (c->at) {
        buf_drop(&c->b, c->at);
        c->at = 0;
    }
    ssize_t got = gzin_read(c->in, buf_room(&c->b, CHUNK), CHUNK);
    if (got <= 0)
        return (int)got;
    c->b.n += (size_t)got;
    return 1;
}

/* The length of the row at hand without its LF: the first LF outside quotes. Returns 1, 0 at the end, < 0 as
 * csvin_next. */
static int find_end(struct csvin *c, size_t *length)
{
    size_t i = 0;
    bool quoted = false;
    c->line = ++c->next_line;
    for (;; i++) {
        if (c->at + i == c->b.n) {
            int more = fill(c);
            if (more < 0)
                return more;
            if (more == 0 && i == 0)
                return 0;
            if (more == 0)
                return wrong(c, "the last line has no line end, or a quote is not closed", "最后一行没有换行符，或引号未闭合");
            if (i > CSVIN_MAX_ROW)
                return wrong(c, "a row of more than 64 MiB", "一行超过 64 MiB");
        }
        char x = c->b.p[c->at + i];
        quoted ^= x == '"';
        if (x == '\n' && !quoted)
            break;
        c->next_line += x == '\n';
    }
    *length = i;
    return 1;
}

/* A quoted cell at *p: its text moves to the front of its place. Returns false when what follows is no border. */
static bool unquote(char **p, const char *end, struct str *cell)
{
    char *from = *p + 1, *to = *p;
    for (;; from++) {
        if (*from == '"') {
            if (from + 1 == end || from[1] != '"')
                break;
            from++;
        }
        *to++ = *from;
    }
    *cell = (struct str){*p, (size_t)(to - *p)};
    *p = from + 1;
    return *p == end || **p == ',';
}

int csvin_next(struct csvin *c)
{
    size_t length;
    int got = find_end(c, &length);
    if (got <= 0)
        return got;
    char *p = c->b.p + c->at;
    const char *end = p + length;
    c->at += length + 1;
    c->n = 0;
    for (;; p++) {
        c->cells = mem_grow(c->cells, &c->cap, (size_t)c->n + 1, sizeof *c->cells);
        struct str *cell = &c->cells[c->n++];
        if (p < end && *p == '"') {
            if (!unquote(&p, end, cell))
                return wrong(c, "text behind a closing quote", "右引号之后还有文字");
        } else {
            char *start = p;
            while (p < end && *p != ',' && *p != '"')
                p++;
            if (p < end && *p == '"')
                return wrong(c, "a quote inside a cell that is not quoted", "未加引号的单元格中有引号");
            *cell = (struct str){start, (size_t)(p - start)};
        }
        if (p == end)
            return 1;
    }
}

void csvin_free(struct csvin *c)
{
    buf_free(&c->b);
    mem_free(c->cells);
}
