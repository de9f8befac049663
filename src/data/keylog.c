/* SPDX-License-Identifier: Apache-2.0 */
#include "data/keylog.h"

#include "base/mem.h"
#include "base/seeded.h"
#include "base/siphash.h"
#include "io/temp.h"
#include "rec/extsort.h"

enum { BLOCK = 64 * 1024 };

/* Before each key. */
struct head {
    uint32_t n;     /* bytes of the key */
    uint32_t lines; /* lines since the row before */
};

/* A fingerprint and the row it is of, counted from 0. */
struct mark {
    uint64_t a, b, row;
};

struct keylog {
    uint64_t memory;
    struct buf notes;      /* head, key, head, key, ... */
    struct temp older;     /* those before */
    uint64_t older_bytes, rows, line;
    size_t last, last_n;   /* the last key in notes */
    bool descends;         /* a key was not greater than the one before */
    struct mark *marks;    /* [n] */
    size_t n, cap;
    struct extsort *sort;  /* where they are many */
    uint64_t first, twin;  /* rows of the pair found; twin 0: none */
};

struct keylog *keylog_new(uint64_t memory)
{
    struct keylog *l = mem_alloc(sizeof *l);
    l->memory = memory;
    return l;
}

static void to_disk(struct keylog *l)
{
    if (!l->older.file)
        l->older = temp_open();
    temp_write(&l->older, l->notes.p, l->last);
    l->older_bytes += l->last;
    buf_drop(&l->notes, l->last);
    l->last = 0;
}

void keylog_add(struct keylog *l, struct str key, uint64_t line)
{
    struct head h = {(uint32_t)key.n, (uint32_t)(line - l->line)};
    if (l->rows) {
        struct str before = {l->notes.p + l->last + sizeof h, l->last_n};
        l->descends = l->descends || str_cmp(before, key) >= 0;
    }
    l->last = l->notes.n;
    l->last_n = key.n;
    buf_add(&l->notes, &h, sizeof h);
    buf_str(&l->notes, key);
    l->rows++;
    l->line = line;
    if (l->notes.n > l->memory / 4) /* the buffer doubles when it grows */
        to_disk(l);
}

/* ---- the notes once more ---- */

struct reader {
    struct keylog *l;
    uint64_t at;   /* bytes read, of the file and of what is in memory */
    struct buf block;
    size_t used;   /* bytes of block that are valid */
    size_t from;   /* the next of them */
};

/* n bytes of the file at the reader's place. */
static const char *bytes(struct reader *r, size_t n)
{
    if (r->used - r->from < n) {
        uint64_t left = r->l->older_bytes - r->at;
        size_t want = n > BLOCK ? n : BLOCK;
        want = want > left ? (size_t)left : want;
        buf_reset(&r->block);
        temp_read_at(&r->l->older, r->at, buf_room(&r->block, want), want);
        r->used = want;
        r->from = 0;
    }
    return r->block.p + r->from;
}

static bool next_key(struct reader *r, struct head *h, struct str *key)
{
    const struct keylog *l = r->l;
    if (r->at >= l->older_bytes) {
        size_t at = (size_t)(r->at - l->older_bytes);
        if (at == l->notes.n)
            return false;
        memcpy(h, l->notes.p + at, sizeof *h);
        *key = (struct str){l->notes.p + at + sizeof *h, h->n};
    } else {
        memcpy(h, bytes(r, sizeof *h), sizeof *h);
        *key = (struct str){bytes(r, sizeof *h + h->n) + sizeof *h, h->n};
        r->from += sizeof *h + h->n;
    }
    r->at += sizeof *h + h->n;
    return true;
}

/* ---- fingerprints ---- */

static int compare(const struct mark *x, const struct mark *y)
{
    if (x->a != y->a)
        return x->a < y->a ? -1 : 1;
    if (x->b != y->b)
        return x->b < y->b ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

static void sort_few(struct mark *v, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        struct mark x = v[i];
        size_t k = i;
        for (; k && compare(&v[k - 1], &x) > 0; k--)
            v[k] = v[k - 1];
        v[k] = x;
    }
}

/* Sorts by the bytes of a from the one at shift down, in place: each goes to the part of its byte. Fingerprints of different keys
 * are even chance, and many of one key end in sort_even. */
static void sort_even(struct mark *v, size_t n);

