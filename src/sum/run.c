/* SPDX-License-Identifier: Apache-2.0 */
#include "sum/run.h"

#include "base/diag.h"
#include "value/keytext.h"

/* New groups between two looks at the memory that they take. */
enum { LOOK_EVERY = 256 };

void run_eval(const struct tally *p, struct expr *e, const struct value *v, struct value *out)
{
    enum vtl_error why = expression_eval(e->e, v, out);
    if (why == ERR_NONE)
        return;
    *out = value_null(expression_type(e->e));
    if (!e->errors++) {
        e->why = why;
        e->line = p->line;
    }
}

static bool run_step(const struct tally *p, const struct step *s, struct value *v, struct arena *texts)
{
    for (int i = 0; i < s->n; i++) {
        struct value out;
        run_eval(p, &s->e[i], v, &out);
        if (s->kind == STEP_FILTER) {
            if (out.null || !out.boolean)
                return false;
            continue;
        }
        if (texts && out.type == T_STRING && !out.null)
            out.str = arena_str(texts, out.str);
        v[s->to[i]] = out;
    }
    return true;
}

bool run_segment(const struct tally *p, const struct segment *s, struct value *v, struct arena *texts)
{
    for (int i = 0; i < s->n; i++)
        if (!run_step(p, &s->steps[i], v, texts))
            return false;
    return true;
}

bool run_no_room(const struct tally *p, const struct grouping *g)
{
    diag(D_SUM_MEMORY, g->loc, diag_num((long long)(p->budget.max >> 20)));
    return false;
}

static void put_key(struct buf *key, const struct grouping *g, const struct value *v)
{
    buf_reset(key);
    for (int i = 0; i < g->ngroup; i++) {
        struct value x = keytext_value(v[g->group[i]]); /* 1.0 and 1 are one group */
        if (i)
            buf_char(key, '\t');
        value_put_cell(key, &x);
    }
}

bool run_group(struct tally *p, struct grouping *g, const struct value *v)
{
    struct buf key = {0};
    put_key(&key, g, v);
    int before = g->groups.keys.n, group = groups_find(&g->groups, buf_slice(&key));
    bool room = true;
    buf_free(&key);
    if (g->groups.keys.n > before && g->groups.keys.n % LOOK_EVERY == 0)
        room = groups_bytes(&g->groups) <= p->budget.max;
    for (int i = 0; i < g->n && room; i++) {
        struct value x = value_of_int(1);
        if (g->args[i].e)
            run_eval(p, &g->args[i], v, &x);
        room = agg_add(groups_state(&g->groups, group, i), &x, &p->budget) != AGG_MEMORY;
    }
    return room || run_no_room(p, g);
}
