#include "fix/reshape.h"

static void put_cell(struct buf *b, bool *first, struct str cell)
{
    if (!*first)
        buf_char(b, '\t');
    *first = false;
    buf_str(b, cell);
}

void reshape_forward(const struct reshape *s, struct str line, struct str added, struct buf *out, struct buf *taken)
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

bool reshape_back(const struct reshape *s, struct str line, struct str taken, struct buf *out, struct buf *added)
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
