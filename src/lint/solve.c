/* SPDX-License-Identifier: Apache-2.0 */
#include "lint/solve.h"

#include <string.h>

#include "base/mem.h"
#include "lint/theory.h"

enum { MAX_SPLITS = 300, NO_REASON = -1, UNSET = -1 };

struct clause {
    int *literals;    /* [n] of variables here; the first two are watched */
    int n;
    struct vset from; /* members that it follows from */
    bool learned;
};

struct watch {
    int *clauses; /* [n] */
    int n;
    size_t cap;
};

/* A fact in this question. Literals in here are 2 * variable + contrary. */
struct variable {
    int fact;
    int is;            /* UNSET, 0, 1 */
    int level, reason; /* reason: a clause, or NO_REASON */
    int at;            /* place on the trail */
    struct vset *from; /* level 0: members that it follows from */
    bool seen;
};

struct level {
    int trail;
    struct theory_mark mark;
};

struct solve {
    struct facts *f;
    const struct trial *start;
    struct solve_options o;
    long *work;
    struct arena text;
    struct theory *theory;
    int *local;               /* [n_local] variable of a fact, or -1 */
    int n_local;
    bool *column_known;       /* [n_columns] */
    int n_columns;
    struct variable *list;    /* [n] */
    int n;
    size_t cap;
    struct watch *watches;    /* [2 n] */
    size_t cap_watches;
    struct clause *clauses;   /* [n_clauses] */
    int n_clauses;
    size_t cap_clauses;
    int *trail;               /* [n_trail] literals */
    int n_trail, head;
    size_t cap_trail;
    struct level *levels;     /* [n_levels] */
    int n_levels;
    size_t cap_levels;
    int *conflict;            /* [n_conflict] literals, all false */
    int n_conflict;
    size_t cap_conflict;
    struct vset conflict_from;
    struct ratio *multipliers; /* [n_conflict] of the last conflict of numbers; else n_multipliers is 0 */
    int n_multipliers;
    size_t cap_multipliers;
    int splits, first_open;
    bool hopeless, gave_up;
    struct vset core;
    struct solve_proof *proof;
    int n_proof;
    size_t cap_proof;
};

struct solve *solve_new(struct facts *f, const struct trial *start, const struct solve_options *o, long *work)
{
    struct solve *s = mem_alloc(sizeof *s);
    s->f = f;
    s->start = start;
    s->o = *o;
    s->work = work;
    s->theory = theory_new(f, start, o->whole, work);
    s->n_columns = f->column_names.n;
    s->column_known = mem_array((size_t)s->n_columns + 1, sizeof *s->column_known);
    return s;
}

static struct vset member_set(int member)
{
    struct vset v = {{0}};
    if (member >= 0)
        vset_add(&v, member);
    return v;
}

static void know_column(struct solve *s, int column);

/* The variable of a fact; a new one brings its columns. */
static int variable_of(struct solve *s, int fact)
{
    if (fact >= s->n_local) {
        int more = s->f->names.n + 64;
        s->local = mem_resize(s->local, (size_t)more, sizeof *s->local);
        for (int i = s->n_local; i < more; i++)
            s->local[i] = -1;
        s->n_local = more;
    }
    if (s->local[fact] >= 0)
        return s->local[fact];
    int v = s->n++;
    s->list = mem_grow(s->list, &s->cap, (size_t)s->n, sizeof *s->list);
    s->watches = mem_grow(s->watches, &s->cap_watches, 2 * (size_t)s->n, sizeof *s->watches);
    memset(s->watches + 2 * (size_t)v, 0, 2 * sizeof *s->watches);
    s->list[v] = (struct variable){.fact = fact, .is = UNSET, .reason = NO_REASON};
    s->local[fact] = v;
    theory_know(s->theory, fact);
    struct fact x = s->f->list[fact]; /* a copy: new facts move the list */
    if (x.kind == FACT_ABSENT || x.kind == FACT_CODED)
        know_column(s, x.column);
    for (int i = 0; x.kind == FACT_LINEAR && i < s->f->sums[x.sum].n; i++)
        know_column(s, s->f->sums[x.sum].terms[i].column);
    return v;
}

static int literal_of(struct solve *s, int global)
{
    return 2 * variable_of(s, global / 2) + (global & 1);
}

