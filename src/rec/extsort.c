/* SPDX-License-Identifier: Apache-2.0 */
#include "rec/extsort.h"

#include "base/buf.h"
#include "base/mem.h"
#include "io/temp.h"

enum { MAX_RUNS = 16 };
static const uint64_t least_bytes = 64 * 1024;

/* Before each record, in memory and on disk. */
struct head {
    uint32_t key_n, data_n;
};

struct run {
    struct temp file;
    struct head head;
    struct buf record; /* key and data of the record in front */
};

struct extsort {
    uint64_t limit;
    struct buf bytes;    /* records of the block in memory: head, key, data */
    size_t *index;       /* [n] offsets into bytes */
    size_t n, cap, at;   /* at: the next to hand out, when nothing was spilled */
    struct run runs[MAX_RUNS];
    int nruns, spilled;
    bool ended;
    int out;             /* the run whose record was handed out, or -1 */
};

struct extsort *extsort_new(uint64_t bytes)
{
    struct extsort *s = mem_alloc(sizeof *s);
    s->limit = bytes < least_bytes ? least_bytes : bytes;
    s->out = -1;
    return s;
}

static struct head head_at(const char *p)
{
    struct head h;
    memcpy(&h, p, sizeof h);
    return h;
}

/* qsort has no argument for its comparison, and the order must be stable: a merge sort of our own on the offsets. */
static int compare(const struct extsort *s, size_t a, size_t b)
{
    const char *p = s->bytes.p + a, *q = s->bytes.p + b;
    return str_cmp((struct str){p + sizeof(struct head), head_at(p).key_n},
                   (struct str){q + sizeof(struct head), head_at(q).key_n});
}

static void merge_halves(const struct extsort *s, size_t *v, size_t *tmp, size_t half, size_t n)
{
    memcpy(tmp, v, half * sizeof *v);
    size_t i = 0, j = half, k = 0;
    while (i < half && j < n)
        v[k++] = compare(s, tmp[i], v[j]) <= 0 ? tmp[i++] : v[j++];
    while (i < half)
        v[k++] = tmp[i++];
}

static void sort_index(const struct extsort *s, size_t *v, size_t *tmp, size_t n)
{
    if (n < 2)
        return;
    size_t half = n / 2;
    sort_index(s, v, tmp, half);
    sort_index(s, v + half, tmp, n - half);
    if (compare(s, v[half - 1], v[half]) > 0)
        merge_halves(s, v, tmp, half, n);
}

static void sort_block(struct extsort *s)
{
    size_t *tmp = mem_array(s->n / 2 + 1, sizeof *tmp);
    sort_index(s, s->index, tmp, s->n);
    mem_free(tmp);
}

static void write_record(struct temp *file, struct head h, const char *bytes)
{
    temp_write(file, &h, sizeof h);
    temp_write(file, bytes, (size_t)h.key_n + h.data_n);
}

/* Reads the next record of a run to its front; closes the run at its end. */
static void advance(struct run *r)
{
    if (!temp_read(&r->file, &r->head, sizeof r->head)) {
        temp_close(&r->file);
        return;
    }
    size_t n = (size_t)r->head.key_n + r->head.data_n;
    buf_reset(&r->record);
    temp_read(&r->file, buf_room(&r->record, n), n);
    r->record.n = n;
}

/* The run with the smallest record in front; the older one of equals. -1 when all are at their end. */
static int smallest(const struct extsort *s)
{
    int best = -1;
    for (int i = 0; i < s->nruns; i++) {
        const struct run *r = &s->runs[i];
        if (r->file.file && (best < 0 || str_cmp((struct str){r->record.p, r->head.key_n},
                                            (struct str){s->runs[best].record.p, s->runs[best].head.key_n}) < 0))
            best = i;
    }
    return best;
}

static void begin_reading(struct extsort *s)
{
    for (int i = 0; i < s->nruns; i++) {
        temp_rewind(&s->runs[i].file);
        advance(&s->runs[i]);
    }
}

/* All runs become one, which keeps its place as the oldest. */
static void join_runs(struct extsort *s)
{
    struct run one = {0};
    one.file = temp_open();
    begin_reading(s);
    for (int i; (i = smallest(s)) >= 0; advance(&s->runs[i]))
        write_record(&one.file, s->runs[i].head, s->runs[i].record.p);
    for (int i = 0; i < s->nruns; i++)
        buf_free(&s->runs[i].record);
    s->runs[0] = one;
    s->nruns = 1;
}

static void spill(struct extsort *s)
{
    if (s->nruns == MAX_RUNS)
        join_runs(s);
    sort_block(s);
    struct run *r = &s->runs[s->nruns++];
    *r = (struct run){0};
    r->file = temp_open();
    for (size_t i = 0; i < s->n; i++) {
        const char *p = s->bytes.p + s->index[i];
        write_record(&r->file, head_at(p), p + sizeof(struct head));
    }
    buf_reset(&s->bytes);
    s->n = 0;
    s->spilled++;
}

void extsort_add(struct extsort *s, struct str key, struct str data)
{
    /* The buffer doubles when it grows: what counts is what it will take. */
    uint64_t need = sizeof(struct head) + key.n + data.n;
    uint64_t index = (s->n + 1) * (sizeof *s->index * 3 / 2);
    uint64_t bytes = s->bytes.n + need > s->bytes.cap ? (s->bytes.n + need) * 2 : s->bytes.cap;
    if (s->n && bytes + index > s->limit && s->bytes.n + need > s->bytes.cap)
        spill(s);
    else if (s->n && s->bytes.n + need + index > s->limit)
        spill(s);
    struct head h = {(uint32_t)key.n, (uint32_t)data.n};
    s->index = mem_grow(s->index, &s->cap, s->n + 1, sizeof *s->index);
    s->index[s->n++] = s->bytes.n;
    buf_add(&s->bytes, &h, sizeof h);
    buf_str(&s->bytes, key);
    buf_str(&s->bytes, data);
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
    buf_free(&s->bytes);
    begin_reading(s);
}

int extsort_next(struct extsort *s, struct str *key, struct str *data)
{
    if (!s->ended)
        end_input(s);
    const char *p;
    struct head h;
    if (!s->spilled) {
        if (s->at == s->n)
            return 0;
        p = s->bytes.p + s->index[s->at++];
        h = head_at(p);
        p += sizeof h;
    } else {
        if (s->out >= 0)
            advance(&s->runs[s->out]);
        s->out = smallest(s);
        if (s->out < 0)
            return 0;
        p = s->runs[s->out].record.p;
        h = s->runs[s->out].head;
    }
    *key = (struct str){p, h.key_n};
    *data = (struct str){p + h.key_n, h.data_n};
    return 1;
}

void extsort_free(struct extsort *s)
{
    if (!s)
        return;
    for (int i = 0; i < s->nruns; i++) {
        temp_close(&s->runs[i].file);
        buf_free(&s->runs[i].record);
    }
    buf_free(&s->bytes);
    mem_free(s->index);
    mem_free(s);
}
