/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buf.h"

#include <assert.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include "base/mem.h"

void buf_more(struct buf *b, size_t n)
{
    assert(n <= SIZE_MAX - b->n);
    b->p = mem_grow(b->p, &b->cap, b->n + n, 1);
}

void buf_puts(struct buf *b, const char *s)
{
    buf_add(b, s, strlen(s));
}

void buf_printf(struct buf *b, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    assert(n >= 0);
    vsnprintf(buf_room(b, (size_t)n + 1), (size_t)n + 1, format, again);
    b->n += (size_t)n;
    va_end(again);
    va_end(args);
}

void buf_int(struct buf *b, long long v)
{
    char digits[24];
    char *at = digits + sizeof digits;
    unsigned long long u = v < 0 ? 0ULL - (unsigned long long)v : (unsigned long long)v;
    do {
        *--at = (char)('0' + u % 10);
        u /= 10;
    } while (u);
    if (v < 0)
        *--at = '-';
    buf_add(b, at, (size_t)(digits + sizeof digits - at));
}

const char *buf_text(struct buf *b)
{
    *buf_room(b, 1) = '\0';
    return b->p;
}

void buf_drop(struct buf *b, size_t n)
{
    assert(n <= b->n);
    if (b->n > n) /* an empty buffer has no bytes to point at */
        memmove(b->p, b->p + n, b->n - n);
    b->n -= n;
}

void buf_free(struct buf *b)
{
    mem_free(b->p);
    *b = (struct buf){0};
}

void buf_one_line(struct buf *b, struct str s)
{
    bool space = false;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool white = c == ' ' || c == '\t' || c == '\n' || c == '\r';
        if (!white && space && b->n)
            buf_char(b, ' ');
        if (!white)
            buf_char(b, c);
        space = white;
    }
}