static void sort_marks(struct mark *v, size_t n, int shift)
{
    size_t count[256] = {0}, at[256], end[256], from = 0;
    if (n < 32 || shift < 0) {
        if (n < 32)
            sort_few(v, n);
        else
            sort_even(v, n);
        return;
    }
    for (size_t i = 0; i < n; i++)
        count[v[i].a >> shift & 255]++;
    for (int b = 0; b < 256; b++) {
        at[b] = from;
        end[b] = from += count[b];
    }
    for (int b = 0; b < 256; b++)
        while (at[b] < end[b]) {
            struct mark x = v[at[b]];
            size_t to;
            while ((to = x.a >> shift & 255) != (size_t)b) {
                struct mark y = v[at[to]];
                v[at[to]++] = x;
                x = y;
            }
            v[at[b]++] = x;
        }
    from = 0;
    for (int b = 0; b < 256; from = end[b++])
        sort_marks(v + from, end[b] - from, shift - 8);
}

/* Very many of one a: by halves. */
static void sort_even(struct mark *v, size_t n)
{
    if (n < 32) {
        sort_few(v, n);
        return;
    }
    struct mark *tmp = mem_array(n / 2, sizeof *tmp);
    size_t half = n / 2, i = 0, j = half, k = 0;
    sort_even(v, half);
    sort_even(v + half, n - half);
    memcpy(tmp, v, half * sizeof *v);
    while (i < half && j < n)
        v[k++] = compare(&tmp[i], &v[j]) <= 0 ? tmp[i++] : v[j++];
    while (i < half)
        v[k++] = tmp[i++];
    mem_free(tmp);
}

static void put_number(char *to, uint64_t v)
{
    for (int i = 7; i >= 0; i--, v >>= 8)
        to[i] = (char)v;
}

static uint64_t get_number(const char *p)
{
    uint64_t v = 0;
    for (int i = 0; i < 8; i++)
        v = v << 8 | (unsigned char)p[i];
    return v;
}

/* What is in memory goes into the sort. */
static void marks_to_sort(struct keylog *l)
{
    if (!l->sort)
        l->sort = extsort_new(l->memory / 4);
    for (size_t i = 0; i < l->n; i++) {
        char key[24];
        put_number(key, l->marks[i].a);
        put_number(key + 8, l->marks[i].b);
        put_number(key + 16, l->marks[i].row);
        extsort_add(l->sort, (struct str){key, sizeof key}, (struct str){NULL, 0});
    }
    l->n = 0;
}

static void make_marks(struct keylog *l)
{
    struct reader r = {.l = l};
    struct head h;
    struct str key;
    size_t most = (size_t)(l->memory / 4 / sizeof *l->marks) + 1;
    l->cap = l->rows < most ? (size_t)l->rows : most;
    l->marks = mem_resize(NULL, l->cap, sizeof *l->marks);
    for (uint64_t row = 0; next_key(&r, &h, &key); row++) {
        struct siphash s = siphash(seeded_key(), key);
        if (l->n == l->cap)
            marks_to_sort(l);
        l->marks[l->n++] = (struct mark){s.a, s.b, row};
    }
    if (l->sort)
        marks_to_sort(l);
    buf_free(&r.block);
}

/* The next mark in order; i counts those in memory. */
static bool next_mark(struct keylog *l, size_t *i, struct mark *m)
{
    struct str key, data;
    if (!l->sort) {
        if (*i == l->n)
            return false;
        *m = l->marks[(*i)++];
        return true;
    }
    if (!extsort_next(l->sort, &key, &data))
        return false;
    *m = (struct mark){get_number(key.p), get_number(key.p + 8), get_number(key.p + 16)};
    return true;
}

static void find_pair(struct keylog *l)
{
    struct mark first = {0}, m;
    size_t i = 0;
    if (!l->sort)
        sort_marks(l->marks, l->n, 56);
    for (bool any = false; next_mark(l, &i, &m); any = true)
        if (!any || m.a != first.a || m.b != first.b) {
            first = m;
        } else if (!l->twin || m.row < l->twin) {
            l->first = first.row;
            l->twin = m.row;
        }
}

/* The lines of the pair, and its key. */
static void show_pair(struct keylog *l, uint64_t *first, uint64_t *second, struct buf *key)
{
    struct reader r = {.l = l};
    struct head h;
    struct str k;
    uint64_t line = 0;
    for (uint64_t row = 0; row <= l->twin && next_key(&r, &h, &k); row++) {
        line += h.lines;
        if (row == l->first)
            *first = line;
    }
    *second = line;
    buf_str(key, k);
    buf_free(&r.block);
}

bool keylog_twin(struct keylog *l, uint64_t *first, uint64_t *second, struct buf *key)
{
    if (!l->descends)
        return false;
    if (l->older.file)
        temp_rewind(&l->older);
    make_marks(l);
    find_pair(l);
    if (l->twin)
        show_pair(l, first, second, key);
    return l->twin;
}

void keylog_free(struct keylog *l)
{
    if (!l)
        return;
    temp_close(&l->older);
    extsort_free(l->sort);
    buf_free(&l->notes);
    mem_free(l->marks);
    mem_free(l);
}
