/* SPDX-License-Identifier: Apache-2.0 */
#include "data/sorted.h"

#include "base/mem.h"
#include "data/rows.h"
#include "rec/extsort.h"

struct sorted {
    struct rel rel;
    struct rel *from;
    struct sort_by *by; /* [n] */
    int n;
    struct extsort *sort;
    struct value *row;
    struct str key; /* of the row */
};

static void make_key(const struct sorted *t, const struct value *row, struct buf *key, struct buf *scratch)
{
    buf_reset(key);
    for (int i = 0; i < t->n; i++)
        if (t->by[i].by_value)
            key_put_value(key, &row[t->by[i].comp], t->by[i].down, scratch);
        else
            key_put(key, &row[t->by[i].comp], scratch);
}

/* Takes in all rows. */
static int fill(struct sorted *t)
{
    struct buf key = {0}, data = {0}, scratch = {0};
    const struct value *row;
    int got;
    t->sort = extsort_new(session_bytes(t->rel.session));
    while ((got = rel_next(t->from, &row)) > 0) {
        make_key(t, row, &key, &scratch);
        buf_reset(&data);
        row_put(&data, row, t->rel.s.n);
        extsort_add(t->sort, buf_slice(&key), buf_slice(&data));
    }
    buf_free(&key);
    buf_free(&data);
    buf_free(&scratch);
    return got;
}

static int sorted_next(struct rel *r, const struct value **row)
{
    struct sorted *t = (struct sorted *)r;
    struct str data;
    if (!t->sort && fill(t) < 0)
        return -1;
    if (!extsort_next(t->sort, &t->key, &data))
        return 0;
    row_get(data, t->row, r->s.n);
    *row = t->row;
    return 1;
}

static void sorted_end(struct rel *r)
{
    extsort_free(((struct sorted *)r)->sort);
}

static const struct rel_kind sorted_kind = {sorted_next, sorted_end};

struct rel *sorted_as(struct rel *r, const struct sort_by *by, int n)
{
    struct session *e = r->session;
    struct sorted *t = (struct sorted *)rel_new(e, sizeof *t, &sorted_kind, r->s);
    t->from = r;
    t->by = arena_array(&e->a, (size_t)n + 1, sizeof *t->by);
    t->n = n;
    t->row = arena_array(&e->a, (size_t)r->s.n + 1, sizeof *t->row);
    int *order = mem_array((size_t)n + 1, sizeof *order), plain = 0;
    for (int i = 0; i < n; i++) {
        t->by[i] = by[i];
        order[i] = by[i].comp;
        plain += plain == i && !by[i].by_value;
    }
    rel_ordered(&t->rel, order, plain);
    mem_free(order);
    session_share(e);
    return &t->rel;
}

const struct str *sorted_key(const struct rel *r, const int *by, int n)
{
    const struct sorted *t = (const struct sorted *)r;
    if (r->kind != &sorted_kind || t->n != n || r->norder != n || !rel_is_ordered(r, by, n))
        return NULL;
    return &t->key;
}

struct rel *sorted_by(struct rel *r, const int *by, int n)
{
    if (rel_is_ordered(r, by, n))
        return r;
    struct sort_by *as = mem_array((size_t)n + 1, sizeof *as);
    for (int i = 0; i < n; i++)
        as[i].comp = by[i];
    struct rel *t = sorted_as(r, as, n);
    mem_free(as);
    return t;
}

int key_of(const struct structure *s, int *by)
{
    int n = 0;
    for (int i = 0; i < s->n; i++)
        if (comp_is_id(&s->v[i]))
            by[n++] = i;
    return n;
}

struct rel *sorted_by_key(struct rel *r)
{
    int *by = mem_array((size_t)r->s.n + 1, sizeof *by);
    struct rel *t = sorted_by(r, by, key_of(&r->s, by));
    mem_free(by);
    return t;
}

/* ---- keys that come once ---- */

struct unique {
    struct rel rel;
    struct rel *from;
    int *by;
    int n;
    struct loc place;
    struct buf key, before, scratch;
    const struct str *made; /* the key that the sort has made, or NULL */
    bool started;
};

static int unique_next(struct rel *r, const struct value **row)
{
    struct unique *u = (struct unique *)r;
    int got = rel_next(u->from, row);
    if (got <= 0)
        return got;
    struct buf swap = u->before;
    u->before = u->key;
    u->key = swap;
    if (u->made) {
        buf_reset(&u->key);
        buf_str(&u->key, *u->made);
    } else {
        key_make(&u->key, *row, u->by, u->n, &u->scratch);
    }
    if (u->started && str_eq(buf_slice(&u->key), buf_slice(&u->before))) {
        struct buf shown = {0};
        row_show(&shown, &r->s, *row);
        diag(D_DATA_KEY_MADE_TWICE, u->place, diag_str(buf_slice(&shown)));
        buf_free(&shown);
        return -1;
    }
    u->started = true;
    return 1;
}

static void unique_end(struct rel *r)
{
    struct unique *u = (struct unique *)r;
    buf_free(&u->key);
    buf_free(&u->before);
    buf_free(&u->scratch);
}

static const struct rel_kind unique_kind = {unique_next, unique_end};

struct rel *sorted_unique(struct rel *r, struct loc place)
{
    struct rel *from = sorted_by_key(r);
    struct unique *u = (struct unique *)rel_new(r->session, sizeof *u, &unique_kind, r->s);
    u->from = from;
    u->by = arena_array(&r->session->a, (size_t)r->s.n + 1, sizeof *u->by);
    u->n = key_of(&r->s, u->by);
    u->place = place;
    u->made = sorted_key(from, u->by, u->n);
    rel_ordered(&u->rel, u->by, u->n);
    return &u->rel;
}
