/* SPDX-License-Identifier: Apache-2.0 */
#include "rec/join.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/mem.h"
#include "base/seeded.h"
#include "rec/cell.h"
#include "rec/extsort.h"

/* A record of the right stream in the hash table. */
struct entry {
    struct str key, cells;
    long lineno;
    int of; /* which stream of the right */
};

struct join {
    const struct join_options *options;
    struct recin *left;
    int of;                /* the stream of the right that is read */
    struct recout *out;
    struct join_counts *counts;
    struct buf key, cells; /* of the record of the right */
    struct buf line;       /* the record being written */
    struct str nulls;      /* n_take null cells, each with a TAB before */
};

/* The key of a record. Returns false when a cell of it is null. */
static bool make_key(struct buf *key, const struct rec *rec, const struct reckey *columns)
{
    buf_reset(key);
    return !(reckey_put(key, columns, rec) & RECKEY_NULL);
}

static void make_cells(struct join *j, const struct rec *rec)
{
    const struct join_options *s = j->options;
    const struct join_right *right = &s->right[j->of];
    buf_reset(&j->cells);
    for (int i = 0; i < s->n_take; i++) {
        struct str c = rec->cell[right->take[i]];
        buf_char(&j->cells, '\t');
        if (cell_is_null(c) && s->null)
            buf_puts(&j->cells, s->null);
        else
            buf_str(&j->cells, c);
    }
    if (right->word)
        buf_printf(&j->cells, "\t%s", right->word);
}

static void put(struct join *j, struct str line, struct str cells)
{
    buf_reset(&j->line);
    buf_str(&j->line, line);
    buf_str(&j->line, cells);
    recout_line(j->out, buf_slice(&j->line));
    j->counts->written++;
}

/* Writes a record of the left by what it met (cells == NULL: nothing), in which stream of the right. */
static void settle(struct join *j, struct str line, const struct str *cells, int of)
{
    enum join_mode mode = j->options->mode;
    j->counts->matched += cells != NULL;
    j->counts->second += cells && of;
    if (mode == JOIN_ANTI ? !cells : cells || mode == JOIN_LEFT)
        put(j, line, mode == JOIN_ANTI ? STR("") : cells ? *cells : j->nulls);
}

static int next_left(struct join *j, struct rec *rec)
{
    int got = recin_next(j->left, rec);
    if (got > 0 && j->options->tick)
        j->options->tick(j->left);
    return got;
}

/* Reads the next record of the right that has a key, the second stream behind the first; its key and cells are in j. Returns 1,
 * 0, -1. */
static int next_right(struct join *j, struct rec *rec)
{
    int got;
    while ((got = recin_next(j->options->right[j->of].in, rec)) >= 0) {
        if (!got && j->of + 1 == j->options->n_right)
            return 0;
        if (!got) {
            j->of++;
            continue;
        }
        j->counts->right++;
        if (make_key(&j->key, rec, j->options->right[j->of].key)) {
            make_cells(j, rec);
            return 1;
        }
        j->counts->right_null++;
    }
    return got;
}

/* A key stands twice in a stream of the right. */
static void complain_twice(const struct join *j, struct str key, int of, long before, long lineno)
{
    struct buf b = {0};
    sortkey_show(&b, key);
    diag(D_JOIN_TWICE, loc_line(recin_name(j->options->right[of].in), lineno), diag_str(buf_slice(&b)), diag_num(before));
    buf_free(&b);
}

/* The hash table: its own, since keys must live in an arena that can be given up when it grows too large. */
struct table {
    struct arena text;
    struct entry *entries;
    size_t n, cap, size; /* size: a power of two */
    uint32_t *slots;     /* 0: free; else the number of the entry + 1 */
};

static size_t place(const struct table *t, struct str key)
{
    size_t i = seeded_hash(key) & (t->size - 1);
    while (t->slots[i] && !str_eq(t->entries[t->slots[i] - 1].key, key))
        i = (i + 1) & (t->size - 1);
    return i;
}

static void table_grow(struct table *t)
{
    if (t->n * 2 < t->size)
        return;
    t->size = t->size ? t->size * 2 : 1024;
    mem_free(t->slots);
    t->slots = mem_array(t->size, sizeof *t->slots);
    for (size_t i = 0; i < t->n; i++)
        t->slots[place(t, t->entries[i].key)] = (uint32_t)i + 1;
}

