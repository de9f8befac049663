/* SPDX-License-Identifier: Apache-2.0 */
/*
 * str: a slice of bytes that somebody else owns.
 *
 * Audience: everybody. Cells, names, lines and tokens are passed as slices, so that text is copied only when it must
 * outlive its buffer. A slice is not zero-terminated. It is valid as long as the buffer it points into.
 */
#ifndef EC_BASE_STR_H
#define EC_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct str {
    const char *p; /* first byte; may be NULL only when n is 0 */
    size_t n;      /* bytes */
};

/* The slice of a string literal. */
#define STR(literal) ((struct str){(literal), sizeof(literal) - 1})

/* The slice of a zero-terminated string; NULL gives the empty slice. */
static inline struct str str_of(const char *s)
{
    return (struct str){s, s ? strlen(s) : 0};
}

/* Same bytes? */
static inline bool str_eq(struct str a, struct str b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

/* A text of at most 8 bytes as a word: two of the same length are equal where their words are. */
static inline uint64_t str_word(struct str s)
{
    uint32_t first, last;
    if (s.n == 0)
        return 0;
    if (s.n < 4) {
        const unsigned char *p = (const unsigned char *)s.p;
        return (uint64_t)p[0] | (uint64_t)p[s.n / 2] << 8 | (uint64_t)p[s.n - 1] << 16;
    }
    memcpy(&first, s.p, 4);
    memcpy(&last, s.p + s.n - 4, 4);
    return (uint64_t)first | (uint64_t)last << 32;
}

/* Same bytes as a zero-terminated string? */
static inline bool str_is(struct str a, const char *s)
{
    return str_eq(a, str_of(s));
}

/* Does a begin with the bytes of b? */
static inline bool str_starts(struct str a, struct str b)
{
    return a.n >= b.n && (b.n == 0 || memcmp(a.p, b.p, b.n) == 0);
}

/* Does a end with the bytes of b? */
static inline bool str_ends(struct str a, struct str b)
{
    return a.n >= b.n && (b.n == 0 || memcmp(a.p + a.n - b.n, b.p, b.n) == 0);
}

/* Byte order (of UTF-8: code point order). Returns <0, 0, >0 as memcmp; a prefix is smaller. */
int str_cmp(struct str a, struct str b);

/* The part of s before the first byte c; *rest is what follows it (empty when c does not occur).
 * When c does not occur the whole of s is returned and *rest has p == NULL. */
struct str str_cut(struct str s, char c, struct str *rest);

/* Without XML white space (space, tab, CR, LF) at both ends. */
struct str str_trim(struct str s);

/* The offset of the first control character (C0 or DEL: line ends and TAB are some), or s.n. */
size_t str_control(struct str s);

/* The index (0-based) of the name in names[0..n) that is nearest to s by edit distance (restricted
 * Damerau-Levenshtein), for "did you mean"; -1 when none is near enough (distance above a third of the length). */
int str_nearest(struct str s, const struct str *names, int n);

#endif
