/* SPDX-License-Identifier: Apache-2.0 */
#include "lint/questions.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum { WORK_OF_ONE = 4000000, WORK_OF_ALL = 400000000, ADD_AT_ONCE = 6 };

/* Reading */

static bool counts(const struct table_rules *r, int rule)
{
    const struct rule *x = rules_rule(r->rules, rule);
    if (program_state(r->program, rule) != RULE_READY || (x->hierarchical && program_component(r->program, rule) >= 0))
        return false;
    return x->hierarchical || x->st->kind == ST_DATAPOINT;
}

/* One rule that several statements apply is one rule. */
static bool is_again(const struct questions *q, const struct rule *r)
{
    for (int i = 0; i < q->n; i++)
        if (q->items[i].rule->st == r->st && q->items[i].rule->number == r->number)
            return true;
    return false;
}

static void read_rules(struct questions *q)
{
    const struct table_rules *r = q->rules;
    int n = rules_count(r->rules);
    struct readrule_context c = {&q->facts, r->rules, r->schema, r->table};
    q->items = mem_array((size_t)n + 1, sizeof *q->items);
    for (int i = 0; i < n; i++) {
        struct item x = {.rule = rules_rule(r->rules, i), .number = i, .active = true};
        if (!counts(r, i) || is_again(q, x.rule))
            continue;
        if (readrule_read(&c, i, &x.as))
            q->items[q->n++] = x;
        else
            q->unread++;
    }
    readrule_allow(&c);
}

/* Calls back for each column and each fact without numbers or codes of a formula, as often as it occurs. */
typedef void visit(void *to, int column, int fact);

static void walk(const struct facts *f, const struct formula *x, visit *v, void *to)
{
    for (int i = 0; i < x->n; i++)
        walk(f, x->kids[i], v, to);
    if (x->kind != FORMULA_LITERAL)
        return;
    const struct fact *a = &f->list[x->literal / 2];
    if (a->kind == FACT_LINEAR)
        for (int i = 0; i < f->sums[a->sum].n; i++)
            v(to, f->sums[a->sum].terms[i].column, -1);
    else
        v(to, a->kind == FACT_OTHER ? -1 : a->column, a->kind == FACT_CODED ? -1 : x->literal / 2);
}

/* Pairs of what is touched and by which item. */
struct pair {
    int what, item;
};

struct pairs {
    struct pair *list; /* [n] */
    size_t n, cap;
    int item;
};

static void put_pair(struct pairs *p, int what)
{
    if (what < 0)
        return;
    p->list = mem_grow(p->list, &p->cap, p->n + 1, sizeof *p->list);
    p->list[p->n++] = (struct pair){what, p->item};
}

static int by_what(const void *a, const void *b)
{
    const struct pair *x = a, *y = b;
    return x->what != y->what ? (x->what > y->what) - (x->what < y->what) : (x->item > y->item) - (x->item < y->item);
}

struct touching {
    struct pairs columns, facts;
};

static void touch(void *to, int column, int fact)
{
    struct touching *t = to;
    put_pair(&t->columns, column);
    put_pair(&t->facts, fact);
}

/* Sorted, each pair once: the items of each of n things, one after the other. */
static void arrange(struct pairs *p, int n, int **first, int **list)
{
    size_t kept = 0;
    if (p->n)
        qsort(p->list, p->n, sizeof *p->list, by_what);
    for (size_t i = 0; i < p->n; i++)
        if (!kept || by_what(&p->list[kept - 1], &p->list[i]) != 0)
            p->list[kept++] = p->list[i];
    *first = mem_array((size_t)n + 2, sizeof **first);
    *list = mem_array(kept + 1, sizeof **list);
    size_t at = 0;
    for (int k = 0; k <= n; k++) {
        (*first)[k] = (int)at;
        for (; at < kept && p->list[at].what == k; at++)
            (*list)[at] = p->list[at].item;
    }
    mem_free(p->list);
}

static void put_columns(struct questions *q, const struct touching *t, size_t from, int item)
{
    struct item *x = &q->items[item];
    x->columns = arena_array(&q->facts.text, t->columns.n - from + 1, sizeof *x->columns);
    for (size_t i = from; i < t->columns.n; i++) {
        bool there = false;
        for (int k = 0; k < x->n_columns && !there; k++)
            there = x->columns[k] == t->columns.list[i].what;
        if (!there)
            x->columns[x->n_columns++] = t->columns.list[i].what;
    }
}