static uint64_t table_bytes(const struct table *t)
{
    return t->text.total + t->cap * sizeof *t->entries + t->size * sizeof *t->slots;
}

static void table_free(struct table *t)
{
    arena_free(&t->text);
    mem_free(t->entries);
    mem_free(t->slots);
    *t = (struct table){0};
}

static const struct entry *table_find(const struct table *t, struct str key)
{
    uint32_t s = t->size ? t->slots[place(t, key)] : 0;
    return s ? &t->entries[s - 1] : NULL;
}

static void table_add(struct table *t, const struct join *j, long lineno)
{
    t->entries = mem_grow(t->entries, &t->cap, t->n + 1, sizeof *t->entries);
    t->entries[t->n] = (struct entry){arena_str(&t->text, buf_slice(&j->key)), arena_str(&t->text, buf_slice(&j->cells)),
                                      lineno, j->of};
    t->slots[place(t, buf_slice(&j->key))] = (uint32_t)++t->n;
}

/* Fills the table. Returns 1 when the right stream ended, 0 when it no longer fits (the record read last is in the
 * table), -1 after complaining. */
static int load_right(struct join *j, struct table *t)
{
    struct rec rec;
    int got;
    while ((got = next_right(j, &rec)) > 0) {
        table_grow(t);
        const struct entry *e = table_find(t, buf_slice(&j->key));
        if (e && e->of == j->of && j->options->mode != JOIN_ANTI) {
            complain_twice(j, buf_slice(&j->key), j->of, e->lineno, rec.lineno);
            return -1;
        }
        if (!e)
            table_add(t, j, rec.lineno);
        if (table_bytes(t) > j->options->bytes)
            return 0;
    }
    return got < 0 ? -1 : 1;
}

static bool probe_left(struct join *j, const struct table *t)
{
    struct rec rec;
    struct buf key = {0};
    int got;
    while ((got = next_left(j, &rec)) > 0) {
        j->counts->left++;
        bool whole = make_key(&key, &rec, j->options->left_key);
        j->counts->left_null += !whole;
        const struct entry *e = whole ? table_find(t, buf_slice(&key)) : NULL;
        settle(j, rec.line, e ? &e->cells : NULL, e ? e->of : 0);
    }
    buf_free(&key);
    return got == 0;
}

/* A number before the data in a sort, most significant byte first, so that it can also be a key. */
static void put_number(struct buf *b, uint64_t v)
{
    for (int shift = 56; shift >= 0; shift -= 8)
        buf_char(b, (char)(v >> shift));
}

static uint64_t get_number(struct str s)
{
    uint64_t v = 0;
    for (int i = 0; i < 8; i++)
        v = v << 8 | (unsigned char)s.p[i];
    return v;
}

static struct str behind_number(struct str s)
{
    return (struct str){s.p + 8, s.n - 8};
}

/* The number tells line and stream: streams come one after the other, and the sort keeps their order where keys are equal. */
static void sort_entry(struct extsort *s, struct str key, struct str cells, long lineno, int of, struct buf *scratch)
{
    buf_reset(scratch);
    put_number(scratch, (uint64_t)lineno * JOIN_RIGHTS + (uint64_t)of);
    buf_str(scratch, cells);
    extsort_add(s, key, buf_slice(scratch));
}

/* The table and the rest of the right stream go into a sort. Returns false after complaining. */
static bool sort_right(struct join *j, struct table *t, struct extsort *s)
{
    struct buf scratch = {0};
    struct rec rec;
    int got;
    for (size_t i = 0; i < t->n; i++)
        sort_entry(s, t->entries[i].key, t->entries[i].cells, t->entries[i].lineno, t->entries[i].of,
                   &scratch);
    table_free(t);
    while ((got = next_right(j, &rec)) > 0)
        sort_entry(s, buf_slice(&j->key), buf_slice(&j->cells), rec.lineno, j->of, &scratch);
    buf_free(&scratch);
    return got == 0;
}

