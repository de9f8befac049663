/* SPDX-License-Identifier: Apache-2.0 */
#include "rec/extsort.h"

#include "base/buf.h"
#include "base/mem.h"
#include "io/temp.h"

enum { FAN = 16, RUNS_MOST = 8 * FAN, FEW = 24, CHUNK = 256 * 1024 };
static const uint64_t least_bytes = 64 * 1024;

/* Before each record, in memory and on disk. */
struct head {
    uint32_t key_n, data_n;
};

/* Records in memory, one behind the other. */
struct chunk {
    char *p;
    size_t n, cap;
};

/* A record in memory: the eight bytes of its key that count, and where it is. */
struct entry {
    uint64_t word;
    const char *p;
};

/* A stretch of the file that is sorted. */
struct run {
    uint64_t at, end;  /* bytes of the file that are not in block */
    int level;         /* how often its records have been merged */
    struct buf block;
    size_t from, used; /* bytes of block */
    const char *front; /* the record in front, or NULL at the end */
    uint64_t word;
};

struct extsort {
    uint64_t limit;
    struct chunk *chunks;  /* [nchunks] */
    size_t nchunks, chunks_cap;
    uint64_t bytes;        /* in chunks */
    size_t n;              /* records in chunks */
    const char *last;      /* the record that came last, of those in chunks */
    bool unordered;        /* they do not ascend */
    struct entry *index;   /* [n], once sorted */
    size_t at;             /* the next to hand out, when nothing was spilled */
    size_t chunk, offset;  /* the same where they came in order */
    struct temp file;
    uint64_t file_bytes;
    struct run runs[RUNS_MOST];
    int nruns;
    struct buf greatest;   /* the last key of the last run */
    struct buf common;     /* what all keys on the disk begin with */
    int heap[RUNS_MOST];   /* runs that are being merged, the one with the smallest record first */
    int nheap;
    bool ended, out;       /* out: the record of heap[0] was handed out */
};

struct extsort *extsort_new(uint64_t bytes)
{
    struct extsort *s = mem_alloc(sizeof *s);
    s->limit = bytes < least_bytes ? least_bytes : bytes;
    return s;
}

static struct head head_at(const char *p)
{
    struct head h;
    memcpy(&h, p, sizeof h);
    return h;
}

static struct str key_at(const char *p)
{
    return (struct str){p + sizeof(struct head), head_at(p).key_n};
}

static size_t size_at(const char *p)
{
    struct head h = head_at(p);
    return sizeof h + h.key_n + h.data_n;
}

/* Eight bytes of a key from the one at skip, the first one highest; zeros behind its end. */
static uint64_t word_of(struct str key, size_t skip)
{
    uint64_t w = 0;
    if (key.n >= skip + 8) {
        memcpy(&w, key.p + skip, 8);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
        w = __builtin_bswap64(w);
#endif
        return w;
    }
    for (size_t i = 0; i < 8; i++)
        w = w << 8 | (skip + i < key.n ? (unsigned char)key.p[skip + i] : 0);
    return w;
}

/* How many bytes of the first n of a does b begin with? */
static size_t common_bytes(struct str a, struct str b, size_t n)
{
    n = n < b.n ? n : b.n;
    size_t i = 0;
    while (i < n && a.p[i] == b.p[i])
        i++;
    return i;
}

/* ---- in memory ---- */

static int compare(const struct entry *a, const struct entry *b)
{
    if (a->word != b->word)
        return a->word < b->word ? -1 : 1;
    return str_cmp(key_at(a->p), key_at(b->p));
}

static void sort_few(struct entry *v, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        struct entry x = v[i];
        size_t k = i;
        for (; k && compare(&v[k - 1], &x) > 0; k--)
            v[k] = v[k - 1];
        v[k] = x;
    }
}

