/* SPDX-License-Identifier: Apache-2.0 */
#include "suggest/localise.h"

#include "base/mem.h"

enum {
    WORK = 1000,    /* numbers that a set may cost on average: some sets have systems of thousands of rows */
    PATIENCE = 50,  /* sets looked at before it is asked whether there is a solution at all */
    LOOK_AHEAD = 4  /* choices between two looks whether those made so far can be met at all */
};

struct localiser {
    struct editset *edits;
    const int32_t *weights;
    long limit;
    struct vset used;    /* variables of the edits; coded ones have their domain as an edit */
    struct vset locked;  /* weight LOCALISE_FIXED */
    struct fm fm;
    int infeasible;      /* 0: not known yet, 1: the edits contradict each other, -1: they do not */

    /* The record being solved. */
    const struct localise_record *r;
    struct localise_result *out;
    int64_t threshold, next; /* sets above it wait; the smallest weight that waits */
    bool gave_up;

    /* The set being looked at. */
    struct vset free;
    int column[VSET_MAX];       /* unknown of the linear system, for free variables */
    int unknowns;
    const struct edit **open;   /* [n_open] edits that need a choice among their atoms */
    int n_open;
    struct chosen {
        const struct atom *atom;
        const struct edit *edit;
    } *chosen;                  /* [n_chosen] linear atoms that must hold, and the edits that they are of */
    int n_chosen;
    uint64_t domain[VSET_MAX];  /* codes still possible, for free coded variables */
    struct vset narrowed;       /* variables of the edits that narrowed a domain */
    struct vset blame;
};

struct localiser *localiser_new(struct editset *edits, const int32_t *weights, long limit)
{
    struct localiser *l = mem_alloc(sizeof *l);
    l->edits = edits;
    l->weights = weights;
    l->limit = limit ? limit : 20000;
    l->used = edits->coded;
    for (int i = 0; i < edits->n; i++)
        vset_join(&l->used, &edits->list[i].vars);
    for (int v = vset_next(&l->used, 0); v >= 0; v = vset_next(&l->used, v + 1))
        if (weights[v] == LOCALISE_FIXED)
            vset_add(&l->locked, v);
    l->open = mem_array((size_t)edits->n + 1, sizeof *l->open);
    l->chosen = mem_array(2 * (size_t)edits->n + 1, sizeof *l->chosen);
    return l;
}

static uint64_t whole_domain(const struct editset *s, int var)
{
    int n = s->domains[var].n;
    return n >= 64 ? ~(uint64_t)0 : ((uint64_t)1 << n) - 1;
}

/* An atom whose variables are all kept. */
static enum lin_state judge_atom(const struct atom *a, const struct localise_record *r)
{
    if (!a->coded)
        return lin_judge(&a->lin, &r->numbers);
    if (vset_has(&r->numbers.missing, a->var))
        return LIN_MISSING;
    int code = r->code[a->var];
    return code >= 0 && a->codes >> code & 1 ? LIN_HOLDS : LIN_FAILS;
}

enum lin_state localise_judge_edit(const struct edit *e, const struct localise_record *r)
{
    enum lin_state worst = LIN_FAILS;
    for (int i = 0; i < e->n; i++) {
        enum lin_state s = judge_atom(&e->atoms[i], r);
        if (s == LIN_HOLDS || s == LIN_OVERFLOW)
            return s;
        worst = s == LIN_MISSING ? s : worst;
    }
    return worst;
}

static bool outside_domain(const struct editset *s, const struct localise_record *r)
{
    for (int v = vset_next(&s->coded, 0); v >= 0; v = vset_next(&s->coded, v + 1))
        if (!vset_has(&r->numbers.missing, v) && r->code[v] < 0)
            return true;
    return false;
}

enum lin_state localise_judge(const struct editset *edits, const struct localise_record *r)
{
    enum lin_state worst = outside_domain(edits, r) ? LIN_FAILS : LIN_HOLDS;
    for (int i = 0; i < edits->n; i++) {
        enum lin_state s = localise_judge_edit(&edits->list[i], r);
        if (s == LIN_OVERFLOW)
            return s;
        if (s == LIN_FAILS || (s == LIN_MISSING && worst == LIN_HOLDS))
            worst = s;
    }
    return worst;
}