/* Left records by key, with their number before the line. Those with a null in the key go to the results at once. */
static bool sort_left(struct join *j, struct extsort *s, struct extsort *results)
{
    struct buf scratch = {0}, key = {0};
    struct rec rec;
    int got;
    while ((got = next_left(j, &rec)) > 0) {
        bool whole = make_key(&key, &rec, j->options->left_key);
        j->counts->left_null += !whole;
        buf_reset(&scratch);
        put_number(&scratch, j->counts->left++);
        buf_str(&scratch, rec.line);
        if (whole) {
            extsort_add(s, buf_slice(&key), buf_slice(&scratch));
        } else {
            struct str number = {scratch.p, 8};
            buf_reset(&key);
            put_number(&key, rec.line.n);
            buf_str(&key, rec.line);
            extsort_add(results, number, buf_slice(&key));
        }
    }
    buf_free(&scratch);
    buf_free(&key);
    return got == 0;
}

/* One result: length of the line, line, and where one was met a byte that says in which stream of the right (from 1), and the
 * cells. */
static void add_result(struct extsort *results, struct str data, const struct str *cells, int of, struct buf *scratch)
{
    struct str number = {data.p, 8}, line = behind_number(data);
    buf_reset(scratch);
    put_number(scratch, line.n);
    buf_str(scratch, line);
    if (cells) {
        buf_char(scratch, (char)(1 + of));
        buf_str(scratch, *cells);
    }
    extsort_add(results, number, buf_slice(scratch));
}

/* The sorted right side: the record that counts for its key, and the one behind it. */
struct right_side {
    struct extsort *sorted;
    bool have, good;
    struct buf key, cells;
    long lineno;
    int of;
    int more;                /* is there one behind it? */
    struct str next, data;
};

/* Takes the next record, unless its key was met in the stream before. A key that stands twice in a stream is complained of. */
static void right_step(struct join *j, struct right_side *r)
{
    uint64_t number = get_number(r->data);
    int of = (int)(number % JOIN_RIGHTS);
    long lineno = (long)(number / JOIN_RIGHTS);
    bool again = r->have && str_eq(buf_slice(&r->key), r->next);
    if (again && of == r->of && j->options->mode != JOIN_ANTI) {
        complain_twice(j, r->next, of, r->lineno, lineno);
        r->good = false;
    }
    if (!again || of == r->of) {
        buf_reset(&r->key);
        buf_str(&r->key, r->next);
        buf_reset(&r->cells);
        buf_str(&r->cells, behind_number(r->data));
        r->lineno = lineno;
        r->of = of;
        r->have = true;
    }
    r->more = extsort_next(r->sorted, &r->next, &r->data);
}

/* Walks the two sorted sides. Returns false after complaining about a key that stands twice on the right. */
static bool match_sorted(struct join *j, struct extsort *left, struct extsort *right, struct extsort *results)
{
    struct str lkey, ldata;
    struct buf scratch = {0};
    struct right_side r = {.sorted = right, .good = true};
    r.more = extsort_next(right, &r.next, &r.data);
    while (r.good && extsort_next(left, &lkey, &ldata)) {
        while (r.more && r.good && (!r.have || str_cmp(buf_slice(&r.key), lkey) < 0 || str_eq(buf_slice(&r.key), r.next)))
            right_step(j, &r);
        struct str c = buf_slice(&r.cells);
        add_result(results, ldata, r.have && str_eq(buf_slice(&r.key), lkey) ? &c : NULL, r.of, &scratch);
    }
    while (r.more && r.good && j->options->mode != JOIN_ANTI) /* the rest of the right may hold a duplicate, too */
        right_step(j, &r);
    buf_free(&scratch);
    buf_free(&r.key);
    buf_free(&r.cells);
    return r.good;
}

static bool join_on_disk(struct join *j, struct table *t)
{
    uint64_t share = j->options->bytes / 3;
    struct extsort *right = extsort_new(share), *left = extsort_new(share), *results = extsort_new(share);
    j->counts->spilled = true;
    bool good = sort_right(j, t, right) && sort_left(j, left, results) && match_sorted(j, left, right, results);
    struct str number, data;
    while (good && extsort_next(results, &number, &data)) {
        size_t n = (size_t)get_number(data);
        struct str line = {data.p + 8, n}, cells = {data.p + 8 + n + 1, data.n - 8 - n - 1};
        bool met = data.n > 8 + n;
        settle(j, line, met ? &cells : NULL, met ? data.p[8 + n] - 1 : 0);
    }
    extsort_free(right);
    extsort_free(left);
    extsort_free(results);
    return good;
}

