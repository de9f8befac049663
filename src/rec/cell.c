#include "rec/cell.h"

static char escape_of(char c)
{
    return c == '\\' ? '\\' : c == '\t' ? 't' : c == '\n' ? 'n' : c == '\r' ? 'r' : 0;
}

static char meaning_of(char c)
{
    return c == '\\' ? '\\' : c == 't' ? '\t' : c == 'n' ? '\n' : c == 'r' ? '\r' : 0;
}

struct str cell_text(struct str c, struct arena *a)
{
    if (!c.n || !memchr(c.p, '\\', c.n))
        return c;
    char *to = arena_alloc(a, c.n), *at = to;
    for (size_t i = 0; i < c.n; i++) {
        char m = c.p[i] == '\\' && i + 1 < c.n ? meaning_of(c.p[i + 1]) : 0;
        *at++ = m ? m : c.p[i];
        i += m != 0;
    }
    return (struct str){to, (size_t)(at - to)};
}

void cell_put(struct buf *b, struct str text)
{
    char *at = buf_room(b, text.n * 2);
    for (size_t i = 0; i < text.n; i++) {
        char e = escape_of(text.p[i]);
        if (e)
            *at++ = '\\';
        *at++ = e ? e : text.p[i];
    }
    b->n = (size_t)(at - b->p);
}

bool cell_check(struct str c, char *bad)
{
    if (cell_is_null(c))
        return true;
    for (size_t i = 0; i < c.n; i++) {
        if (c.p[i] != '\\')
            continue;
        *bad = i + 1 < c.n ? c.p[i + 1] : ' ';
        if (i + 1 == c.n || !meaning_of(c.p[i + 1]))
            return false;
        i++;
    }
    return true;
}
