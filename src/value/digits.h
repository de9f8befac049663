/* SPDX-License-Identifier: Apache-2.0 */
/*
 * digits: runs of up to 16 digits, looked at eight bytes at a time.
 *
 * Audience: what reads many cells. Half of all cells of a census are plain whole numbers; byte by byte they cost more than
 * all else that is done with them. Nothing outside the text is read.
 *
 * A text of n <= 8 bytes is loaded into a word whose first byte (by weight the lowest) is the first character, then moved
 * up so that the last character is the topmost byte and the bytes before the first one are zero: a number with leading
 * zeros. Source of the arithmetic: D. Lemire, "Quickly parsing eight digits", 2018 (three multiplications).
 */
#ifndef EC_VALUE_DIGITS_H
#define EC_VALUE_DIGITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { DIGITS_MOST = 16 };

/* Eight bytes as a word, the first one lowest. */
static inline uint64_t digits_word(const char *p)
{
    uint64_t w;
    memcpy(&w, p, 8);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    w = __builtin_bswap64(w);
#endif
    return w;
}

/* n bytes, 1..8, as the values of digits with leading zeros: bytes above 9 are no digits. */
static inline uint64_t digits_load(const char *p, size_t n)
{
    const uint64_t zeros = UINT64_C(0x3030303030303030);
    uint64_t w;
    if (n == 8)
        return digits_word(p) ^ zeros;
    if (n >= 4) { /* two halves that overlap */
        char both[8];
        memcpy(both, p, 4);
        memcpy(both + 4, p + n - 4, 4);
        w = digits_word(both);
        w = (w & 0xffffffffu) << (8 * (8 - n)) | (w & UINT64_C(0xffffffff00000000));
        return w ^ zeros << (8 * (8 - n));
    }
    w = (uint64_t)(unsigned char)p[n - 1] << 56;
    if (n > 1)
        w |= (uint64_t)(unsigned char)p[n - 2] << 48 | (uint64_t)(unsigned char)p[0] << (8 * (8 - n));
    return w ^ zeros << (8 * (8 - n));
}

/* Are all eight bytes of digits_load 0 to 9? */
static inline bool digits_all(uint64_t w)
{
    return !(((w + UINT64_C(0x7676767676767676)) | w) & UINT64_C(0x8080808080808080));
}

/* The number that eight digits are. */
static inline uint64_t digits_number(uint64_t w)
{
    w = w * 10 + (w >> 8);
    return ((w & UINT64_C(0x000000ff000000ff)) * UINT64_C(0x000f424000000064) +
            ((w >> 16) & UINT64_C(0x000000ff000000ff)) * UINT64_C(0x0000271000000001)) >> 32;
}

/* Is a text of 1..DIGITS_MOST bytes nothing but digits? */
static inline bool digits_only(const char *p, size_t n)
{
    if (n <= 8)
        return digits_all(digits_load(p, n));
    return digits_all(digits_load(p, n - 8)) && digits_all(digits_load(p + n - 8, 8));
}

/* Reads a text of 1..DIGITS_MOST bytes that is nothing but digits. Returns false, and leaves *v, for any other. */
static inline bool digits_read(const char *p, size_t n, int64_t *v)
{
    uint64_t high = n > 8 ? digits_load(p, n - 8) : 0, low = n > 8 ? digits_load(p + n - 8, 8) : digits_load(p, n);
    if (!digits_all(low) || !digits_all(high))
        return false;
    *v = (int64_t)(digits_number(low) + (n > 8 ? digits_number(high) * 100000000 : 0));
    return true;
}

#endif