static struct vset atom_vars(const struct atom *a)
{
    struct vset v = {{0}};
    if (!a->coded)
        return lin_vars(&a->lin);
    vset_add(&v, a->var);
    return v;
}

/* A chosen linear atom as a row over the unknowns, the kept values put in. It stems from all variables of its edit: had another
 * atom held, this one would not be needed. */
static void add_row(struct localiser *l, const struct chosen *chosen)
{
    const struct numbers *x = &l->r->numbers;
    const struct lin *e = &chosen->atom->lin;
    int128 c[VSET_MAX], rhs, product;
    memset(c, 0, (size_t)l->unknowns * sizeof *c);
    struct vset from = chosen->edit->vars;
    bool good = !__builtin_mul_overflow(x->unit, (int128)e->b, &rhs);
    for (int i = 0; i < e->n && good; i++) {
        int v = e->terms[i].var;
        if (vset_has(&l->free, v))
            c[l->column[v]] = e->terms[i].a;
        else
            good = !__builtin_mul_overflow(x->x[v], (int128)e->terms[i].a, &product) &&
                   !__builtin_sub_overflow(rhs, product, &rhs);
    }
    if (!good) {
        l->gave_up = true;
    } else if (e->op != LIN_EQ || !e->tolerance) {
        fm_add(&l->fm, c, rhs, e->op, &from);
    } else {
        int128 width = e->tolerance * x->unit;
        fm_add(&l->fm, c, rhs + width, LIN_LE, &from);
        for (int i = 0; i < l->unknowns; i++)
            c[i] = -c[i];
        fm_add(&l->fm, c, width - rhs, LIN_LE, &from);
    }
}

/* Is there a solution for the atoms chosen so far? */
static bool solvable(struct localiser *l)
{
    fm_start(&l->fm, l->unknowns);
    for (int i = 0; i < l->n_chosen; i++)
        add_row(l, &l->chosen[i]);
    fm_eliminate_all(&l->fm, -1);
    if (l->fm.gave_up)
        l->gave_up = true;
    if (l->fm.contradiction)
        vset_join(&l->blame, &l->fm.blame);
    return !l->fm.contradiction && !l->gave_up;
}

/* Counts a step; true when the search has had its share of them or of calculation. */
static bool tired(struct localiser *l, long steps)
{
    l->gave_up = l->gave_up || ++l->out->steps > steps || l->fm.work / WORK > (size_t)l->limit;
    return l->gave_up;
}

/* Chooses an atom for each open edit from number i on. Returns true when a choice can be satisfied. */
static bool choose(struct localiser *l, int i)
{
    if (tired(l, l->limit * 4))
        return false;
    if ((i % LOOK_AHEAD == 0 || i == l->n_open) && !solvable(l)) /* nor will it be with more atoms */
        return false;
    if (i == l->n_open)
        return true;
    const struct edit *e = l->open[i];
    for (int k = 0; k < e->n; k++) {
        const struct atom *a = &e->atoms[k];
        struct vset vars = atom_vars(a);
        if (!vset_meets(&vars, &l->free))
            continue; /* kept, and it fails: its variables are in the blame already */
        if (a->coded) {
            uint64_t before = l->domain[a->var];
            l->domain[a->var] = before & a->codes;
            bool good = l->domain[a->var] && choose(l, i + 1);
            l->domain[a->var] = before;
            if (good)
                return true;
        } else {
            l->chosen[l->n_chosen++] = (struct chosen){a, e};
            bool good = choose(l, i + 1);
            l->n_chosen--;
            if (good)
                return true;
        }
    }
    return false;
}

/* An edit of which some variables are free: does a kept atom of it hold? *only is the one atom that may still come to hold,
 * NULL when there are several. */