/* 1 true, 0 false, UNSET */
static int state(const struct solve *s, int literal)
{
    int is = s->list[literal / 2].is;
    return is == UNSET ? UNSET : is != (literal & 1);
}

/* The trail */

static void assign(struct solve *s, int literal, int reason)
{
    struct variable *v = &s->list[literal / 2];
    v->is = !(literal & 1);
    v->level = s->n_levels;
    v->reason = reason;
    v->at = s->n_trail;
    if (!v->level) {
        v->from = arena_array(&s->text, 1, sizeof *v->from);
        *v->from = s->clauses[reason].from;
        for (int i = 0; i < s->clauses[reason].n; i++)
            if (s->clauses[reason].literals[i] != literal)
                vset_join(v->from, s->list[s->clauses[reason].literals[i] / 2].from);
    }
    s->trail = mem_grow(s->trail, &s->cap_trail, (size_t)s->n_trail + 1, sizeof *s->trail);
    s->trail[s->n_trail++] = literal;
}

static void new_level(struct solve *s)
{
    s->levels = mem_grow(s->levels, &s->cap_levels, (size_t)s->n_levels + 1, sizeof *s->levels);
    s->levels[s->n_levels++] = (struct level){s->n_trail, theory_mark(s->theory)};
}

static void back_to(struct solve *s, int level)
{
    if (s->n_levels <= level)
        return;
    struct level l = s->levels[level];
    while (s->n_trail > l.trail)
        s->list[s->trail[--s->n_trail] / 2].is = UNSET;
    s->head = s->n_trail;
    s->n_levels = level;
    s->first_open = 0;
    theory_undo(s->theory, l.mark);
}

/* Clauses */

static void watch(struct solve *s, int literal, int clause)
{
    struct watch *w = &s->watches[literal];
    w->clauses = mem_grow(w->clauses, &w->cap, (size_t)w->n + 1, sizeof *w->clauses);
    w->clauses[w->n++] = clause;
}

static void swap(int *a, int *b)
{
    int c = *a;
    *a = *b;
    *b = c;
}

/* Puts two literals that may be watched in front: such as are not false, then the last ones that became so. */
static void order_front(const struct solve *s, int *literals, int n)
{
    for (int k = 0; k < 2 && k < n; k++)
        for (int i = k + 1; i < n; i++) {
            const struct variable *a = &s->list[literals[k] / 2], *b = &s->list[literals[i] / 2];
            bool false_a = state(s, literals[k]) == 0, false_b = state(s, literals[i]) == 0;
            if ((false_a && !false_b) || (false_a && false_b && b->level > a->level))
                swap(&literals[k], &literals[i]);
        }
}

static int new_clause(struct solve *s, const int *literals, int n, struct vset from, bool learned)
{
    s->clauses = mem_grow(s->clauses, &s->cap_clauses, (size_t)s->n_clauses + 1, sizeof *s->clauses);
    struct clause *c = &s->clauses[s->n_clauses];
    *c = (struct clause){.literals = arena_array(&s->text, (size_t)n + 1, sizeof(int)), .n = n, .from = from, .learned = learned};
    if (n)
        memcpy(c->literals, literals, (size_t)n * sizeof *literals);
    order_front(s, c->literals, n);
    for (int i = 0; i < 2 && n > 1; i++)
        watch(s, c->literals[i], s->n_clauses);
    return s->n_clauses++;
}

/* Everything false at level 0: there is no record. */
static void give_core(struct solve *s, const int *literals, int n, struct vset from)
{
    s->hopeless = true;
    s->core = from;
    for (int i = 0; i < n; i++)
        vset_join(&s->core, s->list[literals[i] / 2].from);
}

/* A clause that is demanded; level 0. */
static void demand(struct solve *s, const int *literals, int n, struct vset from)
{
    int number = new_clause(s, literals, n, from, false);
    const struct clause *c = &s->clauses[number];
    if (s->hopeless)
        return;
    if (!n || state(s, c->literals[0]) == 0)
        give_core(s, c->literals, n, from);
    else if (state(s, c->literals[0]) == UNSET && (n == 1 || state(s, c->literals[1]) == 0))
        assign(s, c->literals[0], number);
}

