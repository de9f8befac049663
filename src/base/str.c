/* SPDX-License-Identifier: Apache-2.0 */
#include "base/str.h"

int str_cmp(struct str a, struct str b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int c = n ? memcmp(a.p, b.p, n) : 0;
    return c ? c : (a.n > b.n) - (a.n < b.n);
}

struct str str_cut(struct str s, char c, struct str *rest)
{
    const char *at = s.n ? memchr(s.p, c, s.n) : NULL;
    if (!at) {
        *rest = (struct str){NULL, 0};
        return s;
    }
    size_t before = (size_t)(at - s.p);
    *rest = (struct str){at + 1, s.n - before - 1};
    return (struct str){s.p, before};
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct str str_trim(struct str s)
{
    while (s.n && is_space(s.p[0])) {
        s.p++;
        s.n--;
    }
    while (s.n && is_space(s.p[s.n - 1]))
        s.n--;
    return s;
}

enum { NEAREST_MAX = 64 }; /* longer names are not compared: nobody mistypes them by one letter only */

static int min3(int a, int b, int c)
{
    int m = a < b ? a : b;
    return m < c ? m : c;
}

/* Restricted Damerau-Levenshtein distance of two short strings, three rows of the table at a time; limit or more where it is
 * not below the limit. A row follows from the last at no cost at best, from the one before at a cost of 1. */
static int distance(struct str a, struct str b, int limit)
{
    int rows[3][NEAREST_MAX + 1];
    int *before = rows[0], *last = rows[1], *row = rows[2], least = 0;
    for (size_t j = 0; j <= b.n; j++)
        last[j] = (int)j;
    for (size_t i = 1; i <= a.n; i++) {
        int least_last = least;
        row[0] = least = (int)i;
        for (size_t j = 1; j <= b.n; j++) {
            row[j] = min3(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a.p[i - 1] != b.p[j - 1]));
            bool swapped = i > 1 && j > 1 && a.p[i - 1] == b.p[j - 2] && a.p[i - 2] == b.p[j - 1];
            if (swapped && before[j - 2] + 1 < row[j])
                row[j] = before[j - 2] + 1;
            least = row[j] < least ? row[j] : least;
        }
        if (least >= limit && least_last + 1 >= limit)
            return limit;
        int *spare = before;
        before = last;
        last = row;
        row = spare;
    }
    return last[b.n];
}

int str_nearest(struct str s, const struct str *names, int n)
{
    int best = -1;
    if (s.n == 0 || s.n > NEAREST_MAX)
        return -1;
    int limit = (int)(s.n + 2) / 3 + 1;
    for (int i = 0; i < n; i++) {
        size_t more = names[i].n > s.n ? names[i].n - s.n : s.n - names[i].n;
        if (names[i].n > NEAREST_MAX || more >= (size_t)limit)
            continue;
        int d = distance(s, names[i], limit);
        if (d < limit && (size_t)d < (more ? s.n + more : s.n)) { /* with nothing in common it is no typing error */
            limit = d;
            best = i;
        }
    }
    return best;
}

size_t str_control(struct str s)
{
    size_t i = 0;
    while (i < s.n && (unsigned char)s.p[i] >= 0x20 && s.p[i] != 0x7f)
        i++;
    return i;
}
