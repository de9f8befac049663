/* SPDX-License-Identifier: Apache-2.0 */
#include "data/plan_work.h"

/* What cannot be run yet is refused with its place. */
static struct rel *later(struct plan *p, const struct node *n)
{
    return plan_complain(p, D_DATA_NOT_YET, n->span, n->kind == N_AGGR ? "over" : invoke_name((enum invoke)n->builtin), NULL, NULL);
}

struct rel *plan_windows(struct plan *p, struct rel *r, struct calls *calls)
{
    return calls->n ? later(p, calls->v[0].n) : r;
}

struct rel *plan_window_call(struct plan *p, struct node *n, struct rel *r)
{
    (void)r;
    return later(p, n);
}

struct rel *plan_check(struct plan *p, struct node *n)
{
    return later(p, n);
}

struct rel *plan_check_datapoint(struct plan *p, struct node *n)
{
    return later(p, n);
}

struct rel *plan_series(struct plan *p, struct node *n, struct rel *r)
{
    (void)r;
    return later(p, n);
}

struct rel *plan_hierarchy(struct plan *p, struct node *n, struct rel *r)
{
    (void)r;
    return later(p, n);
}

struct rel *plan_pivot(struct plan *p, const struct clause *c, struct rel *r)
{
    (void)r;
    return plan_complain(p, D_DATA_NOT_YET, c->span, "pivot", NULL, NULL);
}

struct rel *plan_time_agg(struct plan *p, struct rel *r, const struct clause *c)
{
    (void)r;
    return plan_complain(p, D_DATA_NOT_YET, c->span, "time_agg", NULL, NULL);
}