/* By halves: what cannot be told apart by words. */
static void sort_even(struct entry *v, struct entry *tmp, size_t n)
{
    size_t half = n / 2, i = 0, j = half, k = 0;
    if (n < FEW) {
        sort_few(v, n);
        return;
    }
    sort_even(v, tmp, half);
    sort_even(v + half, tmp, n - half);
    if (compare(&v[half - 1], &v[half]) <= 0)
        return;
    memcpy(tmp, v, half * sizeof *v);
    while (i < half && j < n)
        v[k++] = compare(&tmp[i], &v[j]) <= 0 ? tmp[i++] : v[j++];
    while (i < half)
        v[k++] = tmp[i++];
}

/* Sets the words of entries whose keys agree in the first `same` bytes: those behind all that they agree in. Returns how many
 * bytes that is; keys that are all equal have no more. */
static size_t set_words(struct entry *v, size_t n, size_t same)
{
    struct str first = key_at(v[0].p);
    size_t skip = first.n;
    for (size_t i = 1; i < n && skip > same; i++)
        skip = same + common_bytes((struct str){first.p + same, first.n - same},
                                   (struct str){key_at(v[i].p).p + same, key_at(v[i].p).n - same}, skip - same);
    for (size_t i = 0; i < n; i++)
        v[i].word = word_of(key_at(v[i].p), skip);
    return skip;
}

/* Sorts entries by their words, of the bytes of the keys from the one at skip, and goes on with the bytes behind these; stable.
 * It calls itself for the parts of a byte: depth bounds that, for the stack. */
static void sort_words(struct entry *v, struct entry *tmp, size_t n, size_t skip, int shift, int depth)
{
    enum { DEEPEST = 24 };
    uint32_t at[257];
    for (;; shift -= 8) {
        if (n < FEW || depth == DEEPEST || n > UINT32_MAX) {
            sort_even(v, tmp, n);
            return;
        }
        if (shift < 0) { /* one word: the next ones, if any key has more bytes */
            size_t least = key_at(v[0].p).n, most = least;
            for (size_t i = 1; i < n; i++) {
                size_t bytes = key_at(v[i].p).n;
                least = bytes < least ? bytes : least;
                most = bytes > most ? bytes : most;
            }
            if (least < skip + 8 || most == skip + 8) { /* an end among the bytes of the word; nothing behind it */
                sort_even(v, tmp, n);
                return;
            }
            skip = set_words(v, n, skip + 8);
            shift = 56;
        }
        memset(at, 0, sizeof at);
        for (size_t i = 0; i < n; i++)
            at[(v[i].word >> shift & 255) + 1]++;
        if (at[(v[0].word >> shift & 255) + 1] < n)
            break;
    }
    for (int b = 0; b < 256; b++)
        at[b + 1] += at[b];
    for (size_t i = 0; i < n; i++)
        tmp[at[v[i].word >> shift & 255]++] = v[i];
    memcpy(v, tmp, n * sizeof *v);
    for (size_t b = 0, from = 0; b < 256; from = at[b++]) /* at[b] is where the part of b ends now */
        if (at[b] - from > 1)
            sort_words(v + from, tmp, at[b] - from, skip, shift - 8, depth + 1);
}

static void sort_block(struct extsort *s)
{
    if (!s->unordered)
        return;
    s->index = mem_resize(NULL, s->n, sizeof *s->index);
    struct entry *tmp = mem_resize(NULL, s->n, sizeof *tmp);
    size_t k = 0;
    for (size_t c = 0; c < s->nchunks; c++)
        for (const char *p = s->chunks[c].p, *end = p + s->chunks[c].n; p < end; p += size_at(p))
            s->index[k++].p = p;
    sort_words(s->index, tmp, s->n, set_words(s->index, s->n, 0), 56, 0);
    mem_free(tmp);
}

/* The next record of those in memory, or NULL. */
static const char *next_in_memory(struct extsort *s)
{
    const char *p;
    if (s->at == s->n)
        return NULL;
    if (s->index)
        return s->index[s->at++].p;
    if (s->offset == s->chunks[s->chunk].n) {
        s->chunk++;
        s->offset = 0;
    }
    p = s->chunks[s->chunk].p + s->offset;
    s->offset += size_at(p);
    s->at++;
    return p;
}