static void index_items(struct questions *q)
{
    struct touching t = {0};
    for (int i = 0; i < q->n; i++) {
        size_t from = t.columns.n;
        t.columns.item = t.facts.item = i;
        walk(&q->facts, q->items[i].as.holds, touch, &t);
        put_columns(q, &t, from, i);
    }
    q->n_facts = q->facts.names.n;
    arrange(&t.columns, q->facts.column_names.n, &q->first, &q->touching);
    arrange(&t.facts, q->n_facts, &q->others_first, &q->others);
}

void questions_begin(struct questions *q, const struct table_rules *r)
{
    *q = (struct questions){.rules = r, .left = WORK_OF_ALL};
    read_rules(q);
    index_items(q);
    trial_begin(&q->full, &q->facts, false);
    trial_begin(&q->sparse, &q->facts, true);
    q->stamp = mem_array((size_t)q->n + 1, sizeof *q->stamp);
    q->varies = mem_array((size_t)q->facts.column_names.n + 1, sizeof *q->varies);
}

struct formula *questions_given(struct questions *q, int column)
{
    int fact = q->facts.columns[column].absent;
    return fact < 0 ? formula_truth(&q->facts, true) : formula_literal(&q->facts, 2 * fact + 1);
}

/* Asking */

/* A question that is being asked. */
struct asking {
    struct questions *q;
    const struct question *x;
    struct solve *solve;
    const struct trial *start;
    bool start_passes;
    struct group members; /* member number = place */
    long work;
};

static bool is_premise(const struct asking *a, int item)
{
    const struct item *i = &a->q->items[item];
    return i->active && item != a->x->but && i->rule->level <= a->x->level && i->rule->level <= RULE_SOFT;
}

/* Adds the item when the record breaks it. Returns 1 when it does, -1 when that could not be told. */
static int judge_item(struct asking *a, int item, const struct trial *r)
{
    if (a->q->stamp[item] == a->q->stamps || !is_premise(a, item))
        return 0;
    a->q->stamp[item] = a->q->stamps;
    int is = trial_judge(r, &a->q->facts, a->q->items[item].as.holds, &a->work);
    if (is)
        return is < 0 ? -1 : 0;
    if (a->members.n == SOLVE_MEMBERS)
        return -1;
    solve_add(a->solve, a->q->items[item].as.holds, a->members.n);
    a->members.list[a->members.n++] = item;
    return 1;
}

static int judge_list(struct asking *a, const int *list, int from, int to, const struct trial *r, int added)
{
    for (int i = from; i < to && added >= 0 && added < ADD_AT_ONCE; i++) {
        int is = judge_item(a, list[i], r);
        added = is < 0 ? -1 : added + is;
    }
    return added;
}

static bool differs(const struct asking *a, int column, const struct trial *r)
{
    return r->code[column] != a->start->code[column] || ratio_cmp(r->value[column], a->start->value[column]) != 0;
}

/* Adds items that the record breaks: how many, or -1. Where the start passes all, only what changed needs a look. */
static int add_broken(struct asking *a, const struct trial *r)
{
    struct questions *q = a->q;
    int added = 0;
    q->stamps++;
    if (!a->start_passes) {
        for (int i = 0; i < q->n && added >= 0 && added < ADD_AT_ONCE; i++) {
            int is = judge_item(a, i, r);
            added = is < 0 ? -1 : added + is;
        }
        return added;
    }
    for (int c = 0; c < r->columns && added >= 0; c++)
        if (differs(a, c, r))
            added = judge_list(a, q->touching, q->first[c], q->first[c + 1], r, added);
    for (int f = 0; f < q->n_facts && added >= 0; f++)
        if (trial_is(r, f) != trial_is(a->start, f))
            added = judge_list(a, q->others, q->others_first[f], q->others_first[f + 1], r, added);
    return added;
}

static bool has_value(const struct asking *a, int column, const struct trial *r)
{
    int none = a->q->facts.columns[column].absent;
    return none < 0 || !trial_is(r, none);
}

