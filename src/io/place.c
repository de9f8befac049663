#include "io/place.h"

#include <stdint.h>
#include <string.h>

#include "base/utf8.h"

/* Line ends in p[0..n), eight bytes at a time. */
static long count_lines(const char *p, size_t n)
{
    const uint64_t ones = 0x0101010101010101u, low = ones * 0x7f;
    long total = 0;
    while (n >= 8) {
        size_t words = n / 8 < 255 ? n / 8 : 255;
        uint64_t sum = 0;
        for (size_t i = 0; i < words; i++, p += 8) {
            uint64_t x;
            memcpy(&x, p, 8);
            x ^= ones * '\n';
            sum += (~(((x & low) + low) | x) >> 7) & ones; /* 1 in each byte that was LF */
        }
        n -= words * 8;
        total += (long)((((sum >> 8) & 0x00ff00ff00ff00ffu) + (sum & 0x00ff00ff00ff00ffu)) * 0x0001000100010001u >> 48);
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