static void free_chunks(struct extsort *s)
{
    for (size_t i = 0; i < s->nchunks; i++)
        mem_free(s->chunks[i].p);
    mem_free(s->index);
    s->index = NULL;
    s->nchunks = 0;
    s->bytes = s->n = s->at = s->chunk = s->offset = 0;
    s->last = NULL;
    s->unordered = false;
}

/* ---- runs ---- */

static size_t block_bytes(const struct extsort *s)
{
    uint64_t n = s->limit / 4 / (uint64_t)(s->nruns + 1);
    return n < 4096 ? 4096 : n > CHUNK ? CHUNK : (size_t)n;
}

/* n bytes from the run's place; there are so many. */
static const char *look(struct extsort *s, struct run *r, size_t n)
{
    if (r->used - r->from < n) {
        size_t have = r->used - r->from, want = block_bytes(s);
        want = want > n ? want - have : n - have;
        want = want > r->end - r->at ? (size_t)(r->end - r->at) : want;
        r->block.n = r->used;
        buf_drop(&r->block, r->from);
        temp_read_at(&s->file, r->at, buf_room(&r->block, want), want);
        r->at += want;
        r->from = 0;
        r->used = have + want;
    }
    return r->block.p + r->from;
}

/* The next record of a run comes to its front. */
static void advance(struct extsort *s, struct run *r)
{
    if (r->front)
        r->from += size_at(r->front);
    if (r->from == r->used && r->at == r->end) {
        r->front = NULL;
        buf_free(&r->block);
        return;
    }
    r->front = look(s, r, size_at(look(s, r, sizeof(struct head))));
    r->word = word_of(key_at(r->front), s->common.n);
}

/* Does the record in front of run a come before that of b? Of equal ones that of the older run does. */
static bool before(const struct extsort *s, int a, int b)
{
    const struct run *x = &s->runs[a], *y = &s->runs[b];
    if (x->word != y->word)
        return x->word < y->word;
    int c = str_cmp(key_at(x->front), key_at(y->front));
    return c < 0 || (c == 0 && a < b);
}

/* Brings heap[i] down to its place. */
static void sift(struct extsort *s, int i)
{
    int x = s->heap[i];
    for (int kid; (kid = 2 * i + 1) < s->nheap; i = kid) {
        kid += kid + 1 < s->nheap && before(s, s->heap[kid + 1], s->heap[kid]);
        if (!before(s, s->heap[kid], x))
            break;
        s->heap[i] = s->heap[kid];
    }
    s->heap[i] = x;
}

/* The runs from the one given on are to be merged. */
static void begin_merge(struct extsort *s, int from)
{
    temp_flush(&s->file);
    s->nheap = 0;
    for (int i = from; i < s->nruns; i++) {
        advance(s, &s->runs[i]);
        s->heap[s->nheap++] = i;
    }
    for (int i = s->nheap / 2; i-- > 0;)
        sift(s, i);
}

/* Takes the smallest record away. */
static void merge_on(struct extsort *s)
{
    struct run *r = &s->runs[s->heap[0]];
    advance(s, r);
    if (!r->front)
        s->heap[0] = s->heap[--s->nheap];
    if (s->nheap)
        sift(s, 0);
}

static void write_record(struct extsort *s, const char *p)
{
    size_t n = size_at(p);
    temp_write(&s->file, p, n);
    s->file_bytes += n;
}

static void set_greatest(struct extsort *s, const char *p)
{
    buf_reset(&s->greatest);
    buf_str(&s->greatest, key_at(p));
}

/* While there are as many runs of one level at the end as may be merged: they become one of the next. */
static void join_runs(struct extsort *s)
{
    for (;;) {
        int from = s->nruns;
        while (from && s->runs[from - 1].level == s->runs[s->nruns - 1].level)
            from--;
        if (s->nruns - from < FAN && s->nruns < RUNS_MOST)
            return;
        struct run one = {.at = s->file_bytes, .level = s->runs[s->nruns - 1].level + 1};
        for (begin_merge(s, from); s->nheap; merge_on(s)) {
            const struct run *r = &s->runs[s->heap[0]];
            if (s->nheap == 1 && r->at == r->end && r->from + size_at(r->front) == r->used)
                set_greatest(s, r->front);
            write_record(s, r->front);
        }
        one.end = s->file_bytes;
        s->runs[from] = one;
        s->nruns = from + 1;
    }
}

