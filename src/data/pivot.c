/* SPDX-License-Identifier: Apache-2.0 */
#include "data/pivot.h"

#include <stdlib.h>

#include "base/intern.h"
#include "base/mem.h"
#include "data/rows.h"
#include "data/sorted.h"
#include "data/spool.h"

struct pivot {
    struct rel rel;
    struct rel *from;            /* the operand by the other identifiers, then by id */
    int id, me;
    int *by, nby;                /* the other identifiers */
    int *virals, nvirals;
    const struct viral *const *viral;
    struct intern values;        /* keys of the values of id */
    struct value *distinct;      /* [values.n] */
    size_t cap;
    int *measure;                /* [values.n] number of the measure */
    struct spool spool;
    struct spool_place place;
    struct value *row;           /* in front */
    bool started, more;
    struct buf key, next_key, value_key, scratch;
    struct viral_fold *folds;
    struct arena texts;          /* of the group */
    struct value *out;
};

/* The number of the value of id in a row; a new one is kept. */
static int value_number(struct pivot *t, const struct value *row)
{
    buf_reset(&t->value_key);
    key_put(&t->value_key, &row[t->id], &t->scratch);
    int before = t->values.n, i = intern_add(&t->values, buf_slice(&t->value_key));
    if (i == before) {
        t->distinct = mem_grow(t->distinct, &t->cap, (size_t)i + 1, sizeof *t->distinct);
        row_copy(&t->rel.session->a, &t->distinct[i], &row[t->id], 1);
    }
    return i;
}

/* ---- the first pass ---- */

static bool read_operand(struct pivot *t, struct loc loc)
{
    const struct value *row;
    int got;
    t->spool.limit = session_bytes(t->rel.session);
    while ((got = rel_next(t->from, &row)) > 0) {
        if (value_number(t, row) >= PIVOT_MOST) {
            diag(D_DATA_PIVOT_MOST, loc, diag_str(t->from->s.v[t->id].name), diag_num(PIVOT_MOST));
            return false;
        }
        spool_add(&t->spool, row, t->from->s.n);
    }
    return got == 0;
}

/* A value and its number. */
struct ranked {
    const struct value *v;
    struct str key; /* in the order of values */
    int i;
};

static int by_value(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;
    return str_cmp(x->key, y->key);
}

/* May a measure have this name? Control characters would break the header of a stream. */
static bool good_name(const struct structure_maker *s, struct str name)
{
    for (size_t i = 0; i < name.n; i++)
        if ((unsigned char)name.p[i] < ' ' || name.p[i] == 0x7f)
            return false;
    for (int i = 0; i < s->n; i++)
        if (!comp_is_measure(&s->v[i]) && str_eq(s->v[i].name, name))
            return false;
    return name.n > 0;
}

/* Appends the measures, ascending by value. */
static bool add_measures(struct pivot *t, struct structure_maker *s, struct loc loc)
{
    struct ranked *v = mem_array((size_t)t->values.n + 1, sizeof *v);
    struct buf b = {0};
    bool ok = true;
    for (int i = 0; i < t->values.n; i++) {
        buf_reset(&b);
        key_put_value(&b, &t->distinct[i], false, &t->scratch);
        v[i] = (struct ranked){&t->distinct[i], arena_str(&t->texts, buf_slice(&b)), i};
    }
    qsort(v, (size_t)t->values.n, sizeof *v, by_value);
    for (int i = 0; i < t->values.n && ok; i++) {
        buf_reset(&b);
        value_put_text(&b, v[i].v);
        struct str name = arena_str(&t->rel.session->a, buf_slice(&b));
        ok = good_name(s, name);
        if (!ok)
            diag(D_DATA_PIVOT_NAME, loc, diag_str(name), diag_str(t->from->s.v[t->id].name));
        t->measure[v[i].i] = structure_add(s, (struct comp){name, t->from->s.v[t->me].type, ROLE_MEASURE, false});
    }
    buf_free(&b);
    mem_free(v);
    return ok;
}

/* The components but the measures: the other identifiers, then viral attributes. */
static void add_others(struct pivot *t, struct structure_maker *s)
{
    const struct structure *of = &t->from->s;
    for (int i = 0; i < t->nby; i++)
        structure_add(s, of->v[t->by[i]]);
    for (int i = 0; i < t->nvirals; i++)
        structure_add(s, of->v[t->virals[i]]);
}

/* ---- the second pass ---- */