static bool join_hashed(struct join *j)
{
    struct table t = {0};
    int loaded = load_right(j, &t);
    bool good = loaded > 0 ? probe_left(j, &t) : loaded == 0 && join_on_disk(j, &t);
    table_free(&t);
    return good;
}

/* A stream that is read in order: its last key, to see that the order holds. */
static bool in_order(const struct recin *r, const struct rec *rec, struct str before, struct str key)
{
    if (str_cmp(before, key) <= 0)
        return true;
    diag(D_JOIN_ORDER, loc_line(recin_name(r), rec->lineno));
    return false;
}

/* Moves the right side forward to a key >= target. Returns 1 when j->key holds a record, 0 at the end, -1. */
static int forward(struct join *j, struct str target, bool *have, long *lineno, struct buf *before)
{
    struct rec rec;
    while (!*have || str_cmp(buf_slice(&j->key), target) < 0) {
        buf_reset(before);
        if (*have)
            buf_str(before, buf_slice(&j->key));
        int got = next_right(j, &rec);
        if (got <= 0) {
            *have = false;
            return got;
        }
        bool twice = *have && str_eq(buf_slice(before), buf_slice(&j->key)) && j->options->mode != JOIN_ANTI;
        if (twice)
            complain_twice(j, buf_slice(&j->key), 0, *lineno, rec.lineno);
        if (twice || (*have && !in_order(j->options->right[0].in, &rec, buf_slice(before), buf_slice(&j->key))))
            return -1;
        *have = true;
        *lineno = rec.lineno;
    }
    return 1;
}

/* After the left has ended: the rest of the right is read to check it. */
static bool drain_right(struct join *j, bool have, long lineno, struct buf *before)
{
    struct rec rec;
    int got;
    buf_reset(before);
    if (have)
        buf_str(before, buf_slice(&j->key));
    while ((got = next_right(j, &rec)) > 0) {
        if (have && str_eq(buf_slice(before), buf_slice(&j->key)) && j->options->mode != JOIN_ANTI) {
            complain_twice(j, buf_slice(&j->key), 0, lineno, rec.lineno);
            return false;
        }
        if (have && !in_order(j->options->right[0].in, &rec, buf_slice(before), buf_slice(&j->key)))
            return false;
        buf_reset(before);
        buf_str(before, buf_slice(&j->key));
        have = true;
        lineno = rec.lineno;
    }
    return got == 0;
}

static bool join_sorted(struct join *j)
{
    struct rec rec;
    struct buf key = {0}, last = {0}, before = {0};
    bool have = false, ended = false, good = true, any = false;
    long lineno = 0;
    int got = 0;
    while (good && (got = next_left(j, &rec)) > 0) {
        j->counts->left++;
        bool whole = make_key(&key, &rec, j->options->left_key);
        good = !any || in_order(j->left, &rec, buf_slice(&last), buf_slice(&key));
        int at = 0;
        if (good && whole && !ended) {
            at = forward(j, buf_slice(&key), &have, &lineno, &before);
            good = at >= 0;
            ended = at == 0;
        }
        j->counts->left_null += !whole;
        struct str cells = buf_slice(&j->cells);
        if (good)
            settle(j, rec.line, at > 0 && str_eq(buf_slice(&j->key), buf_slice(&key)) ? &cells : NULL, 0);
        struct buf swap = last;
        last = key;
        key = swap;
        any = true;
    }
    good = good && got == 0 && (ended || drain_right(j, have, lineno, &before));
    buf_free(&key);
    buf_free(&last);
    buf_free(&before);
    return good;
}

bool join_run(const struct join_options *options, struct recin *left, struct recout *out, struct join_counts *counts)
{
    struct join j = {.options = options, .left = left, .out = out, .counts = counts};
    struct buf nulls = {0};
    *counts = (struct join_counts){0};
    for (int i = 0; i < options->n_take + (options->right[0].word != NULL); i++)
        buf_printf(&nulls, "\t%s", options->null ? options->null : "\\N");
    j.nulls = buf_slice(&nulls);
    bool good = options->sorted ? join_sorted(&j) : join_hashed(&j);
    buf_free(&nulls);
    buf_free(&j.key);
    buf_free(&j.cells);
    buf_free(&j.line);
    return good;
}