/* What all keys of the disk begin with, now that those of the block come to them. */
static void note_common(struct extsort *s)
{
    bool none = !s->file_bytes;
    for (size_t c = 0; c < s->nchunks; c++)
        for (const char *p = s->chunks[c].p, *end = p + s->chunks[c].n; p < end; p += size_at(p)) {
            if (none)
                buf_str(&s->common, key_at(p));
            none = false;
            s->common.n = common_bytes(buf_slice(&s->common), key_at(p), s->common.n);
        }
}

static void spill(struct extsort *s)
{
    const char *p, *last = NULL;
    if (!s->file.file)
        s->file = temp_open();
    sort_block(s);
    note_common(s);
    const char *first = s->index ? s->index[0].p : s->chunks[0].p;
    if (!s->nruns || str_cmp(key_at(first), buf_slice(&s->greatest)) < 0)
        s->runs[s->nruns++] = (struct run){.at = s->file_bytes};
    while ((p = next_in_memory(s))) {
        write_record(s, p);
        last = p;
    }
    s->runs[s->nruns - 1].end = s->file_bytes;
    set_greatest(s, last);
    free_chunks(s);
    join_runs(s);
}

/* ---- records ---- */

static char *room(struct extsort *s, size_t n)
{
    struct chunk *c = s->nchunks ? &s->chunks[s->nchunks - 1] : NULL;
    if (!c || c->cap - c->n < n) {
        size_t cap = s->limit / 16 < CHUNK ? (size_t)(s->limit / 16) : CHUNK;
        cap = cap < n ? n : cap;
        s->chunks = mem_grow(s->chunks, &s->chunks_cap, s->nchunks + 1, sizeof *s->chunks);
        c = &s->chunks[s->nchunks++];
        *c = (struct chunk){mem_resize(NULL, cap, 1), 0, cap};
        s->bytes += cap;
    }
    c->n += n;
    return c->p + c->n - n;
}

void extsort_add(struct extsort *s, struct str key, struct str data)
{
    struct head h = {(uint32_t)key.n, (uint32_t)data.n};
    size_t need = sizeof h + key.n + data.n;
    if (s->n && s->bytes + need + (s->n + 1) * 2 * sizeof(struct entry) > s->limit)
        spill(s);
    if (s->n && !s->unordered)
        s->unordered = str_cmp(key_at(s->last), key) > 0;
    char *p = room(s, need);
    s->last = p;
    s->n++;
    memcpy(p, &h, sizeof h);
    memcpy(p + sizeof h, key.p ? key.p : "", key.n);
    memcpy(p + sizeof h + key.n, data.p ? data.p : "", data.n);
}

static void end_input(struct extsort *s)
{
    s->ended = true;
    if (!s->nruns) {
        sort_block(s);
        return;
    }
    if (s->n)
        spill(s);
    begin_merge(s, 0);
}

int extsort_next(struct extsort *s, struct str *key, struct str *data)
{
    if (!s->ended)
        end_input(s);
    const char *p;
    if (!s->nruns) {
        p = next_in_memory(s);
        if (!p)
            return 0;
    } else {
        if (s->out)
            merge_on(s);
        s->out = s->nheap > 0;
        if (!s->out)
            return 0;
        p = s->runs[s->heap[0]].front;
    }
    *key = key_at(p);
    *data = (struct str){key->p + key->n, head_at(p).data_n};
    return 1;
}

void extsort_free(struct extsort *s)
{
    if (!s)
        return;
    for (int i = 0; i < s->nruns; i++)
        buf_free(&s->runs[i].block);
    free_chunks(s);
    temp_close(&s->file);
    buf_free(&s->greatest);
    buf_free(&s->common);
    mem_free(s->chunks);
    mem_free(s);
}
