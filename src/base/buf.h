/* SPDX-License-Identifier: Apache-2.0 */
/*
 * buf: bytes that grow.
 *
 * Audience: everybody. All members zero is an empty buffer. The bytes are not zero-terminated unless buf_text is asked.
 */
#ifndef EC_BASE_BUF_H
#define EC_BASE_BUF_H

#include <stddef.h>

#include "base/str.h"

struct buf {
    char *p;    /* owned; NULL while cap is 0 */
    size_t n;   /* bytes in use */
    size_t cap; /* bytes allocated */
};

/* Slow path of buf_room. */
void buf_more(struct buf *b, size_t n);

/* Makes room for n more bytes and returns where they go; the caller writes there and adds to b->n. */
static inline char *buf_room(struct buf *b, size_t n)
{
    if (b->cap - b->n < n)
        buf_more(b, n);
    return b->p + b->n;
}

/* Appends n bytes. */
static inline void buf_add(struct buf *b, const void *p, size_t n)
{
    if (!n)
        return; /* an empty buffer has no place to point to */
    memcpy(buf_room(b, n), p, n);
    b->n += n;
}

/* Appends a slice. */
static inline void buf_str(struct buf *b, struct str s)
{
    buf_add(b, s.p, s.n);
}

/* Appends one byte. */
static inline void buf_char(struct buf *b, char c)
{
    *buf_room(b, 1) = c;
    b->n++;
}

/* Appends a zero-terminated string. */
void buf_puts(struct buf *b, const char *s);

/* The text in one line: runs of white space are one blank, none at the ends of what is appended to an empty buffer. */
void buf_one_line(struct buf *b, struct str s);

/* Appends text made as by printf. */
void buf_printf(struct buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Appends an integer in decimal. */
void buf_int(struct buf *b, long long v);

/* The contents as a slice, valid until the buffer changes. */
static inline struct str buf_slice(const struct buf *b)
{
    return (struct str){b->p, b->n};
}

/* The contents, zero-terminated (the terminator is not counted in n). */
const char *buf_text(struct buf *b);

/* Removes the first n bytes (n <= b->n). */
void buf_drop(struct buf *b, size_t n);

/* Empties the buffer, keeps its memory. */
static inline void buf_reset(struct buf *b)
{
    b->n = 0;
}

/* Gives the memory back; the buffer is empty and usable again. */
void buf_free(struct buf *b);

#endif
