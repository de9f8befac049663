/* SPDX-License-Identifier: Apache-2.0 */
#include "fix/line.h"

#include "rec/cell.h"

void line_replace(struct buf *b, struct str line, const struct str *with, int n, const char *null)
{
    struct str rest = line;
    for (int i = 0; i < n; i++) {
        struct str cell = str_cut(rest, '\t', &rest);
        if (i)
            buf_char(b, '\t');
        if (!with[i].p)
            buf_str(b, cell);
        else if (cell_is_null(with[i]) && null)
            buf_puts(b, null);
        else
            buf_str(b, with[i]);
    }
}

static void put_cell(struct buf *b, bool *first, struct str cell)
{
    if (!*first)
        buf_char(b, '\t');
    *first = false;
    buf_str(b, cell);
}

void line_reshape(const struct line_shape *s, struct str line, struct str added, struct buf *out, struct buf *taken)
{
    struct str rest = line;
    bool first_out = true, first_taken = true;
    for (int i = 0; i < s->before; i++) {
        struct str cell = str_cut(rest, '\t', &rest);
        if (s->dropped[i])
            put_cell(taken, &first_taken, cell);
        else
            put_cell(out, &first_out, cell);
    }
    if (s->added)
        put_cell(out, &first_out, added);
}

bool line_reshape_back(const struct line_shape *s, struct str line, struct str taken, struct buf *out, struct buf *added)
{
    struct str rest = line, back = taken;
    bool first = true;
    for (int i = 0; i < s->before; i++) {
        if (s->dropped[i] && !back.p)
            return false;
        struct str *from = s->dropped[i] ? &back : &rest;
        put_cell(out, &first, str_cut(*from, '\t', from));
    }
    if (s->added)
        buf_str(added, rest);
    return !s->n_dropped || !back.p;
}
