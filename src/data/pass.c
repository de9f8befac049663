/* SPDX-License-Identifier: Apache-2.0 */
#include "data/pass.h"

#include "data/group.h"
#include "data/input.h"
#include "data/map.h"
#include "data/shared.h"

/* All groups over one data set. */
struct pass {
    struct shared *base;
    uint64_t number; /* of the row at hand */
    struct group **groups;
    int n;
    int got;         /* of the whole: 1 not run yet, 0, or -1 after complaining */
    struct pass *older;
};

/* The first reader on the way down from r, or NULL. */
static struct shared *reader_below(const struct rel *r)
{
    while (r && !shared_of(r))
        r = r->below;
    return r ? shared_of(r) : NULL;
}

/* Claims what r reads; where that makes a tap of it, what that reads in its turn. */
static void claim(const struct rel *r, const bool *wanted, const uint64_t *none)
{
    struct shared *h = reader_below(r);
    while (h && shared_claim(h, wanted)) {
        shared_tap(h, none); /* its pass comes with its groups */
        h = reader_below(shared_from(h));
    }
}

/* The data set that a group's rows come from in the end, through taps alone; NULL where it reads no tap. */
static struct shared *base_of(struct group *g)
{
    struct shared *base = NULL, *h = reader_below(group_from(g));
    for (; h && shared_is_tap(h); h = reader_below(shared_from(h)))
        base = h;
    return base;
}

static int run(void *ctx)
{
    struct pass *p = ctx;
    if (p->got <= 0)
        return p->got;
    do {
        p->number++;
        p->got = shared_pull(p->base);
        for (int i = 0; i < p->n && p->got > 0; i++)
            if (!group_take_rows(p->groups[i]))
                p->got = -1;
    } while (p->got > 0);
    return p->got;
}

static struct pass *pass_of(struct pass **all, struct shared *base, struct session *e, int most)
{
    for (struct pass *p = *all; p; p = p->older)
        if (p->base == base)
            return p;
    struct pass *p = arena_array(&e->a, 1, sizeof *p);
    *p = (struct pass){.base = base, .got = 1, .older = *all};
    p->groups = arena_array(&e->a, (size_t)most + 1, sizeof(struct group *));
    return *all = p;
}

/* Nobody needs more of r than the components for which need[i]: what is below it need not be computed, or read. */
static void prune(struct rel *r, const bool *need)
{
    bool all = true;
    while (r && all) {
        bool *below = r->below ? arena_array(&r->session->a, (size_t)r->below->s.n + 1, sizeof *below) : NULL;
        if (input_is(r)) {
            input_need(r, need);
            return;
        }
        if (map_is(r))
            map_need(r, need, below);
        else if (shared_of(r) && shared_is_tap(shared_of(r)))
            below = shared_need(shared_of(r), need, &all);
        else
            return;
        need = below;
        r = r->below;
    }
}

static void prune_group(struct group *g)
{
    struct rel *from = group_from(g);
    bool *need = arena_array(&from->session->a, (size_t)from->s.n + 1, sizeof *need);
    group_need(g, need);
    prune(from, need);
}

void pass_plan(struct session *e, const bool *wanted)
{
    uint64_t *none = arena_array(&e->a, 1, sizeof *none);
    struct pass *all = NULL;
    int most = 0;
    for (struct group *g = e->groups; g; g = group_older(g))
        if (wanted[group_owner(g)]) {
            claim(group_from(g), wanted, none);
            most++;
        }
    for (struct group *g = e->groups; g; g = group_older(g)) {
        struct shared *base = wanted[group_owner(g)] ? base_of(g) : NULL;
        if (!base)
            continue;
        struct pass *p = pass_of(&all, base, e, most);
        for (struct shared *h = reader_below(group_from(g)); h && shared_is_tap(h); h = reader_below(shared_from(h)))
            shared_tap(h, &p->number);
        p->groups[p->n++] = g;
        group_fill_by(g, run, p);
    }
    for (struct group *g = e->groups; g; g = group_older(g))
        if (wanted[group_owner(g)])
            prune_group(g);
}
