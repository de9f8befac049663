/* SPDX-License-Identifier: Apache-2.0 */
#include "suggest/suggest_balances.h"

#include "suggest/deduce.h"
#include "suggest/signs.h"
#include "suggest/typo.h"
#include "suggest/unitk.h"

enum { MAX_SWAPS = 400 };
/* So many signs at once, and among so many. */
enum { MOST_SIGNS = 3, MAX_SEVERAL = 24 };

static int count_digits(struct str c)
{
    int n = 0;
    for (size_t i = 0; i < c.n; i++)
        n += c.p[i] >= '0' && c.p[i] <= '9';
    return n;
}

/* Do two texts of one length differ in two neighbours that are exchanged? */
static bool is_transposed(struct str a, struct str b)
{
    size_t i = 0;
    while (i < a.n && a.p[i] == b.p[i])
        i++;
    return i + 1 < a.n && a.p[i] == b.p[i + 1] && a.p[i + 1] == b.p[i];
}

/* Does an edit miss a number that the unit had before? Then the balance may fail for that, and any digit that fits is chance. */
static bool has_gap(const struct suggester *s, const struct lin *e)
{
    for (int i = 0; i < e->n; i++) {
        int column = s->slot[e->terms[i].var];
        struct dec now, before;
        const struct dec *x = work_number(s, column, &now);
        if ((!x || !dec_sign(x)) && work_past(s, column, &before))
            return true;
    }
    return false;
}

/* Does a failing balance of that column have a gap? */
static bool is_in_gap(const struct suggester *s, int column)
{
    for (int i = 0; i < s->n_active; i++) {
        const struct lin *e = &s->active[i];
        if (e->op != LIN_EQ || lin_judge(e, &s->r) != LIN_FAILS)
            continue;
        for (int k = 0; k < e->n; k++)
            if (s->slot[e->terms[k].var] == column && has_gap(s, e))
                return true;
    }
    return false;
}

/* Would a number that is of the size it had before no longer be so? */
static bool leaves_past(const struct suggester *s, const struct proposal *p)
{
    for (int i = 0; i < p->n; i++) {
        struct dec old, new, past;
        if (work_past(s, p->cell[i].column, &past) && work_number(s, p->cell[i].column, &old) &&
            dec_parse(&new, p->cell[i].cell) == DEC_OK && unitk_near(&old, &past) && !unitk_near(&new, &past))
            return true;
    }
    return false;
}

/* A short number is often one step away from what a balance wants within its tolerance, and any number is one changed digit
 * away from what a residue of another error wants: chance, not evidence. What fingers do to digits is evidence: exchange
 * two, drop one, double one. A sign that the past had otherwise needs fewer digits. */
static bool is_evidence(const struct suggester *s, const struct proposal *p)
{
    bool typo = p->method == SUGGEST_TYPO;
    int least = typo ? 4 : p->method == SUGGEST_SIGN && work_past_speaks(s, p) > 0 ? 2 : 3;
    if (typo && p->healed < 2 && leaves_past(s, p))
        return false;
    for (int i = 0; i < p->n; i++) {
        struct str old = s->cells[p->cell[i].column], new = p->cell[i].cell;
        if (count_digits(old) < least || count_digits(new) < least)
            return false;
        if (typo && ((old.n == new.n && !is_transposed(old, new)) || is_in_gap(s, p->cell[i].column)))
            return false;
    }
    return true;
}

/* What is no evidence may still be the best guess: not for a zero, which is no mistyped number, nor when the new number is not
 * of the size that the past had, nor for a pair with unlike decimals (a share and an amount), nor for more signs than rules that
 * they heal, nor where the balance lacks a number. */
static bool is_guess(const struct suggester *s, const struct proposal *p)
{
    if (p->method != SUGGEST_SWAP && p->n > 1 && p->healed < p->n)
        return false;
    for (int i = 0; i < p->n; i++) {
        struct dec old, new, past;
        int column = p->cell[i].column;
        bool pair = p->method == SUGGEST_SWAP;
        if (!work_number(s, column, &old) || dec_parse(&new, p->cell[i].cell) != DEC_OK || !dec_sign(&old) || !dec_sign(&new))
            return false;
        if (is_in_gap(s, column) || (pair && old.scale != new.scale))
            return false;
        if (work_past(s, column, &past) ? !unitk_near(&new, &past) : pair)
            return false;
    }
    return true;
}

