/* SPDX-License-Identifier: Apache-2.0 */
#include "read/refs.h"

#include <assert.h>
#include <stdint.h>

#include "base/mem.h"
#include "io/temp.h"
#include "rec/cell.h"
#include "rec/extsort.h"

enum { MEMORY = 8 * 1024 * 1024, LEAD = 3 }; /* of each sort; columns in front of a form's */

struct refs {
    const struct plan *plan;
    struct extsort *targets; /* ref and key: value */
    struct extsort *asked;   /* ref and key: row and variable */
    struct extsort *answers; /* row and variable: fault and value */
    struct temp rows;        /* table, bytes, line */
    uint64_t n_rows;
    struct buf key, data;
};

/* What has a key. */
struct found {
    struct buf key, value;
    enum { FOUND_NONE, FOUND_ONE, FOUND_SEVERAL } n;
};

/* Numbers in keys sort by their bytes. */
static void put_number(struct buf *b, uint64_t n, int bytes)
{
    while (bytes-- > 0)
        buf_char(b, (char)(n >> (bytes * 8)));
}

struct refs *refs_new(const struct plan *plan)
{
    struct refs *r = mem_alloc(sizeof *r);
    r->plan = plan;
    r->targets = extsort_new(MEMORY);
    r->asked = extsort_new(MEMORY);
    r->answers = extsort_new(MEMORY);
    r->rows = temp_open();
    return r;
}

static void make_key(struct refs *r, int ref, struct str key)
{
    buf_reset(&r->key);
    put_number(&r->key, (uint64_t)ref, 4);
    buf_str(&r->key, key);
}

void refs_target(struct refs *r, int ref, struct str cells)
{
    struct str value, key = str_cut(cells, '\t', &value);
    if (cell_is_null(key))
        return;
    make_key(r, ref, key);
    extsort_add(r->targets, buf_slice(&r->key), value);
}

void refs_row(struct refs *r, int table, struct str line)
{
    const int *refs = r->plan->refs[table];
    struct str rest = line;
    for (int i = 0; i < LEAD; i++)
        str_cut(rest, '\t', &rest);
    for (int i = 0; i < r->plan->tables[table].n; i++) {
        struct str cell = str_cut(rest, '\t', &rest);
        if (!refs[i] || cell_is_null(cell))
            continue;
        make_key(r, refs[i] - 1, cell);
        buf_reset(&r->data);
        put_number(&r->data, r->n_rows, 8);
        put_number(&r->data, (uint64_t)i, 4);
        extsort_add(r->asked, buf_slice(&r->key), buf_slice(&r->data));
    }
    uint64_t head[2] = {(uint64_t)table, line.n};
    temp_write(&r->rows, head, sizeof head);
    temp_write(&r->rows, line.p, line.n);
    r->n_rows++;
}

/* Moves on to the targets of a key. *more, *key, *value: the next target of all. */
static void find(struct refs *r, struct found *f, struct str wanted, bool *more, struct str *key, struct str *value)
{
    buf_reset(&f->key);
    buf_str(&f->key, wanted);
    buf_reset(&f->value);
    f->n = FOUND_NONE;
    while (*more && str_cmp(*key, wanted) <= 0) {
        if (str_eq(*key, wanted)) {
            if (f->n == FOUND_NONE)
                buf_str(&f->value, *value);
            f->n = f->n == FOUND_NONE || (f->n == FOUND_ONE && str_eq(buf_slice(&f->value), *value)) ? FOUND_ONE : FOUND_SEVERAL;
        }
        *more = extsort_next(r->targets, key, value);
    }
}

/* Both are in the order of their keys. */
static void answer(struct refs *r)
{
    struct found f = {.n = FOUND_NONE};
    struct str key, value, wanted, place;
    bool more = extsort_next(r->targets, &key, &value), first = true;
    while (extsort_next(r->asked, &wanted, &place)) {
        if (first || !str_eq(buf_slice(&f.key), wanted))
            find(r, &f, wanted, &more, &key, &value);
        first = false;
        buf_reset(&r->data);
        buf_char(&r->data, (char)f.n);
        buf_str(&r->data, buf_slice(&f.value));
        extsort_add(r->answers, place, buf_slice(&r->data));
    }
    buf_free(&f.key);
    buf_free(&f.value);
}

/* The row with its cells filled, in `to`. */
static void fill(struct refs *r, struct buf *to, int table, struct str line, struct str null, const struct refs_out *out)
{
    const int *refs = r->plan->refs[table];
    struct str rest = line, place, given;
    buf_reset(to);
    for (int i = -LEAD; i <= r->plan->tables[table].n; i++) {
        struct str cell = str_cut(rest, '\t', &rest);
        bool asked = i >= 0 && i < r->plan->tables[table].n && refs[i];
        if (i > -LEAD)
            buf_char(to, '\t');
        if (!asked || cell_is_null(cell)) {
            buf_str(to, asked ? null : cell);
            continue;
        }
        int there = extsort_next(r->answers, &place, &given);
        assert(there);
        (void)there;
        bool good = given.p[0] == FOUND_ONE;
        struct str value = {given.p + 1, given.n - 1};
        buf_str(to, good && !cell_is_null(value) ? value : null);
        if (!good)
            out->fault(out->to, table, i, given.p[0] == FOUND_NONE ? REFS_MISSING : REFS_SEVERAL, cell, line);
    }
}

void refs_settle(struct refs *r, struct str null, const struct refs_out *out)
{
    uint64_t head[2];
    struct buf line = {0}, filled = {0};
    answer(r);
    temp_rewind(&r->rows);
    for (uint64_t i = 0; i < r->n_rows && temp_read(&r->rows, head, sizeof head); i++) {
        buf_reset(&line);
        char *room = buf_room(&line, (size_t)head[1] + 1);
        temp_read(&r->rows, room, (size_t)head[1]);
        line.n = (size_t)head[1];
        fill(r, &filled, (int)head[0], buf_slice(&line), null, out);
        out->row(out->to, (int)head[0], buf_slice(&filled));
    }
    buf_free(&line);
    buf_free(&filled);
}

void refs_free(struct refs *r)
{
    if (!r)
        return;
    extsort_free(r->targets);
    extsort_free(r->asked);
    extsort_free(r->answers);
    temp_close(&r->rows);
    buf_free(&r->key);
    buf_free(&r->data);
    mem_free(r);
}
