/* SPDX-License-Identifier: Apache-2.0 */
#include "io/place.h"

#include <stdint.h>

#include "base/utf8.h"

enum { LANES = 32 };

/* Line ends in p[0..n). Each lane counts in a byte, so that a compiler can make one vector of them. */
static long count_lines(const char *p, size_t n)
{
    long total = 0;
    while (n >= LANES) {
        uint8_t count[LANES] = {0};
        size_t rounds = n / LANES < 255 ? n / LANES : 255;
        for (const char *end = p + rounds * LANES; p < end; p += LANES)
            for (int i = 0; i < LANES; i++)
                count[i] = (uint8_t)(count[i] + (p[i] == '\n'));
        n -= rounds * LANES;
        for (int i = 0; i < LANES; i++)
            total += count[i];
    }
    for (; n; n--)
        total += *p++ == '\n';
    return total;
}

void place_start(struct place *p, const char *base)
{
    *p = (struct place){.base = base, .column = 1};
}

long place_lines(struct place *p, size_t at)
{
    if (at < p->counted_to)
        return p->lines - count_lines(p->base + at, p->counted_to - at);
    p->lines += count_lines(p->base + p->counted_to, at - p->counted_to);
    p->counted_to = at;
    return p->lines;
}

long place_column(struct place *p, size_t at)
{
    size_t from = at, known = p->column_at <= at ? p->column_at : 0;
    while (from > known && p->base[from - 1] != '\n')
        from--;
    long before = from == known && known ? p->column : 1;
    p->column_at = at;
    p->column = before + (long)utf8_length((struct str){p->base + from, at - from});
    return p->column;
}