/* Remembers which columns differ between passing records that have values in them. */
static void note(struct asking *a, const struct trial *r)
{
    bool passes = a->start_passes && a->x->but < 0 && a->x->complete && a->x->level >= RULE_SOFT;
    for (int c = 0; passes && c < r->columns; c++)
        if (differs(a, c, r) && has_value(a, c, r) && has_value(a, c, a->start))
            a->q->varies[c] = true;
}

static enum solve_answer seek(struct asking *a, struct trial *found)
{
    for (;;) {
        struct trial r = {0};
        enum solve_answer answer = solve_run(a->solve);
        if (answer != SOLVE_YES)
            return answer;
        bool fits = solve_record(a->solve, &r);
        int added = fits ? add_broken(a, &r) : -1;
        if (!added)
            note(a, &r);
        if (!added && found)
            *found = r;
        else
            trial_free(&r);
        if (added <= 0)
            return added ? SOLVE_OPEN : SOLVE_YES;
    }
}

enum solve_answer questions_ask_group(struct questions *q, const struct group *group, struct formula *that,
                                      const struct solve_options *o, struct solve **solve)
{
    long work = q->left < WORK_OF_ONE ? q->left : WORK_OF_ONE, given = work;
    struct solve *s = solve_new(&q->facts, o->complete ? &q->full : &q->sparse, o, &work);
    if (that)
        solve_add(s, that, -1);
    for (int i = 0; i < group->n; i++)
        solve_add(s, q->items[group->list[i]].as.holds, i);
    enum solve_answer answer = solve_run(s);
    q->left -= given - work;
    if (solve)
        *solve = s;
    else
        solve_free(s);
    return answer;
}

static int by_number(const void *a, const void *b)
{
    const int *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* The items of a core. */
static void core_group(const struct vset *core, const struct group *of, struct group *to)
{
    to->n = 0;
    for (int i = vset_next(core, 0); i >= 0 && i < of->n; i = vset_next(core, i + 1))
        to->list[to->n++] = of->list[i];
}

/* Leaves out of a group whatever can be left out. What a group needs, each part of it that suffices needs too. */
static void lessen(struct questions *q, struct group *g, struct formula *that, const struct solve_options *o)
{
    for (int needed = 0; needed < g->n;) {
        struct group less = {.n = 0}, core;
        struct solve *s;
        int without = g->n - 1 - needed;
        for (int k = 0; k < g->n; k++)
            if (k != without)
                less.list[less.n++] = g->list[k];
        if (questions_ask_group(q, &less, that, o, &s) == SOLVE_NO) {
            core_group(solve_core(s), &less, &core);
            *g = core;
        } else {
            needed++;
        }
        solve_free(s);
    }
    if (g->n)
        qsort(g->list, (size_t)g->n, sizeof *g->list, by_number);
}

enum solve_answer questions_ask(struct questions *q, const struct question *x, struct group *group, struct trial *found)
{
    struct solve_options o = {.complete = x->complete, .whole = true};
    struct asking a = {.q = q, .x = x, .start = x->complete ? &q->full : &q->sparse};
    long given = a.work = q->left < WORK_OF_ONE ? q->left : WORK_OF_ONE;
    a.start_passes = x->complete ? q->has_full : q->has_sparse;
    q->asked++;
    a.solve = solve_new(&q->facts, a.start, &o, &a.work);
    if (x->that)
        solve_add(a.solve, x->that, -1);
    enum solve_answer answer = q->left > 0 ? seek(&a, found) : SOLVE_OPEN;
    q->left -= given - a.work;
    if (answer == SOLVE_NO) {
        core_group(solve_core(a.solve), &a.members, group);
        lessen(q, group, x->that, &o);
    }
    q->open += answer == SOLVE_OPEN;
    solve_free(a.solve);
    return answer;
}

void questions_free(struct questions *q)
{
    trial_free(&q->full);
    trial_free(&q->sparse);
    mem_free(q->items);
    mem_free(q->first);
    mem_free(q->touching);
    mem_free(q->others_first);
    mem_free(q->others);
    mem_free(q->stamp);
    mem_free(q->varies);
    facts_free(&q->facts);
}