static bool holds_anyway(const struct localiser *l, const struct edit *e, const struct atom **only)
{
    int n = 0;
    for (int k = 0; k < e->n; k++) {
        struct vset vars = atom_vars(&e->atoms[k]);
        if (vset_meets(&vars, &l->free)) {
            *only = n++ ? NULL : &e->atoms[k];
        } else if (judge_atom(&e->atoms[k], l->r) == LIN_HOLDS) {
            return true;
        }
    }
    return false;
}

/* Puts an edit with free variables where it belongs: what leaves no choice is chosen, the others wait. Returns false when a coded
 * variable has no code left. */
static bool place_edit(struct localiser *l, const struct edit *e)
{
    const struct atom *only = NULL;
    if (holds_anyway(l, e, &only))
        return true;
    if (!only) {
        l->open[l->n_open++] = e;
    } else if (only->coded) {
        l->domain[only->var] &= only->codes;
        vset_join(&l->narrowed, &e->vars);
        return l->domain[only->var] != 0;
    } else {
        l->chosen[l->n_chosen++] = (struct chosen){only, e};
    }
    return true;
}

/* Sorts the edits for the set l->free: those of kept variables are judged, the others placed. Failing kept ones go to the blame.
 * Returns false when one fails. */
static bool sort_edits(struct localiser *l)
{
    bool good = true, possible = true;
    l->n_open = l->n_chosen = 0;
    l->narrowed = (struct vset){{0}};
    for (int i = 0; i < l->edits->n; i++) {
        const struct edit *e = &l->edits->list[i];
        if (vset_meets(&e->vars, &l->free)) {
            possible = place_edit(l, e) && possible;
            continue;
        }
        enum lin_state s = localise_judge_edit(e, l->r);
        l->gave_up = l->gave_up || s == LIN_OVERFLOW;
        if (s != LIN_FAILS)
            continue;
        if (good || vset_count(&e->vars) < vset_count(&l->blame))
            l->blame = e->vars; /* one failing edit is enough to go on; the shorter one branches less */
        good = false;
    }
    if (good)
        vset_join(&l->blame, &l->narrowed);
    return good && possible;
}

/* Makes the free variables unknowns, with all their values. */
static void open_variables(struct localiser *l)
{
    l->unknowns = 0;
    for (int v = vset_next(&l->free, 0); v >= 0; v = vset_next(&l->free, v + 1)) {
        if (vset_has(&l->edits->coded, v))
            l->domain[v] = whole_domain(l->edits, v);
        else
            l->column[v] = l->unknowns++;
    }
}

/* Is the set of l->free a solution? If not, l->blame holds variables of which one more must be in the set. */
static bool check_set(struct localiser *l)
{
    l->blame = (struct vset){{0}};
    for (int v = vset_next(&l->edits->coded, 0); v >= 0; v = vset_next(&l->edits->coded, v + 1))
        if (!vset_has(&l->free, v) && l->r->code[v] < 0) {
            vset_add(&l->blame, v);
            return false;
        }
    open_variables(l);
    bool good = sort_edits(l);
    if (good) {
        for (int i = 0; i < l->n_open; i++)
            vset_join(&l->blame, &l->open[i]->vars);
        good = choose(l, 0);
    }
    vset_subtract(&l->blame, &l->free);
    return good;
}

/* Fewer cells first, then the set with the earlier variables. */
static bool better(const struct vset *a, const struct vset *b)
{
    int n = vset_count(a) - vset_count(b);
    if (n)
        return n < 0;
    for (int i = vset_next(a, 0), j = vset_next(b, 0); i >= 0 && j >= 0; i = vset_next(a, i + 1), j = vset_next(b, j + 1))
        if (i != j)
            return i < j;
    return false;
}

static void keep(struct localiser *l, int64_t weight)
{
    struct localise_result *o = l->out;
    if (o->n_optimal && weight > o->weight)
        return;
    if (o->n_optimal && weight < o->weight)
        o->n_optimal = 0;
    o->weight = weight;
    int at = o->n_optimal++;
    if (at < LOCALISE_SETS)
        o->sets[at] = l->free;
    else
        at = LOCALISE_SETS; /* only counted, unless it is the one to name */
    if (better(&l->free, &o->sets[0])) {
        if (at < LOCALISE_SETS)
            o->sets[at] = o->sets[0];
        o->sets[0] = l->free;
    }
}