static void demand_literals(struct solve *s, int a, int b, int member)
{
    int list[2] = {a < 0 ? 0 : literal_of(s, a), 0};
    list[a >= 0] = literal_of(s, b);
    demand(s, list, 1 + (a >= 0), member_set(member));
}

/* What the form says of a column, and that it has a value. */
static void know_column(struct solve *s, int column)
{
    if (column >= s->n_columns || s->column_known[column])
        return;
    s->column_known[column] = true;
    struct fact_column c = s->f->columns[column];
    int none = c.absent < 0 ? -1 : 2 * c.absent;
    struct sum_term term = {column, ratio_int(1)};
    if (none >= 0 && s->o.complete && !c.tested)
        demand_literals(s, -1, none + 1, SOLVE_COMPLETE);
    for (int side = 0; side < 2 && c.kind == COLUMN_NUMBER; side++) {
        int zero = facts_linear(s->f, &term, 1, side, false, ratio_int(0));
        if (none >= 0 && c.tested)
            demand_literals(s, none + 1, zero, -1);
        if (c.has[side] && !s->o.no_form)
            demand_literals(s, none, facts_linear(s->f, &term, 1, side, false, c.bound[side]), SOLVE_FORM);
    }
    if (c.codes && !s->o.no_form)
        demand_literals(s, none, 2 * facts_coded(s->f, column, &c.allowed), SOLVE_FORM);
}

/* The literal of a part: its own, or that of a fact that stands for it. */
static int part(struct solve *s, struct formula *x);

static void demand_any(struct solve *s, int before, struct formula *x, struct vset from)
{
    int *list = mem_array((size_t)x->n + 1, sizeof *list), n = 0;
    if (before >= 0)
        list[n++] = before;
    for (int i = 0; i < x->n; i++)
        list[n++] = part(s, x->kids[i]);
    demand(s, list, n, from);
    mem_free(list);
}

/* before, or x. before < 0: x. */
static void demand_formula(struct solve *s, int before, struct formula *x, struct vset from)
{
    *s->work -= 1 + x->n;
    if (x->kind == FORMULA_TRUE)
        return;
    if (x->kind == FORMULA_ANY) {
        demand_any(s, before, x, from);
    } else if (x->kind == FORMULA_ALL) {
        for (int i = 0; i < x->n; i++)
            demand_formula(s, before, x->kids[i], from);
    } else {
        int list[2] = {before, 0}, n = before >= 0;
        if (x->kind == FORMULA_LITERAL)
            list[n++] = literal_of(s, x->literal);
        demand(s, list, n, from);
    }
}

static int part(struct solve *s, struct formula *x)
{
    if (x->kind == FORMULA_LITERAL)
        return literal_of(s, x->literal);
    if (x->stands < 0)
        x->stands = facts_fresh(s->f);
    bool is_new = x->stands >= s->n_local || s->local[x->stands] < 0;
    int literal = 2 * variable_of(s, x->stands);
    if (is_new)
        demand_formula(s, literal + 1, x, (struct vset){{0}});
    return literal;
}

void solve_add(struct solve *s, struct formula *x, int member)
{
    back_to(s, 0);
    demand_formula(s, -1, x, member_set(member));
}

/* Conflicts */

static void put_conflict(struct solve *s, int literal)
{
    s->conflict = mem_grow(s->conflict, &s->cap_conflict, (size_t)s->n_conflict + 1, sizeof *s->conflict);
    s->conflict[s->n_conflict++] = literal;
}

static bool theory_says(struct solve *s, enum simplex_answer a)
{
    const struct simplex_reason *list;
    if (a == SIMPLEX_GOOD)
        return true;
    if (a == SIMPLEX_GAVE_UP) {
        s->gave_up = true;
        return false;
    }
    int n = theory_conflict(s->theory, &list);
    s->n_conflict = s->n_multipliers = 0;
    s->conflict_from = (struct vset){{0}};
    for (int i = 0; i < n; i++) {
        put_conflict(s, literal_of(s, list[i].reason) ^ 1);
        s->multipliers = mem_grow(s->multipliers, &s->cap_multipliers, (size_t)s->n_conflict, sizeof *s->multipliers);
        s->multipliers[s->n_multipliers++] = list[i].multiplier;
    }
    return false;
}

