/* SPDX-License-Identifier: Apache-2.0 */
/*
 * xmlchar: which bytes and characters may stand where in plain XML, and how far a text of them goes.
 *
 * Audience: io/xmlfast and io/xmlnames.
 *
 * The text is valid UTF-8 and ends with a byte 0, which no class has. Where the text is long enough a word is looked at
 * at a time: of 16 bytes with SSE2, which every x86-64 has, else of 8.
 *
 * Source: XML 1.0 (5th edition), productions 2 (Char), 3 (S) and 4 (NameStartChar).
 */
#ifndef EC_IO_XMLCHAR_H
#define EC_IO_XMLCHAR_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* What a byte may be. */
enum {
    PLAIN = 1,   /* of text: nothing special about it */
    QUIET = 2,   /* of an attribute's value */
    BLANK = 4,   /* space, TAB, LF (not CR) */
    LETTER = 8,  /* may begin a name */
    NAMED = 16   /* may go on in a name */
};

extern const uint8_t xmlchar_class[256];

/* Is the byte of one of these classes? */
static inline bool xmlchar_is(char c, int class)
{
    return xmlchar_class[(unsigned char)c] & class;
}

/* Of what 0xEF leads everything but U+FFFE and U+FFFF is a character. */
static inline bool xmlchar_good_ef(const char *p)
{
    return !((unsigned char)p[1] == 0xbf && (unsigned char)p[2] >= 0xbe);
}

/* Is the code point a character of XML? */
static inline bool xmlchar_valid(uint32_t c)
{
    return c == 9 || c == 10 || c == 13 || (c >= 0x20 && c <= 0xd7ff) || (c >= 0xe000 && c <= 0xfffd) ||
           (c >= 0x10000 && c <= 0x10ffff);
}

/* The first byte behind blanks (not CR). */
static inline const char *xmlchar_skip_blank(const char *p)
{
    while (xmlchar_is(*p, BLANK))
        p++;
    return p;
}

#ifdef __SSE2__
/* Past bytes that are plain text beyond doubt, a word at a time: stops at a byte below space, at one of < & ] and 0xEF,
 * or where the text has no whole word before its end. */
static inline const char *xmlchar_skip_words(const char *p, const char *end)
{
    for (; end - p >= 16; p += 16) {
        const __m128i x = _mm_loadu_si128((const __m128i *)(const void *)p);
        __m128i odd = _mm_cmpeq_epi8(_mm_min_epu8(x, _mm_set1_epi8(0x1f)), x);
        odd = _mm_or_si128(odd, _mm_cmpeq_epi8(x, _mm_set1_epi8('<')));
        odd = _mm_or_si128(odd, _mm_cmpeq_epi8(x, _mm_set1_epi8('&')));
        odd = _mm_or_si128(odd, _mm_cmpeq_epi8(x, _mm_set1_epi8(']')));
        odd = _mm_or_si128(odd, _mm_cmpeq_epi8(x, _mm_set1_epi8((char)0xef)));
        int found = _mm_movemask_epi8(odd);
        if (found)
            return p + __builtin_ctz((unsigned)found);
    }
    return p;
}
#else
/* The same without SSE2. */
static inline const char *xmlchar_skip_words(const char *p, const char *end)
{
    const uint64_t ones = 0x0101010101010101u, high = ones * 0x80;
    for (uint64_t x; end - p >= 8; p += 8) {
        memcpy(&x, p, 8);
        uint64_t lt = x ^ ones * '<', amp = x ^ ones * '&', bracket = x ^ ones * ']', ef = x ^ ones * 0xef;
        if ((((x - ones * 0x20) & ~x) | ((lt - ones) & ~lt) | ((amp - ones) & ~amp) | ((bracket - ones) & ~bracket) |
             ((ef - ones) & ~ef)) & high)
            break;
    }
    return p;
}
#endif

/* The first byte from p on that is not plain text: '<', '&', ']', CR, a character that XML does not allow, or the end.
 * end: the byte 0 behind the text. */
static inline const char *xmlchar_plain_end(const char *p, const char *end)
{
    for (;;) {
        p = xmlchar_skip_words(p, end);
        while (xmlchar_is(*p, PLAIN))
            p++;
        if ((unsigned char)*p != 0xef || !xmlchar_good_ef(p))
            return p;
        p += 3;
    }
}

/* As memcmp(a, b, n) == 0, without a call: names are short. */
static inline bool xmlchar_same(const char *a, const char *b, size_t n)
{
    uint64_t x, y;
    if (n >= 8) {
        for (size_t i = 0; i + 8 < n; i += 8) {
            memcpy(&x, a + i, 8);
            memcpy(&y, b + i, 8);
            if (x != y)
                return false;
        }
        memcpy(&x, a + n - 8, 8);
        memcpy(&y, b + n - 8, 8);
        return x == y;
    }
    for (size_t i = 0; i < n; i++)
        if (a[i] != b[i])
            return false;
    return true;
}

#endif