/* Looks at the set l->free of this weight, then at sets with one more variable of the blame. barred: variables that
 * earlier branches have dealt with. */
static void search(struct localiser *l, int64_t weight, struct vset barred)
{
    if (tired(l, l->limit))
        return;
    if (check_set(l)) {
        keep(l, weight);
        return;
    }
    struct vset branch = l->blame;
    vset_subtract(&branch, &barred);
    for (int v = vset_next(&branch, 0); v >= 0 && !l->gave_up; v = vset_next(&branch, v + 1)) {
        int64_t more = weight + l->weights[v];
        if (more > l->threshold) {
            l->next = more < l->next ? more : l->next;
        } else if (!l->out->n_optimal || more <= l->out->weight) {
            vset_add(&l->free, v);
            search(l, more, barred);
            vset_remove(&l->free, v);
        }
        vset_add(&barred, v);
    }
}

/* Do the edits contradict each other for any record? */
static bool edits_infeasible(struct localiser *l)
{
    if (!l->infeasible) {
        bool before = l->gave_up;
        l->gave_up = false;
        l->free = l->used;
        bool good = check_set(l);
        l->infeasible = good || l->gave_up ? -1 : 1;
        l->gave_up = before;
    }
    return l->infeasible > 0;
}

bool localiser_feasible(struct localiser *l, const struct localise_record *r)
{
    struct localise_result *out = mem_alloc(sizeof *out);
    l->r = r;
    l->out = out;
    l->gave_up = false;
    l->free = l->used;
    bool good = check_set(l);
    mem_free(out);
    return good;
}

void localiser_trust(struct localiser *l)
{
    l->infeasible = -1;
}

/* Is there no solution even when all cells but the fixed ones may change? It saves looking through all sets. */
static bool is_hopeless(struct localiser *l)
{
    bool before = l->gave_up;
    l->gave_up = false;
    l->free = l->used;
    vset_subtract(&l->free, &l->locked);
    bool good = check_set(l) || l->gave_up;
    l->gave_up = before && good;
    return !good;
}

void localise(struct localiser *l, const struct localise_record *r, struct localise_result *out)
{
    struct vset start = r->numbers.missing;
    struct vset unused = start;
    out->state = LOCALISE_VALID;
    out->weight = out->steps = out->n_optimal = 0;
    l->fm.work = 0;
    l->r = r;
    l->out = out;
    l->gave_up = false;
    vset_subtract(&unused, &l->used);
    vset_subtract(&start, &unused);
    if (vset_empty(&start) && localise_judge(l->edits, r) == LIN_HOLDS)
        return;
    int64_t weight = 0;
    for (int v = vset_next(&start, 0); v >= 0; v = vset_next(&start, v + 1))
        weight += l->weights[v] == LOCALISE_FIXED ? 0 : l->weights[v]; /* a missing cell has no value to trust */
    l->next = weight;
    bool checked = false, hopeless = false;
    do {
        l->threshold = l->next;
        l->next = INT64_MAX;
        l->free = start;
        search(l, weight, l->locked);
        if (!out->n_optimal && !checked && out->steps > PATIENCE) {
            checked = true;
            hopeless = is_hopeless(l);
        }
    } while (!out->n_optimal && !l->gave_up && !hopeless && l->next != INT64_MAX);
    if (l->gave_up)
        out->state = LOCALISE_LIMIT;
    else if (out->n_optimal)
        out->state = LOCALISE_FOUND;
    else
        out->state = edits_infeasible(l) ? LOCALISE_INFEASIBLE : LOCALISE_NO_SOLUTION;
}

void localiser_free(struct localiser *l)
{
    if (!l)
        return;
    fm_free(&l->fm);
    mem_free(l->open);
    mem_free(l->chosen);
    mem_free(l);
}