/* Looks for another literal of the clause to watch instead of a false one. Returns false when the clause is false. */
static bool visit(struct solve *s, int clause, int false_literal, bool *moved)
{
    struct clause *c = &s->clauses[clause];
    int *l = c->literals;
    if (l[0] == false_literal)
        swap(&l[0], &l[1]);
    *moved = false;
    if (state(s, l[0]) == 1)
        return true;
    for (int i = 2; i < c->n; i++)
        if (state(s, l[i]) != 0) {
            swap(&l[1], &l[i]);
            watch(s, l[1], clause);
            *moved = true;
            return true;
        }
    *s->work -= c->n;
    if (state(s, l[0]) == UNSET) {
        assign(s, l[0], clause);
        return true;
    }
    s->n_conflict = s->n_multipliers = 0;
    for (int i = 0; i < c->n; i++)
        put_conflict(s, l[i]);
    s->conflict_from = c->from;
    return false;
}

static bool propagate_literal(struct solve *s, int literal)
{
    int kept = 0, falsified = literal ^ 1;
    bool good = true, moved;
    for (int i = 0; i < s->watches[falsified].n; i++) {
        int clause = s->watches[falsified].clauses[i];
        moved = false;
        if (good)
            good = visit(s, clause, falsified, &moved);
        if (!moved)
            s->watches[falsified].clauses[kept++] = clause;
    }
    *s->work -= s->watches[falsified].n + 1;
    s->watches[falsified].n = kept;
    return good;
}

/* All that follows. Returns false at a conflict, or when it gave up. */
static bool propagate(struct solve *s)
{
    while (s->head < s->n_trail) {
        int literal = s->trail[s->head++];
        int global = 2 * s->list[literal / 2].fact + (literal & 1);
        if (!propagate_literal(s, literal) || !theory_says(s, theory_take(s->theory, global)))
            return false;
    }
    return theory_says(s, theory_check(s->theory));
}

/* The highest level of the conflict. */
static int conflict_level(const struct solve *s)
{
    int level = 0;
    for (int i = 0; i < s->n_conflict; i++)
        if (s->list[s->conflict[i] / 2].level > level)
            level = s->list[s->conflict[i] / 2].level;
    return level;
}

/* Takes the literals of a clause into what is learned: those of the highest level are counted, lower ones kept. */
static int gather(struct solve *s, const int *literals, int n, int level, int skip)
{
    int open = 0;
    for (int i = 0; i < n; i++) {
        struct variable *v = &s->list[literals[i] / 2];
        if (literals[i] / 2 == skip || v->seen)
            continue;
        if (!v->level) {
            vset_join(&s->conflict_from, v->from);
            continue;
        }
        v->seen = true;
        if (v->level == level)
            open++;
        else
            put_conflict(s, literals[i]);
    }
    *s->work -= n;
    return open;
}

/* The clause that the conflict teaches, with one literal of the highest level, the first (its first point of implication). */
static void learn(struct solve *s, int level)
{
    int n = s->n_conflict;
    int *first = (int *)(void *)mem_dup(s->conflict, (size_t)n * sizeof *first);
    s->n_conflict = 0;
    put_conflict(s, 0);
    int open = gather(s, first, n, level, -1), at = s->n_trail;
    mem_free(first);
    for (;;) {
        do
            at--;
        while (!s->list[s->trail[at] / 2].seen || s->list[s->trail[at] / 2].level != level);
        int v = s->trail[at] / 2;
        s->list[v].seen = false;
        if (--open == 0)
            break;
        const struct clause *c = &s->clauses[s->list[v].reason];
        vset_join(&s->conflict_from, &c->from);
        open += gather(s, c->literals, c->n, level, v);
    }
    s->conflict[0] = s->trail[at] ^ 1;
    for (int i = 1; i < s->n_conflict; i++)
        s->list[s->conflict[i] / 2].seen = false;
}

/* A conflict of bounds that are all demanded as they stand: its members. */
static void give_proof(struct solve *s)
{
    s->n_proof = 0;
    for (int i = 0; i < s->n_multipliers; i++) {
        const struct variable *v = &s->list[s->conflict[i] / 2];
        struct vset from = *v->from;
        int member = vset_next(&from, 0);
        bool plain = ratio_sign(s->multipliers[i]) > 0 && s->clauses[v->reason].n == 1 && vset_next(&from, member + 1) < 0;
        if (!plain) {
            s->n_proof = 0;
            return;
        }
        s->proof = mem_grow(s->proof, &s->cap_proof, (size_t)s->n_proof + 1, sizeof *s->proof);
        s->proof[s->n_proof++] = (struct solve_proof){member, 2 * v->fact + !v->is, s->multipliers[i]};
    }
}

