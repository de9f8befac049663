/* SPDX-License-Identifier: Apache-2.0 */
#include "base/utf8.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

static int tail(unsigned char c)
{
    return (c & 0xc0) == 0x80;
}

static int next2(const unsigned char *s, size_t left, uint32_t *cp)
{
    if (left < 2 || s[0] < 0xc2 || !tail(s[1]))
        return 0;
    *cp = (uint32_t)(s[0] & 0x1f) << 6 | (s[1] & 0x3f);
    return 2;
}

static int next3(const unsigned char *s, size_t left, uint32_t *cp)
{
    if (left < 3 || !tail(s[1]) || !tail(s[2]))
        return 0;
    *cp = (uint32_t)(s[0] & 0x0f) << 12 | (uint32_t)(s[1] & 0x3f) << 6 | (s[2] & 0x3f);
    return *cp < 0x800 || (*cp >= 0xd800 && *cp <= 0xdfff) ? 0 : 3;
}

static int next4(const unsigned char *s, size_t left, uint32_t *cp)
{
    if (left < 4 || !tail(s[1]) || !tail(s[2]) || !tail(s[3]))
        return 0;
    *cp = (uint32_t)(s[0] & 0x07) << 18 | (uint32_t)(s[1] & 0x3f) << 12 | (uint32_t)(s[2] & 0x3f) << 6 | (s[3] & 0x3f);
    return *cp < 0x10000 || *cp > 0x10ffff ? 0 : 4;
}

int utf8_next(const char *p, const char *end, uint32_t *cp)
{
    const unsigned char *s = (const unsigned char *)p;
    size_t left = (size_t)(end - p);
    if (s[0] < 0x80) {
        *cp = s[0];
        return 1;
    }
    if (s[0] < 0xe0)
        return next2(s, left, cp);
    return s[0] < 0xf0 ? next3(s, left, cp) : s[0] < 0xf8 ? next4(s, left, cp) : 0;
}

size_t utf8_encode(char *to, uint32_t cp)
{
    if (cp < 0x80) {
        to[0] = (char)cp;
        return 1;
    }
    if (cp < 0x800) {
        to[0] = (char)(0xc0 | cp >> 6);
        to[1] = (char)(0x80 | (cp & 0x3f));
        return 2;
    }
    if (cp < 0x10000) {
        to[0] = (char)(0xe0 | cp >> 12);
        to[1] = (char)(0x80 | (cp >> 6 & 0x3f));
        to[2] = (char)(0x80 | (cp & 0x3f));
        return 3;
    }
    to[0] = (char)(0xf0 | cp >> 18);
    to[1] = (char)(0x80 | (cp >> 12 & 0x3f));
    to[2] = (char)(0x80 | (cp >> 6 & 0x3f));
    to[3] = (char)(0x80 | (cp & 0x3f));
    return 4;
}

void utf8_put(struct buf *b, uint32_t cp)
{
    b->n += utf8_encode(buf_room(b, 4), cp);
}

/* Skips ASCII sixteen or eight bytes at a time. */
static const char *skip_ascii(const char *p, const char *end)
{
#ifdef __SSE2__
    for (; end - p >= 16; p += 16) {
        int mask = _mm_movemask_epi8(_mm_loadu_si128((const __m128i *)(const void *)p));
        if (mask)
            return p + __builtin_ctz((unsigned)mask);
    }
#endif
    while (end - p >= 8) {
        uint64_t w;
        memcpy(&w, p, 8);
        if (w & UINT64_C(0x8080808080808080))
            break;
        p += 8;
    }
    while (p < end && !(*p & 0x80))
        p++;
    return p;
}

/* Skips characters of three bytes, as Chinese text consists of. */
static const char *skip_three(const char *p, const char *end)
{
    const unsigned char *s = (const unsigned char *)p;
    size_t left = (size_t)(end - p);
    for (; left >= 3 && (s[0] & 0xf0) == 0xe0 && tail(s[1]) && tail(s[2]); s += 3, left -= 3)
        if ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f))
            break; /* overlong, or a surrogate */
    return (const char *)s;
}

size_t utf8_valid(struct str s)
{
    const char *p = s.p, *end = s.p + s.n;
    for (;;) {
        const char *from = p;
        p = skip_three(skip_ascii(p, end), end);
        if (p == end)
            return s.n;
        if (p > from)
            continue;
        uint32_t cp;
        int n = utf8_next(p, end, &cp);
        if (!n)
            return (size_t)(p - s.p);
        p += n;
    }
}

size_t utf8_length(struct str s)
{
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++)
        n += !tail((unsigned char)s.p[i]);
    return n;
}

struct range {
    uint32_t first, last;
};

static int in_ranges(uint32_t cp, const struct range *r, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (cp >= r[i].first && cp <= r[i].last)
            return 1;
    return 0;
}

#define IN(cp, ranges) in_ranges(cp, ranges, sizeof(ranges) / sizeof(ranges)[0])

size_t utf8_width(struct str s)
{
    /* The blocks that East_Asian_Width calls wide or full-width; marks that combine take no column. */
    static const struct range wide[] = {{0x1100, 0x115f}, {0x2e80, 0x303e}, {0x3041, 0xa4cf}, {0xac00, 0xd7a3},
        {0xf900, 0xfaff}, {0xfe30, 0xfe6f}, {0xff00, 0xff60}, {0xffe0, 0xffe6}, {0x1f300, 0x1faff}, {0x20000, 0x3fffd}};
    static const struct range none[] = {{0x0300, 0x036f}, {0x200b, 0x200f}, {0x20d0, 0x20ff}, {0xfe00, 0xfe0f}};
    size_t width = 0;
    const char *end = s.p + s.n;
    for (const char *p = s.p; p < end;) {
        uint32_t cp;
        int n = utf8_next(p, end, &cp);
        p += n ? n : 1;
        width += !n || cp < 0x300 ? 1 : IN(cp, none) ? 0 : IN(cp, wide) ? 2 : 1;
    }
    return width;
}

int utf8_is_space(uint32_t cp)
{
    static const struct range space[] = {{0x09, 0x0d}, {0x20, 0x20}, {0x85, 0x85}, {0xa0, 0xa0}, {0x1680, 0x1680},
        {0x2000, 0x200a}, {0x2028, 0x2029}, {0x202f, 0x202f}, {0x205f, 0x205f}, {0x3000, 0x3000}};
    return IN(cp, space);
}
