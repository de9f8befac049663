/* SPDX-License-Identifier: Apache-2.0 */
#include "suggest/signs.h"

#include <string.h>

enum { MAX_ACTIONS = 256, MAX_DEPTH = 6, MAX_TRIES = 100000 };

struct action {
    int a, b; /* b < 0: flip a; else swap a and b */
};

struct search {
    const struct repair_rules *rules;
    const struct numbers *r;
    struct numbers now; /* with the actions done */
    struct action actions[MAX_ACTIONS];
    int n;
    int done[MAX_DEPTH]; /* numbers of the actions done */
    struct vset touched;
    long tries;
    struct repairs *out;
};

static void keep(struct search *s, int depth)
{
    struct repairs *o = s->out;
    if (o->n++ >= REPAIR_KEPT)
        return;
    struct repair *p = &o->found[o->n - 1];
    p->n = 0;
    for (int i = 0; i < depth; i++) {
        const struct action *a = &s->actions[s->done[i]];
        p->cell[p->n].var = a->a;
        p->cell[p->n++].value = s->now.x[a->a];
        if (a->b >= 0) {
            p->cell[p->n].var = a->b;
            p->cell[p->n++].value = s->now.x[a->b];
        }
    }
}

static void act(struct search *s, const struct action *a)
{
    if (a->b < 0) {
        s->now.x[a->a] = -s->now.x[a->a];
    } else {
        int128 t = s->now.x[a->a];
        s->now.x[a->a] = s->now.x[a->b];
        s->now.x[a->b] = t;
    }
}

/* Combinations of `left` more actions from number `from` on. */
static void combine(struct search *s, int from, int depth, int left)
{
    if (s->tries > MAX_TRIES)
        return;
    if (!left) {
        s->tries++;
        if (repair_all_hold(s->rules, &s->now, NULL))
            keep(s, depth);
        return;
    }
    for (int i = from; i + left <= s->n; i++) {
        const struct action *a = &s->actions[i];
        if (vset_has(&s->touched, a->a) || (a->b >= 0 && vset_has(&s->touched, a->b)))
            continue;
        struct vset before = s->touched;
        vset_add(&s->touched, a->a);
        if (a->b >= 0)
            vset_add(&s->touched, a->b);
        act(s, a);
        s->done[depth] = i;
        combine(s, i + 1, depth + 1, left - 1);
        act(s, a);
        s->touched = before;
    }
}

static bool complete(const struct repair_rules *rules, const struct numbers *r)
{
    for (int i = 0; i < rules->n_edits; i++)
        if (lin_judge(&rules->edits[i], r) == LIN_MISSING || lin_judge(&rules->edits[i], r) == LIN_OVERFLOW)
            return false;
    return true;
}

/* The actions that touch a failing balance and change something. */
static void collect(struct search *s, const struct signs_actions *actions)
{
    struct vset failing = {{0}};
    for (int i = 0; i < s->rules->n_edits; i++) {
        struct vset v = lin_vars(&s->rules->edits[i]);
        if (s->rules->edits[i].op == LIN_EQ && lin_judge(&s->rules->edits[i], s->r) == LIN_FAILS)
            vset_join(&failing, &v);
    }
    for (int i = 0; i < actions->n_flip && s->n < MAX_ACTIONS; i++) {
        int v = actions->flip[i];
        if (vset_has(&failing, v) && !vset_has(&s->rules->fixed, v) && s->r->x[v])
            s->actions[s->n++] = (struct action){v, -1};
    }
    for (int i = 0; i < actions->n_swap && s->n < MAX_ACTIONS; i++) {
        int a = actions->swap[i][0], b = actions->swap[i][1];
        if (vset_has(&failing, a) && vset_has(&failing, b) && !vset_has(&s->rules->fixed, a) &&
            !vset_has(&s->rules->fixed, b) && s->r->x[a] != s->r->x[b])
            s->actions[s->n++] = (struct action){a, b};
    }
}

void signs_repair(const struct repair_rules *rules, const struct signs_actions *actions, const struct numbers *r,
                  int128 *x, struct repairs *out)
{
    int failing;
    struct search s = {.rules = rules, .r = r, .now = *r, .out = out};
    s.now.x = x;
    memcpy(x, r->x, (size_t)r->n * sizeof *x);
    out->n = 0;
    out->state = REPAIR_LIMIT;
    if (!complete(rules, r))
        return;
    repair_all_hold(rules, r, &failing);
    if (!failing) {
        out->state = REPAIR_VALID;
        return;
    }
    collect(&s, actions);
    int most = actions->most ? actions->most : MAX_DEPTH;
    for (int k = 1; k <= most && k <= MAX_DEPTH && k <= s.n && !out->n && s.tries <= MAX_TRIES; k++)
        combine(&s, 0, 0, k);
    out->state = s.tries > MAX_TRIES ? REPAIR_LIMIT
                 : out->n == 1       ? REPAIR_CORRECTED
                 : out->n            ? REPAIR_AMBIGUOUS
                                     : REPAIR_INVALID;
}
