/* SPDX-License-Identifier: Apache-2.0 */
#include "suggest/suggest_sums.h"

#include "suggest/prorate.h"
#include "suggest/rounding.h"
#include "suggest/suggest_work.h"

enum { ROUNDING_DELTA = 2 };

bool suggest_rounding(struct suggester *s)
{
    struct repairs found = {0};
    /* What a rule tolerates is a residue all the same. */
    struct lin *exact = arena_array(&s->row, (size_t)s->n_active + 1, sizeof *exact);
    for (int i = 0; i < s->n_active; i++) {
        exact[i] = s->active[i];
        exact[i].tolerance = 0;
    }
    rounding_repair(&(struct repair_rules){exact, s->n_active, s->fixed}, ROUNDING_DELTA, &s->r, s->work, &found);
    if (found.state == REPAIR_LIMIT)
        work_limit(s, SUGGEST_ROUNDING);
    if (!found.n)
        return false;
    struct proposal *p = proposal_of(s, &found.found[0], SUGGEST_ROUNDING);
    if (!work_try(s, p))
        return false;
    work_suggest(s, p, "C", str_of(arena_printf(&s->row, "%d detail%s moved; %d as good", p->n, p->n == 1 ? "" : "s", found.n)));
    for (int i = 0; i < p->n; i++)
        s->out[s->n - 1 - (size_t)i].solutions = found.n;
    return true;
}

/* A sum of parts: one term against all the others, all of weight 1, no constant. Returns the number of the total, or -1. */
static int total_of(const struct lin *e)
{
    for (int i = 0; i < e->n; i++)
        if (e->terms[i].a != 1 && e->terms[i].a != -1)
            return -1;
    return e->op == LIN_EQ && !e->b ? lin_total(e) : -1;
}

struct sums {
    struct prorate_sum *list;
    int n;
    struct vset parts; /* of all of them */
    bool tree;         /* no part stands in two sums */
};

static void add_sum(struct suggester *s, struct sums *t, const struct lin *e, int total)
{
    int *parts = arena_array(&s->row, (size_t)e->n, sizeof *parts), n = 0;
    for (int i = 0; i < e->n; i++) {
        int v = e->terms[i].var;
        if (v == total)
            continue;
        t->tree = t->tree && !vset_has(&t->parts, v);
        vset_add(&t->parts, v);
        parts[n++] = v;
    }
    t->list[t->n++] = (struct prorate_sum){total, parts, n};
}

/* The sums that fail, and those below them, the upper ones first. */
static struct sums collect_sums(struct suggester *s)
{
    struct sums t = {arena_array(&s->row, (size_t)s->n_active + 1, sizeof *t.list), 0, {{0}}, true};
    bool *taken = arena_array(&s->row, (size_t)s->n_active + 1, sizeof *taken);
    struct vset below = {{0}}; /* parts of failing sums: their sums come after */
    for (int i = 0; i < s->n_active; i++) {
        struct vset v = lin_vars(&s->active[i]);
        int total = total_of(&s->active[i]);
        if (total < 0 || lin_judge(&s->active[i], &s->r) != LIN_FAILS)
            continue;
        vset_remove(&v, total);
        vset_join(&below, &v);
    }
    for (int i = 0; i < s->n_active; i++) {
        int total = total_of(&s->active[i]);
        if (total < 0 || vset_has(&below, total) || lin_judge(&s->active[i], &s->r) != LIN_FAILS)
            continue;
        taken[i] = true;
        add_sum(s, &t, &s->active[i], total);
    }
    for (bool any = true; any && t.tree;) {
        any = false;
        for (int i = 0; i < s->n_active; i++) {
            int total = total_of(&s->active[i]);
            if (taken[i] || total < 0 || !vset_has(&t.parts, total))
                continue;
            taken[i] = true;
            any = true;
            add_sum(s, &t, &s->active[i], total);
        }
    }
    return t;
}

/* Half as much or twice as much is no adjustment any more. */
bool suggest_prorate(struct suggester *s)
{
    struct sums t = collect_sums(s);
    int vars = s->r.n;
    struct dec *value = arena_array(&s->row, (size_t)vars + 1, sizeof *value);
    struct dec *work = arena_array(&s->row, (size_t)vars + 1, sizeof *work);
    struct vset present = {{0}}, moved = {{0}};
    struct prorate_plan plan = {.method = PRORATE_SCALING, .sums = t.list, .n_sums = t.n, .never = s->fixed,
                                .has_lower = true, .lower = {.coef = 5, .scale = 1}, .has_upper = true, .upper = dec_int(2),
                                .accept_negative = true};
    for (int v = 0; v < vars; v++) {
        value[v] = dec_strip(numbers_dec(&s->r, s->x[v]));
        if (!vset_has(&s->r.missing, v))
            vset_add(&present, v);
        if (vset_has(&t.parts, v) && s->decimals[v] > plan.decimals)
            plan.decimals = s->decimals[v];
    }
    for (int i = 0; i < t.n; i++)
        if (s->decimals[t.list[i].total] > plan.decimals)
            plan.decimals = s->decimals[t.list[i].total];
    if (!t.n || !t.tree || prorate(&plan, value, &present, work, &moved) != PRORATE_DONE)
        return false;
    struct proposal *p = proposal_new(s, SUGGEST_PRORATE, vars);
    for (int v = vset_next(&moved, 0); v >= 0; v = vset_next(&moved, v + 1))
        if (dec_cmp(&value[v], &(struct dec){.coef = s->x[v], .scale = (uint8_t)s->r.scale}) != 0)
            proposal_put(p, s->slot[v], work_text(s, value[v], s->decimals[v]));
    if (!p->n || !work_try(s, p) || !p->healed)
        return false;
    work_suggest(s, p, "C", str_of(arena_printf(&s->row, "%d sum%s, parts in proportion", t.n, t.n == 1 ? "" : "s")));
    return true;
}