/* Of several signs and pairs the one that the past is for, when it is against all others. Returns -1 when there is none. Digits
 * that change places move a number too little for that. */
static int choose_by_past(const struct suggester *s, struct proposal *const *p, int n)
{
    int chosen = -1;
    for (int i = 0; i < n; i++) {
        int says = work_past_speaks(s, p[i]);
        if (says == 0 || (says > 0 && chosen >= 0))
            return -1;
        if (says > 0)
            chosen = i;
    }
    return chosen;
}

static bool is_exchange(const struct suggester *s, const struct repair *r)
{
    return r->n == 2 && r->cell[0].value == s->x[r->cell[1].var] && r->cell[1].value == s->x[r->cell[0].var];
}

/* Of the repairs found, those that heal something and break nothing: one is suggested, several are ambiguous. Returns true
 * when there was any. */
static bool choose(struct suggester *s, const struct repairs *found, enum suggest_method method)
{
    struct proposal *good[REPAIR_KEPT], *guess[REPAIR_KEPT];
    int n = 0, n_guess = 0;
    for (int i = 0; i < found->n && i < REPAIR_KEPT; i++) {
        bool pair = method == SUGGEST_SIGN && is_exchange(s, &found->found[i]);
        struct proposal *p = proposal_of(s, &found->found[i], pair ? SUGGEST_SWAP : method);
        if (!work_try(s, p) || !p->healed)
            continue;
        if (is_evidence(s, p))
            good[n++] = p;
        else
            guess[n_guess++] = p;
    }
    s->doubtful = s->doubtful || n_guess;
    if (found->n > REPAIR_KEPT) { /* more than were kept: certainly not unique */
        work_ambiguous(s, method, good, found->n, 0);
        return true;
    }
    int chosen = n == 1 ? 0 : method == SUGGEST_TYPO ? -1 : choose_by_past(s, good, n);
    if (chosen >= 0)
        work_suggest(s, good[chosen], good[chosen]->healed > 1 ? "A" : "B",
                     n > 1 ? str_of(arena_printf(&s->row, "of %d possible, the one nearer to what was reported before", n))
                           : STR(""));
    else if (n)
        work_ambiguous(s, method, good, n, n);
    else if (n_guess == 1 && is_guess(s, guess[0]))
        work_suggest(s, guess[0], "C", STR("a short number, or another digit: it may be chance"));
    else if (n_guess > 1)
        work_ambiguous(s, method, guess, n_guess, n_guess);
    return n > 0;
}

/* --- signs and exchanged pairs --- */

struct candidates {
    int flip[VSET_MAX], swap[MAX_SWAPS][2];
    int n_flip, n_swap;
};

static void add_swap(struct candidates *c, int a, int b)
{
    if (c->n_swap == MAX_SWAPS)
        return;
    for (int i = 0; i < c->n_swap; i++)
        if ((c->swap[i][0] == a && c->swap[i][1] == b) || (c->swap[i][0] == b && c->swap[i][1] == a))
            return;
    c->swap[c->n_swap][0] = a;
    c->swap[c->n_swap++][1] = b;
}

/* The signs and pairs within one failing balance. Two terms with the same coefficient change nothing. */
static void collect_within(const struct suggester *s, const struct lin *e, struct vset *seen, struct candidates *c)
{
    for (int k = 0; k < e->n; k++) {
        int v = e->terms[k].var;
        if (!vset_has(seen, v) && s->options->columns[s->slot[v]].negative && c->n_flip < VSET_MAX)
            c->flip[c->n_flip++] = v;
        for (int m = 0; m < k && !vset_has(seen, v); m++)
            if (e->terms[m].a != e->terms[k].a)
                add_swap(c, e->terms[m].var, v);
    }
    struct vset vars = lin_vars(e);
    vset_join(seen, &vars);
}

