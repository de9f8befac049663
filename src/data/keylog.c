/* SPDX-License-Identifier: Apache-2.0 */
#include "data/keylog.h"

#include "base/mem.h"
#include "base/seeded.h"
#include "io/temp.h"
#include "rec/extsort.h"

enum { BLOCK = 64 * 1024 };

/* Before each key: its bytes, and lines since the row before; small ones as a byte each. */
struct head {
    uint64_t n, lines;
};

enum { HEAD_MOST = 1 + sizeof(struct head), LARGE = 255 };

/* A fingerprint and the row it is of, counted from 0. */
struct mark {
    uint64_t print, row;
};

struct keylog {
    uint64_t memory;
    struct buf notes;      /* head, key, head, key, ... */
    struct temp older;     /* those before */
    uint64_t older_bytes, rows, line;
    size_t last;           /* where the last note begins */
    bool descends;         /* a key was not greater than the one before */
    struct mark *marks;    /* [n] */
    size_t n, cap;
    struct extsort *sort;  /* where they are many */
    uint64_t first, twin;  /* rows of the pair found; twin 0: none */
    uint64_t after;        /* pairs up to this twin are none: their keys differ */
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

static void put_head(struct buf *b, struct head h)
{
    char *p = buf_room(b, HEAD_MOST);
    if (h.n < LARGE && h.lines < 256) {
        p[0] = (char)h.n;
        p[1] = (char)h.lines;
        b->n += 2;
        return;
    }
    p[0] = (char)LARGE;
    memcpy(p + 1, &h, sizeof h);
    b->n += HEAD_MOST;
}

static size_t get_head(const char *p, struct head *h)
{
    if ((unsigned char)p[0] != LARGE) {
        *h = (struct head){(unsigned char)p[0], (unsigned char)p[1]};
        return 2;
    }
    memcpy(h, p + 1, sizeof *h);
    return HEAD_MOST;
}

void keylog_add(struct keylog *l, struct str key, uint64_t line)
{
    if (l->notes.n > l->memory / 8 * 3)
        to_disk(l);
    size_t from = l->notes.n;
    char *room = buf_room(&l->notes, HEAD_MOST + key.n);
    if (l->rows && !l->descends) {
        struct head h;
        const char *p = room - from + l->last;
        p += get_head(p, &h);
        l->descends = str_cmp((struct str){p, h.n}, key) >= 0;
    }
    put_head(&l->notes, (struct head){key.n, line - l->line});
    buf_str(&l->notes, key);
    l->last = from;
    l->rows++;
    l->line = line;
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
    size_t n;
    if (r->at >= l->older_bytes) {
        const char *p = l->notes.p + (r->at - l->older_bytes);
        if (r->at == l->older_bytes + l->notes.n)
            return false;
        n = get_head(p, h);
        *key = (struct str){p + n, h->n};
    } else {
        uint64_t left = l->older_bytes - r->at;
        n = get_head(bytes(r, left < HEAD_MOST ? (size_t)left : HEAD_MOST), h);
        *key = (struct str){bytes(r, n + h->n) + n, h->n};
        r->from += n + h->n;
    }
    r->at += n + h->n;
    return true;
}

/* ---- fingerprints ---- */

static int compare(const struct mark *x, const struct mark *y)
{
    if (x->print != y->print)
        return x->print < y->print ? -1 : 1;
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

/* Sorts by the bytes of the print from the one at shift down, in place: each goes to the part of its byte. Fingerprints of
 * different keys are even chance, and many of one key end in sort_even. */
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
        count[v[i].print >> shift & 255]++;
    for (int b = 0; b < 256; b++) {
        at[b] = from;
        end[b] = from += count[b];
    }
    for (int b = 0; b < 256; b++)
        while (at[b] < end[b]) {
            struct mark x = v[at[b]];
            size_t to;
            while ((to = x.print >> shift & 255) != (size_t)b) {
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

/* Very many of one print: by halves. */
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
        l->sort = extsort_new(l->memory / 2);
    for (size_t i = 0; i < l->n; i++) {
        char key[16];
        put_number(key, l->marks[i].print);
        put_number(key + 8, l->marks[i].row);
        extsort_add(l->sort, (struct str){key, sizeof key}, (struct str){NULL, 0});
    }
    l->n = 0;
}

static void make_marks(struct keylog *l)
{
    struct reader r = {.l = l};
    struct head h;
    struct str key;
    size_t most = (size_t)(l->memory / 2 / sizeof *l->marks) + 1;
    if (l->rows > most)
        most = most / 4 + 1; /* beside the sort */
    l->cap = l->rows < most ? (size_t)l->rows : most;
    l->n = 0;
    l->marks = mem_resize(l->marks, l->cap, sizeof *l->marks);
    for (uint64_t row = 0; next_key(&r, &h, &key); row++) {
        if (l->n == l->cap)
            marks_to_sort(l);
        l->marks[l->n++] = (struct mark){seeded_hash(key), row};
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
    *m = (struct mark){get_number(key.p), get_number(key.p + 8)};
    return true;
}

/* The pair of one print whose second row comes first, of those behind `after`. */
static void find_pair(struct keylog *l)
{
    struct mark first = {0}, m;
    size_t i = 0;
    l->twin = 0;
    if (!l->sort)
        sort_marks(l->marks, l->n, 56);
    for (bool any = false; next_mark(l, &i, &m); any = true)
        if (!any || m.print != first.print) {
            first = m;
        } else if (m.row > l->after && (!l->twin || m.row < l->twin)) {
            l->first = first.row;
            l->twin = m.row;
        }
    extsort_free(l->sort);
    l->sort = NULL;
}

/* The lines of the pair, and its key. Returns false where the keys differ. */
static bool same_key(struct keylog *l, uint64_t *first, uint64_t *second, struct buf *key)
{
    struct reader r = {.l = l};
    struct head h;
    struct str k = {NULL, 0};
    uint64_t line = 0;
    buf_reset(key);
    for (uint64_t row = 0; row <= l->twin && next_key(&r, &h, &k); row++) {
        line += h.lines;
        if (row != l->first)
            continue;
        *first = line;
        buf_str(key, k);
    }
    *second = line;
    bool same = str_eq(buf_slice(key), k);
    buf_free(&r.block);
    return same;
}

bool keylog_twin(struct keylog *l, uint64_t *first, uint64_t *second, struct buf *key)
{
    if (!l->descends)
        return false;
    if (l->older.file)
        temp_flush(&l->older);
    do {
        make_marks(l);
        find_pair(l);
        if (l->twin && same_key(l, first, second, key))
            return true;
        l->after = l->twin;
    } while (l->twin);
    return false;
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
