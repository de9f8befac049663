/* SPDX-License-Identifier: Apache-2.0 */
#include "sum/origin.h"

#include "sum/bind.h"

static unsigned char of_expr(const struct expr *e, const unsigned char *v)
{
    const int *slots;
    unsigned char of = 0;
    int n = e->e ? expression_slots(e->e, &slots) : 0;
    for (int i = 0; i < n; i++)
        of |= v[slots[i]];
    return of;
}

static void run_steps(const struct segment *s, unsigned char *v)
{
    for (int i = 0; i < s->n; i++)
        for (int k = 0; s->steps[i].kind == STEP_CALC && k < s->steps[i].n; k++)
            v[s->steps[i].to[k]] = of_expr(&s->steps[i].e[k], v);
}

/* The columns of groups; next: the segment that runs on them. */
static unsigned char *run_aggr(const struct grouping *g, const unsigned char *v, const struct segment *next, struct arena *a)
{
    unsigned char *to = arena_array(a, (size_t)next->slots + 1, sizeof *to);
    for (int i = 0; i < g->ngroup; i++)
        to[i] = v[g->group[i]];
    for (int i = 0; i < g->n; i++) {
        bool counts = g->items[i].kind == AGG_ROWS || g->items[i].kind == AGG_COUNT;
        to[g->ngroup + i] = counts ? 0 : of_expr(&g->args[i], v);
    }
    return to;
}

/* What a statement begins with: the stream's slots, which all views share, or the columns of the result that it reads. */
static unsigned char *first(const struct result *r, unsigned char *stream, unsigned char *const *of, struct arena *a)
{
    if (r->streamed)
        return stream;
    unsigned char *v = arena_array(a, (size_t)r->segments[0].slots + 1, sizeof *v);
    for (int i = 0; i < r->nvisible; i++)
        v[i] = of[r->source][r->visible[i]];
    return v;
}

unsigned char **origin_find(const struct tally *p, const unsigned char of_column[], struct arena *a)
{
    unsigned char **of = arena_array(a, (size_t)p->n + 1, sizeof *of);
    unsigned char *stream = arena_array(a, (size_t)p->slots + 1, sizeof *stream);
    for (int i = 0; i < p->base->n; i++)
        stream[i] = of_column[i];
    for (int i = 0; i < p->n; i++) {
        const struct result *r = &p->results[i];
        unsigned char *v = first(r, stream, of, a);
        for (int k = 0; k < r->n; k++) {
            run_steps(&r->segments[k], v);
            if (r->segments[k].aggr)
                v = run_aggr(r->segments[k].aggr, v, &r->segments[k + 1], a);
        }
        of[i] = v;
    }
    return of;
}
