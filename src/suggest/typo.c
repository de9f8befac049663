/* SPDX-License-Identifier: Apache-2.0 */
#include "suggest/typo.h"

#include <string.h>

enum { MAX_TEXT = 60, MAX_PROPOSALS = 32, MAX_SETS = 64, MAX_TRIES = 20000 };

int typo_distance(struct str a, struct str b)
{
    int d[MAX_TEXT + 2][MAX_TEXT + 2];
    int n = (int)a.n, m = (int)b.n;
    if (n > MAX_TEXT || m > MAX_TEXT)
        return MAX_TEXT;
    for (int i = 0; i <= n; i++)
        d[i][0] = i;
    for (int j = 0; j <= m; j++)
        d[0][j] = j;
    for (int i = 1; i <= n; i++)
        for (int j = 1; j <= m; j++) {
            int best = d[i - 1][j - 1] + (a.p[i - 1] != b.p[j - 1]);
            best = d[i - 1][j] + 1 < best ? d[i - 1][j] + 1 : best;
            best = d[i][j - 1] + 1 < best ? d[i][j - 1] + 1 : best;
            if (i > 1 && j > 1 && a.p[i - 1] == b.p[j - 2] && a.p[i - 2] == b.p[j - 1] && d[i - 2][j - 2] + 1 < best)
                best = d[i - 2][j - 2] + 1;
            d[i][j] = best;
        }
    return d[n][m];
}

struct proposal {
    int var;
    int128 value;
    uint64_t heals, stands; /* failing balances that it heals; in which the variable stands; by bit */
};

struct search {
    const struct repair_rules *rules;
    const struct numbers *r;
    struct numbers now;
    int failing[64]; /* numbers of the failing balances */
    int n_failing;
    struct proposal p[MAX_PROPOSALS];
    int n;
    int best;              /* balances healed by the best sets */
    uint64_t sets[MAX_SETS]; /* the best sets, by bit of the proposal */
    int n_sets;
    long tries;
    bool too_many;
};

static struct str text_of(int128 x, int scale, int decimals, char *out)
{
    struct dec d = {.coef = x, .scale = (uint8_t)scale};
    while (d.scale > decimals && d.coef % 10 == 0) {
        d.coef /= 10;
        d.scale--;
    }
    struct buf b = {0};
    dec_put(&b, &d);
    size_t n = b.n < 80 ? b.n : 80;
    memcpy(out, b.p, n);
    buf_free(&b);
    return (struct str){out, n};
}

static void propose(struct search *s, int var, int balance, const int *decimals, int max_distance)
{
    const struct lin *e = &s->rules->edits[s->failing[balance]];
    int64_t a = lin_coefficient(e, var);
    int128 residual, value;
    char t1[80], t2[80];
    if (!a || lin_residual(e, s->r, &residual) != LIN_HOLDS || residual % a)
        return;
    if (__builtin_sub_overflow(s->r->x[var], residual / a, &value))
        return;
    for (int i = 0; i < s->n; i++)
        if (s->p[i].var == var && s->p[i].value == value) {
            s->p[i].heals |= (uint64_t)1 << balance;
            return;
        }
    struct str old = text_of(s->r->x[var], s->r->scale, decimals[var], t1);
    struct str new = text_of(value, s->r->scale, decimals[var], t2);
    if (typo_distance(old, new) > max_distance)
        return;
    if (s->n == MAX_PROPOSALS)
        s->too_many = true;
    else
        s->p[s->n++] = (struct proposal){var, value, (uint64_t)1 << balance, 0};
}

static uint64_t stands_in(const struct search *s, int var)
{
    uint64_t bits = 0;
    for (int b = 0; b < s->n_failing; b++)
        bits |= (uint64_t)(lin_coefficient(&s->rules->edits[s->failing[b]], var) != 0) << b;
    return bits;
}