/* Does the balance hold when variable v has the value x? */
static bool holds_with(struct suggester *s, const struct lin *e, int v, int128 x)
{
    struct numbers r = s->r;
    int128 old = s->x[v];
    s->x[v] = x;
    bool holds = lin_judge(e, &r) == LIN_HOLDS;
    s->x[v] = old;
    return holds;
}

/* Pairs that stand in two failing balances, one in each, and heal both. */
static void collect_across(struct suggester *s, const struct lin *e, const struct lin *f, struct candidates *c)
{
    for (int i = 0; i < e->n; i++)
        for (int k = 0; k < f->n; k++) {
            int a = e->terms[i].var, b = f->terms[k].var;
            if (a != b && !lin_coefficient(e, b) && !lin_coefficient(f, a) && holds_with(s, e, a, s->x[b]) &&
                holds_with(s, f, b, s->x[a]))
                add_swap(c, a, b);
        }
}

bool suggest_signs(struct suggester *s)
{
    struct repair_rules rules = {s->active, s->n_active, s->fixed};
    struct candidates *c = arena_array(&s->row, 1, sizeof *c);
    struct vset seen = {{0}};
    for (int i = 0; i < s->n_active; i++) {
        if (s->active[i].op != LIN_EQ || lin_judge(&s->active[i], &s->r) != LIN_FAILS)
            continue;
        collect_within(s, &s->active[i], &seen, c);
        for (int k = 0; k < i; k++)
            if (s->active[k].op == LIN_EQ && lin_judge(&s->active[k], &s->r) == LIN_FAILS)
                collect_across(s, &s->active[k], &s->active[i], c);
    }
    struct signs_actions a = {c->flip, work_wants(s, SUGGEST_SIGN) ? c->n_flip : 0, (const int(*)[2])c->swap,
                              work_wants(s, SUGGEST_SWAP) ? c->n_swap : 0, 1};
    struct repairs found = {0};
    signs_repair(&rules, &a, &s->r, s->work, &found);
    if (found.state == REPAIR_INVALID && a.n_flip <= MAX_SEVERAL) { /* several signs at once; pairs would be too many */
        a.n_swap = 0;
        a.most = MOST_SIGNS;
        signs_repair(&rules, &a, &s->r, s->work, &found);
    }
    return choose(s, &found, SUGGEST_SIGN);
}

/* --- typing errors, missing values --- */

bool suggest_typo(struct suggester *s)
{
    struct repair_rules rules = {s->active, s->n_active, s->fixed};
    struct repairs found = {0};
    if (s->doubtful) /* then it need not be the digits */
        return false;
    typo_repair(&rules, s->decimals, 1, &s->r, s->work, &found);
    if (found.state == REPAIR_LIMIT) {
        work_limit(s, SUGGEST_TYPO);
        return false;
    }
    return choose(s, &found, SUGGEST_TYPO);
}

/* The missing cells that should have a value. */
static struct vset wanted_cells(const struct suggester *s)
{
    struct vset asked = {{0}};
    for (int v = vset_next(&s->r.missing, 0); v >= 0; v = vset_next(&s->r.missing, v + 1))
        if (!vset_has(&s->fixed, v) && (s->options->columns[s->slot[v]].wanted || s->options->all_missing))
            vset_add(&asked, v);
    return asked;
}

void suggest_deduced(struct suggester *s)
{
    struct deduced found[VSET_MAX];
    struct vset asked = wanted_cells(s);
    int n;
    if (vset_empty(&asked))
        return;
    work_activate(s, false);
    if (deduce(s->active, s->n_active, &s->r, &asked, &s->fm, found, &n) == DEDUCE_LIMIT)
        work_limit(s, SUGGEST_DEDUCE);
    for (int i = 0; i < n; i++) {
        int column = s->slot[found[i].var];
        struct proposal *p = proposal_new(s, SUGGEST_DEDUCE, 1);
        proposal_put(p, column, work_text(s, found[i].value, 0));
        if (work_try(s, p))
            work_suggest(s, p, "A", STR(""));
    }
}
