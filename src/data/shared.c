/* SPDX-License-Identifier: Apache-2.0 */
#include "data/shared.h"

#include "data/spool.h"

struct shared {
    struct rel *from;
    struct spool spool;
    bool filled;
    struct reader *newest;
    bool kept;
    int claims;
    /* of a tap */
    const uint64_t *number; /* NULL: it is none */
    uint64_t at;            /* the number of the row below */
    int got;
    const struct value *row;
    bool *need;             /* [from->s.n] */
    int told;               /* readers that said what they need */
};

struct reader {
    struct rel rel;
    struct shared *h;
    int owner;
    struct reader *older;
    struct spool_place place;
    struct value *row;
    bool spools;   /* gives the spool back */
    uint64_t seen; /* tap: number of the last row */
};

struct shared *shared_new(struct rel *r)
{
    struct shared *h = arena_array(&r->session->a, 1, sizeof *h);
    h->from = r;
    session_share(r->session);
    return h;
}

static int fill_spool(struct shared *h)
{
    const struct value *row;
    int got;
    h->filled = true;
    h->spool.limit = session_bytes(h->from->session);
    while ((got = rel_next(h->from, &row)) > 0)
        spool_add(&h->spool, row, h->from->s.n);
    return got;
}

/* ---- a tap ---- */

int shared_pull(struct shared *h)
{
    if (h->at != *h->number) {
        h->at = *h->number;
        h->got = rel_next(h->from, &h->row);
    }
    return h->got;
}

static int tap_next(struct reader *d, const struct value **row)
{
    struct shared *h = d->h;
    if (d->seen == *h->number)
        return 0;
    d->seen = *h->number;
    int got = shared_pull(h);
    *row = h->row;
    return got;
}

/* ---- readers ---- */

static int reader_next(struct rel *r, const struct value **row)
{
    struct reader *d = (struct reader *)r;
    if (d->h->number)
        return tap_next(d, row);
    if (!d->h->filled) {
        d->spools = true;
        if (fill_spool(d->h) < 0)
            return -1;
    }
    *row = d->row;
    return spool_read(&d->h->spool, &d->place, d->row, r->s.n);
}

static void reader_end(struct rel *r)
{
    struct reader *d = (struct reader *)r;
    spool_place_end(&d->place);
    if (d->spools)
        spool_end(&d->h->spool);
}

static const struct rel_kind reader_kind = {reader_next, reader_end};

struct rel *shared_reader(struct shared *h, int owner)
{
    struct session *e = h->from->session;
    struct reader *d = (struct reader *)rel_new(e, sizeof *d, &reader_kind, h->from->s);
    d->h = h;
    d->owner = owner;
    d->older = h->newest;
    h->newest = d;
    d->row = arena_array(&e->a, (size_t)h->from->s.n + 1, sizeof *d->row);
    d->rel.below = h->from;
    rel_ordered(&d->rel, h->from->order, h->from->norder);
    return &d->rel;
}

struct shared *shared_of(const struct rel *r)
{
    return r->kind == &reader_kind ? ((const struct reader *)r)->h : NULL;
}

struct rel *shared_from(const struct shared *h)
{
    return h->from;
}

bool shared_claim(struct shared *h, const bool *wanted)
{
    int n = 0;
    for (const struct reader *d = h->newest; d; d = d->older)
        n += wanted[d->owner];
    return ++h->claims == n && !h->kept && !h->filled;
}

void shared_keep(struct shared *h)
{
    h->kept = true;
}

void shared_tap(struct shared *h, const uint64_t *row)
{
    h->number = row;
}

bool *shared_need(struct shared *h, const bool *need, bool *all)
{
    int n = h->from->s.n;
    if (!h->need)
        h->need = arena_array(&h->from->session->a, (size_t)n + 1, sizeof *h->need);
    for (int i = 0; i < n; i++)
        h->need[i] = h->need[i] || need[i];
    *all = ++h->told == h->claims;
    return h->need;
}

bool shared_is_tap(const struct shared *h)
{
    return h->number != NULL;
}