/* Fills the failing balances and the proposals. */
static void collect(struct search *s, const int *decimals, int max_distance)
{
    struct vset candidates = {{0}}, held = s->rules->fixed;
    for (int i = 0; i < s->rules->n_edits; i++) {
        const struct lin *e = &s->rules->edits[i];
        struct vset v = lin_vars(e);
        enum lin_state state = e->op == LIN_EQ ? lin_judge(e, s->r) : LIN_MISSING;
        if (state == LIN_HOLDS)
            vset_join(&held, &v);
        if (state != LIN_FAILS)
            continue;
        vset_join(&candidates, &v);
        if (s->n_failing == 64)
            s->too_many = true;
        else
            s->failing[s->n_failing++] = i;
    }
    vset_subtract(&candidates, &held);
    for (int v = vset_next(&candidates, 0); v >= 0; v = vset_next(&candidates, v + 1))
        for (int b = 0; b < s->n_failing; b++)
            propose(s, v, b, decimals, max_distance);
    for (int i = 0; i < s->n; i++)
        s->p[i].stands = stands_in(s, s->p[i].var);
}

/* Puts the proposals of a set into s->now. */
static void put(struct search *s, uint64_t set)
{
    memcpy(s->now.x, s->r->x, (size_t)s->r->n * sizeof *s->now.x);
    for (int i = 0; i < s->n; i++)
        if (set >> i & 1)
            s->now.x[s->p[i].var] = s->p[i].value;
}

/* Two changes in one balance: what each would heal assumes that the other was not made. */
static bool conflict(const struct proposal *a, const struct proposal *b)
{
    return (a->stands & b->stands) != 0;
}

/* All sets without conflict; the best are kept. */
static void enumerate(struct search *s, int from, uint64_t set, int healed)
{
    if (++s->tries > MAX_TRIES)
        s->too_many = true;
    if (healed && healed >= s->best) {
        put(s, set);
        if (!repair_breaks(s->rules, s->r, &s->now)) {
            if (healed > s->best)
                s->n_sets = 0;
            s->best = healed;
            if (s->n_sets < MAX_SETS)
                s->sets[s->n_sets++] = set;
            else
                s->too_many = true;
        }
    }
    for (int i = from; i < s->n && !s->too_many; i++) {
        bool good = true;
        for (int k = 0; k < i && good; k++)
            good = !(set >> k & 1) || !conflict(&s->p[k], &s->p[i]);
        if (good)
            enumerate(s, i + 1, set | (uint64_t)1 << i, healed + __builtin_popcountll(s->p[i].heals));
    }
}

static void fill(const struct search *s, uint64_t set, struct repair *out)
{
    out->n = 0;
    for (int i = 0; i < s->n && out->n < REPAIR_CELLS; i++)
        if (set >> i & 1) {
            out->cell[out->n].var = s->p[i].var;
            out->cell[out->n++].value = s->p[i].value;
        }
}

void typo_repair(const struct repair_rules *rules, const int *decimals, int max_distance, const struct numbers *r,
                 int128 *x, struct repairs *out)
{
    struct search s = {.rules = rules, .r = r, .now = *r};
    s.now.x = x;
    out->n = 0;
    collect(&s, decimals, max_distance);
    if (!s.n_failing && !s.too_many) {
        out->state = REPAIR_VALID;
        return;
    }
    enumerate(&s, 0, 0, 0);
    if (s.too_many || !s.n_sets) {
        out->state = s.too_many ? REPAIR_LIMIT : REPAIR_INVALID;
        return;
    }
    uint64_t common = ~(uint64_t)0;
    for (int i = 0; i < s.n_sets; i++)
        common &= s.sets[i];
    out->n = s.n_sets;
    for (int i = 0; i < s.n_sets && i < REPAIR_KEPT; i++)
        fill(&s, s.sets[i], &out->found[i]);
    if (!common) {
        out->state = REPAIR_AMBIGUOUS;
        return;
    }
    int failing;
    fill(&s, common, &out->found[0]);
    put(&s, common);
    repair_all_hold(rules, &s.now, &failing);
    out->n = 1;
    out->state = failing ? REPAIR_PARTIAL : REPAIR_CORRECTED;
}
