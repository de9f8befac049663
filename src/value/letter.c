/* SPDX-License-Identifier: Apache-2.0 */
#include "value/letter.h"

#include <stddef.h>

struct run {
    uint32_t from, to;
    int32_t step, difference;
};

static const struct run uppers[] = {
#define UPPER(from, to, step, difference) {from, to, step, difference},
#define LOWER(from, to, step, difference)
#include "value/letter.def"
#undef UPPER
#undef LOWER
};

static const struct run lowers[] = {
#define UPPER(from, to, step, difference)
#define LOWER(from, to, step, difference) {from, to, step, difference},
#include "value/letter.def"
#undef UPPER
#undef LOWER
};

static uint32_t map(const struct run *runs, size_t n, uint32_t cp)
{
    size_t low = 0, high = n;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (runs[mid].to < cp)
            low = mid + 1;
        else
            high = mid;
    }
    if (low == n || cp < runs[low].from || (cp - runs[low].from) % (uint32_t)runs[low].step)
        return cp;
    return (uint32_t)((int32_t)cp + runs[low].difference);
}

uint32_t letter_upper(uint32_t cp)
{
    if (cp < 0x80)
        return cp >= 'a' && cp <= 'z' ? cp - 32 : cp;
    return map(uppers, sizeof uppers / sizeof uppers[0], cp);
}

uint32_t letter_lower(uint32_t cp)
{
    if (cp < 0x80)
        return cp >= 'A' && cp <= 'Z' ? cp + 32 : cp;
    return map(lowers, sizeof lowers / sizeof lowers[0], cp);
}
