/* SPDX-License-Identifier: Apache-2.0 */
#include "read/edit.h"

#include "base/utf8.h"

/* The bytes of the character at p, or of one that is none. */
static size_t size_at(const char *p, const char *end)
{
    uint32_t cp;
    int n = utf8_next(p, end, &cp);
    return n > 0 ? (size_t)n : 1;
}

/* The character at a place, from 0; empty: there are not so many. */
static struct str nth(struct str text, size_t place)
{
    const char *p = text.p, *end = text.p + text.n;
    while (p < end && place-- > 0)
        p += size_at(p, end);
    return (struct str){p, p < end ? size_at(p, end) : 0};
}

/* The place of a character in a text, from 0, or -1. */
static long place_of(struct str text, struct str c)
{
    long place = 0;
    for (const char *p = text.p, *end = text.p + text.n; p < end; place++) {
        size_t n = size_at(p, end);
        if (str_eq((struct str){p, n}, c))
            return place;
        p += n;
    }
    return -1;
}

static void cut(struct buf *to, struct str text, const struct path_edit *edit)
{
    int place = 1;
    for (const char *p = text.p, *end = text.p + text.n; p < end; place++) {
        size_t n = size_at(p, end);
        if (place >= edit->from && place - edit->from < edit->n)
            buf_add(to, p, n);
        p += n;
    }
}

static void translate(struct buf *to, struct str text, const struct path_edit *edit)
{
    for (const char *p = text.p, *end = text.p + text.n; p < end;) {
        struct str c = {p, size_at(p, end)};
        long place = place_of(edit->letters, c);
        buf_str(to, place < 0 ? c : nth(edit->others, (size_t)place));
        p += c.n;
    }
}

void edit_text(struct buf *b, size_t from, const struct path_edit *edit)
{
    struct buf made = {0};
    struct str text = {b->p + from, b->n - from};
    if (edit->n)
        cut(&made, text, edit);
    else
        translate(&made, text, edit);
    b->n = from;
    buf_str(b, buf_slice(&made));
    buf_free(&made);
}
