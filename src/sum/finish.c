/* SPDX-License-Identifier: Apache-2.0 */
#include "sum/finish.h"

#include "base/mem.h"
#include "sum/run.h"

static struct value *add_row(struct table *t, int slots)
{
    t->rows = mem_grow(t->rows, &t->cap, t->n + 1, sizeof *t->rows);
    struct value *row = arena_array(&t->arena, (size_t)slots, sizeof *row);
    t->rows[t->n++] = row;
    return row;
}

static void copy_value(struct table *t, struct value *to, const struct value *from)
{
    *to = *from;
    if (from->type == T_STRING && !from->null)
        to->str = arena_str(&t->arena, from->str);
}

void finish_free(struct table *t)
{
    mem_free(t->rows);
    arena_free(&t->arena);
    *t = (struct table){0};
}

/* One group as a row: its key cells back as values, then the results. Returns false when having drops it. */
static bool group_row(struct tally *p, struct grouping *g, int group, struct value *row, struct table *t)
{
    struct str rest = intern_name(&g->groups.keys, group);
    for (int i = 0; i < g->ngroup; i++) { /* the keys go before the rows do */
        struct value v;
        value_parse(&v, g->result->v[i].type, str_cut(rest, '\t', &rest), &t->arena);
        copy_value(t, &row[i], &v);
    }
    for (int i = 0; i < g->n; i++) {
        struct value out;
        if (agg_result(groups_state(&g->groups, group, i), &out) != AGG_OK)
            g->overflows++;
        copy_value(t, &row[g->ngroup + i], &out);
    }
    struct value keep = value_of_tri(TRI_TRUE);
    if (g->having.e)
        run_eval(p, &g->having, row, &keep);
    return !keep.null && keep.boolean;
}

static void read_groups(struct tally *p, struct grouping *g, struct table *t, int slots)
{
    if (!g->ngroup) /* all records together are one group, even when there are none */
        groups_find(&g->groups, STR(""));
    groups_sort(&g->groups);
    for (int i = 0; i < g->groups.keys.n; i++)
        if (!group_row(p, g, g->groups.order[i], add_row(t, slots), t))
            t->n--;
    groups_free(&g->groups);
}

static void filter_rows(const struct tally *p, const struct segment *s, struct table *t)
{
    size_t kept = 0;
    for (size_t i = 0; i < t->n; i++)
        if (run_segment(p, s, t->rows[i], &t->arena))
            t->rows[kept++] = t->rows[i];
    t->n = kept;
}

/* Runs the segments from number `from` on. */
static bool run_segments(struct tally *p, struct result *r, int from, struct table *t)
{
    p->line = 0;
    for (int i = from; i < r->n; i++) {
        const struct segment *s = &r->segments[i];
        filter_rows(p, s, t);
        if (!s->aggr)
            continue;
        for (size_t k = 0; k < t->n; k++)
            if (!run_group(p, s->aggr, t->rows[k]))
                return false;
        finish_free(t);
        read_groups(p, s->aggr, t, r->segments[i + 1].slots);
    }
    return true;
}

bool finish_result(struct tally *p, struct result *r)
{
    struct table *t = &r->table;
    if (r->streamed) {
        read_groups(p, r->segments[0].aggr, t, r->segments[1].slots);
        return run_segments(p, r, 1, t);
    }
    const struct table *from = &p->results[r->source].table;
    for (size_t i = 0; i < from->n; i++) {
        struct value *row = add_row(t, r->segments[0].slots);
        for (int k = 0; k < r->nvisible; k++)
            copy_value(t, &row[k], &from->rows[i][r->visible[k]]);
    }
    return run_segments(p, r, 0, t);
}
