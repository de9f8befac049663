/* SPDX-License-Identifier: Apache-2.0 */
#include "io/xmlchar.h"

const uint8_t xmlchar_class[256] = {
#define LOW PLAIN | QUIET
#define ALPHA LOW | LETTER | NAMED
    ['\t'] = PLAIN | BLANK, ['\n'] = PLAIN | BLANK, [' '] = LOW | BLANK,
    ['!'] = LOW, ['#'] = LOW, ['$'] = LOW, ['%'] = LOW, ['('] = LOW, [')'] = LOW, ['*'] = LOW, ['+'] = LOW,
    [','] = LOW, ['-'] = LOW | NAMED, ['.'] = LOW | NAMED, ['/'] = LOW, [':'] = LOW, [';'] = LOW, ['='] = LOW,
    ['>'] = LOW, ['?'] = LOW, ['@'] = LOW, ['['] = LOW, ['\\'] = LOW, [']'] = QUIET, ['^'] = LOW, ['`'] = LOW,
    ['{'] = LOW, ['|'] = LOW, ['}'] = LOW, ['~'] = LOW, [0x7f] = LOW, ['"'] = PLAIN, ['\''] = PLAIN,
    ['0'] = LOW | NAMED, ['1'] = LOW | NAMED, ['2'] = LOW | NAMED, ['3'] = LOW | NAMED, ['4'] = LOW | NAMED,
    ['5'] = LOW | NAMED, ['6'] = LOW | NAMED, ['7'] = LOW | NAMED, ['8'] = LOW | NAMED, ['9'] = LOW | NAMED,
    ['A'] = ALPHA, ['B'] = ALPHA, ['C'] = ALPHA, ['D'] = ALPHA, ['E'] = ALPHA, ['F'] = ALPHA, ['G'] = ALPHA,
    ['H'] = ALPHA, ['I'] = ALPHA, ['J'] = ALPHA, ['K'] = ALPHA, ['L'] = ALPHA, ['M'] = ALPHA, ['N'] = ALPHA,
    ['O'] = ALPHA, ['P'] = ALPHA, ['Q'] = ALPHA, ['R'] = ALPHA, ['S'] = ALPHA, ['T'] = ALPHA, ['U'] = ALPHA,
    ['V'] = ALPHA, ['W'] = ALPHA, ['X'] = ALPHA, ['Y'] = ALPHA, ['Z'] = ALPHA, ['_'] = ALPHA,
    ['a'] = ALPHA, ['b'] = ALPHA, ['c'] = ALPHA, ['d'] = ALPHA, ['e'] = ALPHA, ['f'] = ALPHA, ['g'] = ALPHA,
    ['h'] = ALPHA, ['i'] = ALPHA, ['j'] = ALPHA, ['k'] = ALPHA, ['l'] = ALPHA, ['m'] = ALPHA, ['n'] = ALPHA,
    ['o'] = ALPHA, ['p'] = ALPHA, ['q'] = ALPHA, ['r'] = ALPHA, ['s'] = ALPHA, ['t'] = ALPHA, ['u'] = ALPHA,
    ['v'] = ALPHA, ['w'] = ALPHA, ['x'] = ALPHA, ['y'] = ALPHA, ['z'] = ALPHA,
    /* Bytes of valid UTF-8; 0xEF leads U+FFFE and U+FFFF, which XML does not allow, and is looked at. */
#define B16(n) [n] = LOW, [n + 1] = LOW, [n + 2] = LOW, [n + 3] = LOW, [n + 4] = LOW, [n + 5] = LOW, [n + 6] = LOW,   \
    [n + 7] = LOW, [n + 8] = LOW, [n + 9] = LOW, [n + 10] = LOW, [n + 11] = LOW, [n + 12] = LOW, [n + 13] = LOW,      \
    [n + 14] = LOW
    B16(0x80), [0x8f] = LOW, B16(0x90), [0x9f] = LOW, B16(0xa0), [0xaf] = LOW, B16(0xb0), [0xbf] = LOW,
    B16(0xc0), [0xcf] = LOW, B16(0xd0), [0xdf] = LOW, B16(0xe0), [0xf0] = LOW, [0xf1] = LOW, [0xf2] = LOW,
    [0xf3] = LOW, [0xf4] = LOW
};
