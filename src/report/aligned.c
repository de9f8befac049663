/* SPDX-License-Identifier: Apache-2.0 */
#include "report/aligned.h"

#include "base/utf8.h"
#include "base/visible.h"

static void blanks(struct buf *b, size_t n)
{
    for (; n; n--)
        buf_char(b, ' ');
}

void aligned_put(struct buf *b, struct str s, size_t width, bool right)
{
    size_t have = utf8_width(s), room = have < width ? width - have : 0;
    if (right)
        blanks(b, room);
    buf_str(b, s);
    if (!right)
        blanks(b, room);
}

/* How many bytes of the text take at most that many columns. */
static size_t bytes_within(struct str s, size_t width)
{
    const char *end = s.p + s.n, *p = s.p;
    for (size_t used = 0; p < end;) {
        uint32_t cp;
        int n = utf8_next(p, end, &cp);
        size_t bytes = n ? (size_t)n : 1;
        used += utf8_width((struct str){p, bytes});
        if (used > width)
            break;
        p += bytes;
    }
    return (size_t)(p - s.p);
}

void aligned_fit(struct buf *b, struct str s, size_t width, bool right)
{
    if (utf8_width(s) <= width) {
        aligned_put(b, s, width, right);
        return;
    }
    struct buf cut = {0};
    buf_add(&cut, s.p, bytes_within(s, width ? width - 1 : 0));
    buf_puts(&cut, "…");
    aligned_put(b, buf_slice(&cut), width, right);
    buf_free(&cut);
}

void aligned_safe(struct buf *b, struct str s)
{
    visible_put(b, s);
}