/* After a conflict: learns, goes back. Returns false when there is no record. */
static bool resolve(struct solve *s)
{
    int level = conflict_level(s);
    if (!level) {
        give_proof(s);
        give_core(s, s->conflict, s->n_conflict, s->conflict_from);
        return false;
    }
    back_to(s, level);
    s->n_multipliers = 0;
    learn(s, level);
    int second = 0;
    for (int i = 1; i < s->n_conflict; i++)
        if (s->list[s->conflict[i] / 2].level > second)
            second = s->list[s->conflict[i] / 2].level;
    back_to(s, second);
    int clause = new_clause(s, s->conflict, s->n_conflict, s->conflict_from, true);
    assign(s, s->clauses[clause].literals[0], clause);
    return true;
}

/* Deciding */

/* A literal of a clause that nothing satisfies yet: rather one that is so already. -1: all are satisfied. */
static int choose(struct solve *s)
{
    for (; s->first_open < s->n_clauses; s->first_open++) {
        const struct clause *c = &s->clauses[s->first_open];
        int best = -1;
        bool met = c->learned, good = false;
        for (int i = 0; i < c->n && !met; i++) {
            int is = state(s, c->literals[i]);
            met = is == 1;
            if (is != UNSET || good)
                continue;
            good = theory_seems(s->theory, 2 * s->list[c->literals[i] / 2].fact + (c->literals[i] & 1));
            if (good || best < 0)
                best = c->literals[i];
        }
        *s->work -= c->n;
        if (!met)
            return best;
    }
    return -1;
}

/* Splits off a value that is not whole. Returns false when there is none. */
static bool split(struct solve *s)
{
    struct ratio floor;
    int column = theory_split(s->theory, &floor);
    if (column < 0)
        return false;
    struct sum_term term = {column, ratio_int(1)};
    int literal = literal_of(s, facts_linear(s->f, &term, 1, true, false, floor));
    s->gave_up = ++s->splits > MAX_SPLITS || state(s, literal) != UNSET;
    if (!s->gave_up) {
        new_level(s);
        assign(s, literal, NO_REASON);
    }
    return true;
}

enum solve_answer solve_run(struct solve *s)
{
    s->first_open = 0;
    while (!s->hopeless && !s->gave_up) {
        if (!propagate(s)) {
            if (!s->gave_up && !resolve(s))
                break;
            continue;
        }
        int literal = choose(s);
        if (literal >= 0) {
            new_level(s);
            assign(s, literal, NO_REASON);
        } else if (!split(s)) {
            return SOLVE_YES;
        }
    }
    return s->hopeless ? SOLVE_NO : SOLVE_OPEN;
}

const struct vset *solve_core(const struct solve *s)
{
    return &s->core;
}

int solve_proof(const struct solve *s, const struct solve_proof **list)
{
    *list = s->proof;
    return s->n_proof;
}

bool solve_record(const struct solve *s, struct trial *to)
{
    trial_copy(to, s->start);
    for (int i = 0; i < s->n; i++) {
        const struct variable *v = &s->list[i];
        enum fact_kind kind = s->f->list[v->fact].kind;
        if (v->is != UNSET && v->fact < to->facts && (kind == FACT_OTHER || kind == FACT_ABSENT))
            to->is[v->fact] = (unsigned char)v->is;
    }
    return theory_record(s->theory, to);
}

void solve_free(struct solve *s)
{
    if (!s)
        return;
    for (int i = 0; i < 2 * s->n; i++)
        mem_free(s->watches[i].clauses);
    theory_free(s->theory);
    mem_free(s->local);
    mem_free(s->column_known);
    mem_free(s->list);
    mem_free(s->watches);
    mem_free(s->clauses);
    mem_free(s->trail);
    mem_free(s->levels);
    mem_free(s->conflict);
    mem_free(s->multipliers);
    mem_free(s->proof);
    arena_free(&s->text);
    mem_free(s);
}
