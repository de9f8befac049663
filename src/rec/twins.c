/* SPDX-License-Identifier: Apache-2.0 */
#include "rec/twins.h"

#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "io/temp.h"
#include "rec/extsort.h"
#include "rec/keyset.h"

enum { NUMBER = 8 };

/* Before the data of a row that is kept. */
struct head {
    uint64_t row;
    uint64_t n;
};

struct twins {
    uint64_t memory;
    struct keyset *keys;
    struct extsort *late;  /* rows whose key found no room in keys: key -> row, data; NULL: none */
    struct extsort *found; /* row -> first, data; NULL: no twin was found */
    struct buf kept;       /* the data of all rows, where first ones are wanted; the last of them, where there are many */
    struct temp many;      /* those before */
    size_t next;           /* place in kept, when it is read */
    struct head at;        /* the row in front, its data in `front` */
    struct buf front;
    struct buf number, room;
    uint64_t last;         /* the row handed out last */
    bool firsts, ended;
};

struct twins *twins_new(uint64_t memory, bool firsts)
{
    struct twins *t = mem_alloc(sizeof *t);
    t->memory = memory;
    t->firsts = firsts;
    t->keys = keyset_new(memory / 2);
    return t;
}

/* Numbers as bytes whose order is theirs. */
static void put_number(struct buf *b, uint64_t v)
{
    for (int shift = 56; shift >= 0; shift -= 8)
        buf_char(b, (char)(v >> shift));
}

static uint64_t get_number(struct str s)
{
    uint64_t v = 0;
    for (int i = 0; i < NUMBER; i++)
        v = v << 8 | (unsigned char)s.p[i];
    return v;
}

static struct str behind_number(struct str s)
{
    return (struct str){s.p + NUMBER, s.n - NUMBER};
}

static void note(struct twins *t, uint64_t row, uint64_t first, struct str data)
{
    if (!t->found)
        t->found = extsort_new(t->memory / 8);
    buf_reset(&t->number);
    buf_reset(&t->room);
    put_number(&t->number, row);
    put_number(&t->room, first);
    if (!t->firsts)
        buf_str(&t->room, data);
    extsort_add(t->found, buf_slice(&t->number), buf_slice(&t->room));
    if (t->firsts && row != first)
        note(t, first, first, (struct str){0});
}

static void set_aside(struct twins *t, struct str key, uint64_t row, struct str data)
{
    if (!t->late)
        t->late = extsort_new(t->memory / 4);
    buf_reset(&t->room);
    put_number(&t->room, row);
    if (!t->firsts)
        buf_str(&t->room, data);
    extsort_add(t->late, key, buf_slice(&t->room));
}

static void to_disk(struct twins *t)
{
    if (!t->many.file)
        t->many = temp_open();
    temp_write(&t->many, t->kept.p, t->kept.n);
    buf_reset(&t->kept);
}

static void keep(struct twins *t, uint64_t row, struct str data)
{
    struct head h = {row, data.n};
    buf_add(&t->kept, &h, sizeof h);
    buf_str(&t->kept, data);
    if (t->kept.n > t->memory / 16) /* the buffer doubles when it grows */
        to_disk(t);
}

void twins_add(struct twins *t, struct str key, uint64_t row, struct str data)
{
    uint64_t first;
    if (t->firsts)
        keep(t, row, data);
    switch (keyset_add(t->keys, key, row, &first)) {
    case KEYSET_NEW: break;
    case KEYSET_BEFORE: note(t, row, first, data); break;
    case KEYSET_FULL: set_aside(t, key, row, data); break;
    }
}

/* Equal keys come one after the other, and their rows in order. */
static void compare_late(struct twins *t)
{
    struct buf before = {0};
    struct str key, data;
    uint64_t first = 0;
    while (t->late && extsort_next(t->late, &key, &data)) {
        if (first && str_eq(key, buf_slice(&before))) {
            note(t, get_number(data), first, behind_number(data));
            continue;
        }
        buf_reset(&before);
        buf_str(&before, key);
        first = get_number(data);
    }
    buf_free(&before);
}

static void end_input(struct twins *t)
{
    t->ended = true;
    keyset_free(t->keys);
    t->keys = NULL;
    compare_late(t);
    extsort_free(t->late);
    t->late = NULL;
    if (!t->many.file)
        return;
    to_disk(t);
    temp_rewind(&t->many);
}

/* The next n bytes of what was kept. */
static void read_kept(struct twins *t, void *p, size_t n)
{
    if (t->many.file)
        temp_read(&t->many, p, n);
    else if (n)
        memcpy(p, t->kept.p + t->next, n);
    t->next += n;
}

/* The data of a row, which lies further on. */
static struct str data_of(struct twins *t, uint64_t row)
{
    while (t->at.row != row) {
        read_kept(t, &t->at, sizeof t->at);
        buf_reset(&t->front);
        read_kept(t, buf_room(&t->front, t->at.n), t->at.n);
        t->front.n = t->at.n;
    }
    return buf_slice(&t->front);
}

int twins_next(struct twins *t, struct twin *twin)
{
    struct str number, data;
    if (!t->ended)
        end_input(t);
    do {
        if (!t->found || !extsort_next(t->found, &number, &data))
            return 0;
        twin->row = get_number(number);
    } while (twin->row == t->last); /* a first row is noted for each that follows */
    t->last = twin->row;
    twin->first = get_number(data);
    twin->data = t->firsts ? data_of(t, twin->row) : behind_number(data);
    return 1;
}

void twins_free(struct twins *t)
{
    if (!t)
        return;
    keyset_free(t->keys);
    extsort_free(t->late);
    extsort_free(t->found);
    temp_close(&t->many);
    buf_free(&t->kept);
    buf_free(&t->front);
    buf_free(&t->number);
    buf_free(&t->room);
    mem_free(t);
}
