/* SPDX-License-Identifier: Apache-2.0 */
#include "vtl/distance.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/utf8.h"

static const char *const names[] = {"levenshtein", "damerau_levenshtein", "hamming", "jaro_winkler"};

const char *distance_name(enum distance d)
{
    return names[d];
}

int distance_method(struct str word)
{
    for (int i = 0; i < DISTANCE_KINDS; i++)
        if (str_is(word, names[i]))
            return i;
    return -1;
}

struct text {
    uint32_t *cp;
    int n;
};

static struct text points(struct arena *a, struct str s)
{
    struct text t = {arena_array(a, s.n + 1, sizeof *t.cp), 0};
    for (const char *p = s.p, *end = s.p + s.n; p < end;) {
        int n = utf8_next(p, end, &t.cp[t.n]);
        if (n == 0) /* texts are valid UTF-8; should one not be, its bytes count */
            t.cp[t.n] = (unsigned char)*p;
        p += n ? n : 1;
        t.n++;
    }
    return t;
}

static int least(int a, int b)
{
    return a < b ? a : b;
}

/* ---- edits ---- */

/* One row of the table at a time. */
static int levenshtein(struct arena *m, const struct text *a, const struct text *b)
{
    int *row = arena_array(m, (size_t)b->n + 1, sizeof *row);
    for (int j = 0; j <= b->n; j++)
        row[j] = j;
    for (int i = 1; i <= a->n; i++) {
        int before = row[0]; /* of the row above, one column back */
        row[0] = i;
        for (int j = 1; j <= b->n; j++) {
            int change = before + (a->cp[i - 1] != b->cp[j - 1]);
            before = row[j];
            row[j] = least(change, least(row[j], row[j - 1]) + 1);
        }
    }
    return row[b->n];
}

static int by_point(const void *x, const void *y)
{
    uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;
    return (a > b) - (a < b);
}

/* The place of a code point in a sorted list, or -1. */
static int place(const uint32_t *list, int n, uint32_t cp)
{
    const uint32_t *at = bsearch(&cp, list, (size_t)n, sizeof *list, by_point);
    return at ? (int)(at - list) : -1;
}

/* Transpositions of characters that need not have stood side by side: the whole table is kept. Source: Lowrance and Wagner, "An
 * extension of the string-to-string correction problem", 1975. */
static int damerau(struct arena *m, const struct text *a, const struct text *b)
{
    int wide = b->n + 2, far = a->n + b->n;
    int *d = arena_array(m, ((size_t)a->n + 2) * (size_t)wide, sizeof *d);
    uint32_t *list = arena_array(m, (size_t)a->n + 1, sizeof *list); /* of a, sorted */
    int *last = arena_array(m, (size_t)a->n + 1, sizeof *last);      /* the row in which a character of it came last */
    for (int i = 0; i < a->n; i++)
        list[i] = a->cp[i];
    qsort(list, (size_t)a->n, sizeof *list, by_point);
    for (int i = 0; i <= a->n + 1; i++) {
        d[i * wide] = far;
        d[i * wide + 1] = i ? i - 1 : far;
    }
    for (int j = 1; j <= b->n + 1; j++) {
        d[j] = far;
        d[wide + j] = j - 1;
    }
    for (int i = 1; i <= a->n; i++) {
        int column = 0; /* in which b has the character of this row, last */
        for (int j = 1; j <= b->n; j++) {
            int at = place(list, a->n, b->cp[j - 1]), row = at < 0 ? 0 : last[at], col = column;
            bool same = a->cp[i - 1] == b->cp[j - 1];
            if (same)
                column = j;
            int *cell = &d[(i + 1) * wide + j + 1];
            int edit = least(cell[-1], cell[-wide]) + 1, change = cell[-wide - 1] + !same;
            int swap = d[row * wide + col] + (i - row - 1) + 1 + (j - col - 1);
            *cell = least(least(edit, change), row && col ? swap : far);
        }
        last[place(list, a->n, a->cp[i - 1])] = i;
    }
    return d[(a->n + 1) * wide + b->n + 1];
}

/* ---- places ---- */

static int hamming(const struct text *a, const struct text *b)
{
    int n = 0;
    for (int i = 0; i < a->n; i++)
        n += a->cp[i] != b->cp[i];
    return n;
}

/* How many characters agree within the window, and how many of these stand in another order. */
static int agreeing(struct arena *m, const struct text *a, const struct text *b, int *moved)
{
    int window = (a->n > b->n ? a->n : b->n) / 2 - 1, n = 0, next = 0;
    bool *of_a = arena_array(m, (size_t)a->n + 1, sizeof *of_a), *of_b = arena_array(m, (size_t)b->n + 1, sizeof *of_b);
    window = window < 0 ? 0 : window;
    for (int i = 0; i < a->n; i++) {
        int from = i < window ? 0 : i - window, to = least(b->n - 1, i + window);
        for (int j = from; j <= to && !of_a[i]; j++)
            if (!of_b[j] && a->cp[i] == b->cp[j]) {
                of_a[i] = of_b[j] = true;
                n++;
            }
    }
    *moved = 0;
    for (int i = 0; i < a->n; i++) {
        if (!of_a[i])
            continue;
        while (!of_b[next])
            next++;
        *moved += a->cp[i] != b->cp[next++];
    }
    return n;
}

/* 1 - similarity, with one division: similarity = (m/a + m/b + (m-t)/m) / 3, and a tenth of what is missing for each of up to
 * four characters that both begin with. */
static enum dec_status jaro_winkler(struct arena *mem, const struct text *a, const struct text *b, struct dec *r)
{
    int moved, prefix = 0;
    *r = dec_int(a->n || b->n);
    int64_t m = agreeing(mem, a, b, &moved), t = moved / 2, la = a->n, lb = b->n;
    if (!m)
        return DEC_OK;
    while (prefix < 4 && prefix < la && prefix < lb && a->cp[prefix] == b->cp[prefix])
        prefix++;
    struct dec missing = {(int128)3 * la * lb * m - ((int128)m * m * (la + lb) + (int128)(m - t) * la * lb), 0, false};
    struct dec whole = {(int128)30 * la * lb * m, 0, false};
    missing.coef *= 10 - prefix;
    return dec_div(r, &missing, &whole);
}

enum vtl_error func_string_distance(struct func_env *env, const struct value *const args[], int n, struct value *out)
{
    (void)n;
    struct arena room = {0}; /* not the record's: a memory for each call */
    struct text a = points(&room, args[1]->str), b = points(&room, args[2]->str);
    int method = distance_method(args[0]->str);
    enum dec_status st = DEC_OK;
    enum vtl_error e = ERR_NONE;
    struct dec d = dec_int(0);
    (void)env;
    if (method == HAMMING && a.n != b.n)
        e = ERR_HAMMING;
    else if (method != HAMMING && (int64_t)a.n * b.n > DISTANCE_CELLS)
        e = ERR_DISTANCE;
    else if (method == JARO_WINKLER)
        st = jaro_winkler(&room, &a, &b, &d);
    else
        d = dec_int(method == HAMMING ? hamming(&a, &b) : method == LEVENSHTEIN ? levenshtein(&room, &a, &b)
                                                                                : damerau(&room, &a, &b));
    arena_free(&room);
    if (e == ERR_NONE && st == DEC_OK)
        *out = value_of_dec(T_NUMBER, d);
    return e != ERR_NONE ? e : error_of_dec(st);
}
