/* SPDX-License-Identifier: Apache-2.0 */
#include "suggest/rounding.h"

#include <string.h>

enum { MAX_DEPTH = 8, MAX_BALANCES = 64, MAX_STEPS = 200000 };
/* Up to that many cells, a cell is moved by any multiple of the step, not only by what its balance misses; not where that would
 * be too many. */
enum { FULL_DEPTH = 3, MAX_MOVES = 8 };

struct search {
    const struct repair_rules *rules;
    const struct numbers *r;
    struct numbers now;
    int128 delta, step;        /* the most a cell may move; the whole unit, or what divides it and all residuals */
    int balance[MAX_BALANCES]; /* numbers of the balances that miss by at most delta (0 included) */
    int n_balances;
    struct vset stay;          /* totals, fixed cells, cells of no such balance */
    int vars[MAX_DEPTH];
    long steps;
    int128 least;
    struct repairs *out;
};

static int128 magnitude(int128 v)
{
    return v < 0 ? -v : v;
}

/* The first edit that needs a change: a balance that does not hold, or an inequality that held before. NULL: there is none. */
static const struct lin *first_failing(const struct search *s)
{
    const struct lin *e = s->rules->edits;
    for (int i = 0; i < s->n_balances; i++)
        if (lin_judge(&e[s->balance[i]], &s->now) == LIN_FAILS)
            return &e[s->balance[i]];
    for (int i = 0; i < s->rules->n_edits; i++)
        if (e[i].op != LIN_EQ && lin_judge(&e[i], &s->now) == LIN_FAILS && lin_judge(&e[i], s->r) == LIN_HOLDS)
            return &e[i];
    return NULL;
}

/* Is the repair at hand (depth cells) to be preferred to the one found first, both being equally good? */
static bool later(const struct search *s, const struct repair *p, int depth)
{
    struct vset a = {{0}}, b = {{0}};
    for (int i = 0; i < depth; i++)
        vset_add(&a, s->vars[i]);
    for (int i = 0; i < p->n; i++)
        vset_add(&b, p->cell[i].var);
    for (int i = VSET_MAX - 1; i >= 0; i--)
        if (vset_has(&a, i) != vset_has(&b, i))
            return vset_has(&a, i);
    return false;
}

static void keep(struct search *s, int depth)
{
    int128 sum = 0;
    for (int i = 0; i < depth; i++)
        sum += magnitude(s->now.x[s->vars[i]] - s->r->x[s->vars[i]]);
    if (s->out->n && sum > s->least)
        return;
    bool first = !s->out->n || sum < s->least;
    s->out->n = first ? 1 : s->out->n + 1;
    s->least = sum;
    struct repair *p = &s->out->found[0];
    if (!first && !later(s, p, depth))
        return;
    p->n = depth;
    for (int i = 0; i < depth; i++) {
        p->cell[i].var = s->vars[i];
        p->cell[i].value = s->now.x[s->vars[i]];
    }
}

static void search(struct search *s, int depth, int most, struct vset barred);

static void move_and_search(struct search *s, int v, int128 move, int depth, int most, const struct vset *barred)
{
    s->now.x[v] += move;
    s->vars[depth] = v;
    search(s, depth + 1, most, *barred);
    s->now.x[v] -= move;
}

/* Each solution changes a variable of the edit at hand: the sets with its first one, then those without that with its second
 * one, and so on. barred: variables that are moved already, that may not move, or that earlier branches have dealt with. */
static void search(struct search *s, int depth, int most, struct vset barred)
{
    const struct lin *e = first_failing(s);
    if (!e) {
        keep(s, depth);
        return;
    }
    int128 residual;
    if (depth == most || ++s->steps > MAX_STEPS || lin_residual(e, &s->now, &residual) != LIN_HOLDS)
        return;
    bool exact = e->op == LIN_EQ && (depth + 1 == most || most > FULL_DEPTH || s->delta / s->step > MAX_MOVES);
    for (int i = e->n - 1; i >= 0; i--) {
        int v = e->terms[i].var;
        int64_t a = e->terms[i].a;
        if (vset_has(&barred, v))
            continue;
        vset_add(&barred, v);
        if (exact && residual % a == 0 && magnitude(residual / a) <= s->delta)
            move_and_search(s, v, -residual / a, depth, most, &barred);
        for (int128 m = s->step; !exact && m <= s->delta; m += s->step) {
            move_and_search(s, v, m, depth, most, &barred);
            move_and_search(s, v, -m, depth, most, &barred);
        }
    }
}

/* Fills the balances that miss by little, and what may not move. Returns how many of them do not hold. */
static int collect(struct search *s)
{
    struct vset totals = {{0}}, details = {{0}};
    int failing = 0;
    for (int i = 0; i < s->rules->n_edits && s->n_balances < MAX_BALANCES; i++) {
        const struct lin *e = &s->rules->edits[i];
        int128 v;
        if (e->op != LIN_EQ || lin_residual(e, s->r, &v) != LIN_HOLDS)
            continue;
        int total = lin_total(e);
        if (total >= 0)
            vset_add(&totals, total);
        if (magnitude(v) > s->delta)
            continue;
        struct vset vars = lin_vars(e);
        vset_join(&details, &vars);
        s->balance[s->n_balances++] = i;
        s->step = gcd128(s->step, v);
        failing += v != 0;
    }
    memset(&s->stay, 0xff, sizeof s->stay);
    vset_subtract(&s->stay, &details);
    vset_join(&s->stay, &totals);
    vset_join(&s->stay, &s->rules->fixed);
    return failing;
}

void rounding_repair(const struct repair_rules *rules, int delta, const struct numbers *r, int128 *x,
                     struct repairs *out)
{
    struct search s = {.rules = rules, .r = r, .now = *r, .out = out, .delta = delta * r->unit, .step = r->unit};
    s.now.x = x;
    memcpy(x, r->x, (size_t)r->n * sizeof *x);
    out->n = 0;
    if (!collect(&s)) {
        out->state = repair_all_hold(rules, r, NULL) ? REPAIR_VALID : REPAIR_INVALID;
        return;
    }
    for (int most = 1; most <= MAX_DEPTH && !out->n && s.steps <= MAX_STEPS; most++)
        search(&s, 0, most, s.stay);
    if (s.steps > MAX_STEPS)
        out->n = 0; /* there may be better ones */
    out->state = s.steps > MAX_STEPS ? REPAIR_LIMIT : REPAIR_INVALID;
    if (!out->n)
        return;
    for (int i = 0; i < out->found[0].n; i++)
        x[out->found[0].cell[i].var] = out->found[0].cell[i].value;
    out->state = repair_all_hold(rules, &s.now, NULL) ? REPAIR_CORRECTED : REPAIR_PARTIAL;
}
