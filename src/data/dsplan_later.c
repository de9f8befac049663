/* SPDX-License-Identifier: Apache-2.0 */
#include "data/dsplan_work.h"

/* What cannot be run yet is refused with its place. */
static struct rel *later(struct dsplan *p, const struct node *n)
{
    return dsplan_complain(p, D_DATA_NOT_YET, n->span, n->kind == N_AGGR ? "over" : invoke_name((enum invoke)n->builtin), NULL, NULL);
}

struct rel *dsplan_hierarchy(struct dsplan *p, struct node *n, struct rel *r)
{
    (void)r;
    return later(p, n);
}

struct rel *dsplan_pivot(struct dsplan *p, const struct clause *c, struct rel *r)
{
    (void)r;
    return dsplan_complain(p, D_DATA_NOT_YET, c->span, "pivot", NULL, NULL);
}