static void read_row(struct pivot *t)
{
    t->more = spool_read(&t->spool, &t->place, t->row, t->from->s.n);
    if (t->more)
        key_make(&t->next_key, t->row, t->by, t->nby, &t->scratch);
}

static void start_group(struct pivot *t)
{
    buf_reset(&t->key);
    buf_str(&t->key, buf_slice(&t->next_key));
    arena_reset(&t->texts);
    for (int i = 0; i < t->rel.s.n; i++)
        t->out[i] = value_null(t->rel.s.v[i].type);
    for (int i = 0; i < t->nby; i++)
        row_copy(&t->texts, &t->out[i], &t->row[t->by[i]], 1);
    for (int i = 0; i < t->nvirals; i++)
        viral_start(t->viral[t->virals[i]], &t->folds[i], t->from->s.v[t->virals[i]].type);
}

static void take_row(struct pivot *t)
{
    row_copy(&t->texts, &t->out[t->measure[value_number(t, t->row)]], &t->row[t->me], 1);
    for (int i = 0; i < t->nvirals; i++)
        viral_add(t->viral[t->virals[i]], &t->folds[i], &t->row[t->virals[i]]);
}

static int pivot_next(struct rel *r, const struct value **row)
{
    struct pivot *t = (struct pivot *)r;
    if (!t->started)
        read_row(t);
    t->started = true;
    if (!t->more)
        return 0;
    start_group(t);
    do {
        take_row(t);
        read_row(t);
    } while (t->more && str_eq(buf_slice(&t->key), buf_slice(&t->next_key)));
    for (int i = 0; i < t->nvirals; i++)
        viral_result(t->viral[t->virals[i]], &t->folds[i], r->s.v[t->nby + i].type, &t->out[t->nby + i], &r->s, t->out);
    *row = t->out;
    return 1;
}

static void pivot_end(struct rel *r)
{
    struct pivot *t = (struct pivot *)r;
    intern_free(&t->values);
    mem_free(t->distinct);
    spool_end(&t->spool);
    spool_place_end(&t->place);
    buf_free(&t->key);
    buf_free(&t->next_key);
    buf_free(&t->value_key);
    buf_free(&t->scratch);
    for (int i = 0; i < t->nvirals; i++)
        viral_end(&t->folds[i]);
    arena_free(&t->texts);
}

static const struct rel_kind pivot_kind = {pivot_next, pivot_end};

/* The identifiers but id, and viral attributes; the operand sorted by the first, then by id. */
static void split_operand(struct pivot *t, struct rel *r)
{
    size_t n = (size_t)r->s.n + 1;
    t->by = arena_array(&r->session->a, n, sizeof *t->by);
    t->virals = arena_array(&r->session->a, n, sizeof *t->virals);
    for (int i = 0; i < r->s.n; i++)
        if (r->s.v[i].viral)
            t->virals[t->nvirals++] = i;
        else if (comp_is_id(&r->s.v[i]) && i != t->id)
            t->by[t->nby++] = i;
    t->by[t->nby] = t->id;
    t->from = sorted_by(r, t->by, t->nby + 1);
}

struct rel *pivot_new(struct rel *r, int id, int me, const struct viral *const *viral, struct loc loc)
{
    struct session *e = r->session;
    struct pivot *t = (struct pivot *)rel_new(e, sizeof *t, &pivot_kind, (struct structure){.v = NULL});
    struct structure_maker s = {0};
    t->id = id;
    t->me = me;
    t->viral = viral;
    split_operand(t, r);
    session_share(e);
    if (!read_operand(t, loc))
        return NULL;
    t->measure = arena_array(&e->a, (size_t)t->values.n + 1, sizeof *t->measure);
    t->folds = arena_array(&e->a, (size_t)t->nvirals + 1, sizeof *t->folds);
    t->row = arena_array(&e->a, (size_t)r->s.n + 1, sizeof *t->row);
    add_others(t, &s);
    if (!add_measures(t, &s, loc)) {
        mem_free(s.v);
        return NULL;
    }
    t->rel.s = structure_keep(&s, &e->a);
    t->out = arena_array(&e->a, (size_t)t->rel.s.n + 1, sizeof *t->out);
    int *order = mem_array((size_t)t->nby + 1, sizeof *order);
    for (int i = 0; i < t->nby; i++)
        order[i] = i;
    rel_ordered(&t->rel, order, t->nby);
    mem_free(order);
    return &t->rel;
}
