/* SPDX-License-Identifier: Apache-2.0 */
#include "outlier/copies.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/mem.h"

struct copy_entry {
    struct dec amount;
    uint32_t item, unit;
};

struct pair {
    uint32_t a, b; /* a < b */
};

struct pairs {
    struct pair *v;
    size_t n, cap;
};

void copies_add(struct copies *c, uint32_t unit, uint32_t item, const struct dec *amount)
{
    struct dec size = dec_abs(amount);
    if (dec_cmp(&size, &c->trivial) < 0)
        return;
    c->v = mem_grow(c->v, &c->cap, c->n + 1, sizeof *c->v);
    c->v[c->n++] = (struct copy_entry){*amount, item, unit};
}

static int by_amount(const void *a, const void *b)
{
    const struct copy_entry *x = a, *y = b;
    if (x->item != y->item)
        return x->item < y->item ? -1 : 1;
    int c = dec_cmp(&x->amount, &y->amount);
    return c ? c : x->unit < y->unit ? -1 : x->unit > y->unit;
}

static bool same_value(const struct copy_entry *a, const struct copy_entry *b)
{
    return a->item == b->item && dec_cmp(&a->amount, &b->amount) == 0;
}

static int by_pair(const void *a, const void *b)
{
    const struct pair *x = a, *y = b;
    if (x->a != y->a)
        return x->a < y->a ? -1 : 1;
    return x->b < y->b ? -1 : x->b > y->b;
}

static int by_unit(const void *a, const void *b)
{
    const struct copied *x = a, *y = b;
    if (x->unit != y->unit)
        return x->unit < y->unit ? -1 : 1;
    if (x->equal != y->equal)
        return x->equal > y->equal ? -1 : 1;
    return x->with < y->with ? -1 : x->with > y->with;
}

/* The units of v[from..to) have one value of one item. A unit that is there twice is no pair with itself. */
static void add_pairs(struct pairs *p, const struct copy_entry *v, size_t from, size_t to)
{
    size_t reach = to - from > COPIES_NEAR ? 1 : to - from;
    for (size_t i = from; i < to; i++)
        for (size_t k = i + 1; k < to && k - i <= reach; k++) {
            if (v[i].unit == v[k].unit)
                continue;
            p->v = mem_grow(p->v, &p->cap, p->n + 1, sizeof *p->v);
            p->v[p->n++] = (struct pair){v[i].unit, v[k].unit};
        }
}

static struct pairs all_pairs(struct copies *c)
{
    struct pairs p = {0};
    qsort(c->v, c->n, sizeof *c->v, by_amount);
    for (size_t from = 0, to; from < c->n; from = to) {
        for (to = from + 1; to < c->n && same_value(&c->v[from], &c->v[to]); to++)
            ;
        if (to - from > 1)
            add_pairs(&p, c->v, from, to);
    }
    return p;
}

struct copied *copies_find(struct copies *c, size_t *n)
{
    struct pairs p = {0};
    struct copied *found = NULL;
    size_t cap = 0, kept = 0;
    *n = 0;
    if (c->n)
        p = all_pairs(c);
    copies_free(c);
    if (p.n)
        qsort(p.v, p.n, sizeof *p.v, by_pair);
    for (size_t from = 0, to; from < p.n; from = to) {
        for (to = from + 1; to < p.n && by_pair(&p.v[from], &p.v[to]) == 0; to++)
            ;
        if (to - from < (size_t)c->equal)
            continue;
        found = mem_grow(found, &cap, *n + 2, sizeof *found);
        found[(*n)++] = (struct copied){p.v[from].a, p.v[from].b, (int)(to - from)};
        found[(*n)++] = (struct copied){p.v[from].b, p.v[from].a, (int)(to - from)};
    }
    mem_free(p.v);
    if (*n)
        qsort(found, *n, sizeof *found, by_unit);
    for (size_t i = 0; i < *n; i++)
        if (!i || found[i].unit != found[i - 1].unit)
            found[kept++] = found[i];
    *n = kept;
    return found;
}

void copies_free(struct copies *c)
{
    mem_free(c->v);
    c->v = NULL;
    c->n = c->cap = 0;
}
