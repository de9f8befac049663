#include "edit/rounding.h"

#include <string.h>

enum { MAX_DEPTH = 8, MAX_BALANCES = 64, MAX_STEPS = 200000 };

struct search {
    const struct repair_rules *rules;
    const struct numbers *r;
    struct numbers now;
    int128 delta;
    int balance[MAX_BALANCES]; /* numbers of the balances that miss by at most delta (0 included) */
    int n_balances;
    struct vset totals, moved;
    int vars[MAX_DEPTH];
    long steps;
    int128 least;
    struct repairs *out;
};

static int128 magnitude(int128 v)
{
    return v < 0 ? -v : v;
}

/* The term that stands alone against at least two of the other sign, or -1. */
static int total_of(const struct lin *e)
{
    int plus = 0, minus = 0, last_plus = -1, last_minus = -1;
    for (int i = 0; i < e->n; i++) {
        if (e->terms[i].a > 0) {
            plus++;
            last_plus = e->terms[i].var;
        } else {
            minus++;
            last_minus = e->terms[i].var;
        }
    }
    return plus == 1 && minus > 1 ? last_plus : minus == 1 && plus > 1 ? last_minus : -1;
}

/* The first balance that does not hold, or -1. */
static int first_failing(const struct search *s)
{
    for (int i = 0; i < s->n_balances; i++)
        if (lin_judge(&s->rules->edits[s->balance[i]], &s->now) == LIN_FAILS)
            return s->balance[i];
    return -1;
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

static void search(struct search *s, int depth, int most)
{
    int e = first_failing(s);
    if (e < 0) {
        if (!repair_breaks(s->rules, s->r, &s->now))
            keep(s, depth);
        return;
    }
    if (depth == most || ++s->steps > MAX_STEPS)
        return;
    const struct lin *l = &s->rules->edits[e];
    int128 residual;
    if (lin_residual(l, &s->now, &residual) != LIN_HOLDS)
        return;
    for (int i = l->n - 1; i >= 0; i--) {
        int v = l->terms[i].var;
        int128 move = residual / l->terms[i].a;
        if (vset_has(&s->totals, v) || vset_has(&s->moved, v) || vset_has(&s->rules->fixed, v) ||
            residual % l->terms[i].a || magnitude(move) > s->delta)
            continue;
        s->now.x[v] -= move;
        vset_add(&s->moved, v);
        s->vars[depth] = v;
        search(s, depth + 1, most);
        vset_remove(&s->moved, v);
        s->now.x[v] += move;
    }
}

void rounding_repair(const struct repair_rules *rules, int delta, const struct numbers *r, int128 *x,
                     struct repairs *out)
{
    struct search s = {.rules = rules, .r = r, .now = *r, .out = out, .delta = delta * r->unit};
    int failing = 0;
    s.now.x = x;
    memcpy(x, r->x, (size_t)r->n * sizeof *x);
    out->n = 0;
    for (int i = 0; i < rules->n_edits && s.n_balances < MAX_BALANCES; i++) {
        int128 v;
        if (rules->edits[i].op != LIN_EQ || lin_residual(&rules->edits[i], r, &v) != LIN_HOLDS)
            continue;
        int total = total_of(&rules->edits[i]);
        if (total >= 0)
            vset_add(&s.totals, total);
        if (magnitude(v) <= s.delta) {
            s.balance[s.n_balances++] = i;
            failing += v != 0;
        }
    }
    if (!failing) {
        out->state = repair_all_hold(rules, r, NULL) ? REPAIR_VALID : REPAIR_INVALID;
        return;
    }
    for (int most = 1; most <= MAX_DEPTH && !out->n && s.steps <= MAX_STEPS; most++)
        search(&s, 0, most);
    out->state = s.steps > MAX_STEPS ? REPAIR_LIMIT : REPAIR_INVALID;
    if (!out->n)
        return;
    for (int i = 0; i < out->found[0].n; i++)
        x[out->found[0].cell[i].var] = out->found[0].cell[i].value;
    out->state = repair_all_hold(rules, &s.now, NULL) ? REPAIR_CORRECTED : REPAIR_PARTIAL;
}
