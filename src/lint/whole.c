/* SPDX-License-Identifier: Apache-2.0 */
#include "lint/whole.h"

#include <string.h>

#include "base/mem.h"
#include "lint/whole_tell.h"

struct whole {
    struct questions q;
    const struct table_rules *rules;
    struct group *told;   /* [n_told] groups that were told as being against each other under a condition */
    int n_told;
    size_t cap_told;
    bool *unmet;          /* [items] its condition is never met */
};

static bool holds(const struct group *g, int item)
{
    for (int i = 0; i < g->n; i++)
        if (g->list[i] == item)
            return true;
    return false;
}

/* A complaint about a rule and reasons: one text where values must be given, another where not. */
static void tell(struct whole *w, enum diag_id always, enum diag_id given, const struct claim *c, struct loc loc, struct str name)
{
    struct reasons r;
    whole_reasons(&w->q, c, &r);
    if (r.given.n)
        diag(given, loc, diag_str(name), buf_text(&r.by), buf_text(&r.given));
    else
        diag(always, loc, diag_str(name), buf_text(&r.by));
    reasons_free(&r);
}

/* No record passes */

/* Tells what no record can pass and takes it out, until some record can. */
static void find_contradictions(struct whole *w, bool complete, enum rule_level level)
{
    struct question x = {.complete = complete, .level = level, .but = -1};
    struct group g;
    struct trial found = {0};
    enum solve_answer a;
    while ((a = questions_ask(&w->q, &x, &g, &found)) == SOLVE_NO && g.n) {
        struct claim c = {&g, NULL, -1, complete};
        const struct item *last = &w->q.items[g.list[g.n - 1]];
        if (g.n > 1)
            tell(w, D_LINT_CONTRADICTION, D_LINT_CONTRADICTION_GIVEN, &c, whole_place(last), last->rule->name);
        else if (!(w->rules->said[last->number] & SAID_OF_RULE))
            diag(D_LINT_ALWAYS_FAILS, whole_place(last), diag_str(last->rule->name));
        for (int i = 0; i < g.n; i++)
            w->q.items[g.list[i]].active = false;
    }
    if (a != SOLVE_YES)
        return;
    struct trial *to = complete ? &w->q.full : &w->q.sparse;
    trial_free(to);
    *to = found;
    *(complete ? &w->q.has_full : &w->q.has_sparse) = level >= RULE_SOFT;
}

/* Conditions that are not met */

static bool was_told(const struct whole *w, const struct group *g)
{
    for (int i = 0; i < w->n_told; i++)
        if (w->told[i].n == g->n && memcmp(w->told[i].list, g->list, (size_t)g->n * sizeof *g->list) == 0)
            return true;
    return false;
}

/* The rule alone, by constants and the form. Where a missing value would make it apply, nothing is said. Returns whether it never
 * applies. */
static bool tell_alone(struct whole *w, const struct claim *c, bool applies)
{
    const struct item *x = &w->q.items[c->item];
    struct solve_options o = {.whole = true};
    struct group none = {.n = 0};
    bool said = w->rules->said[x->number] & SAID_OF_RULE;
    bool never = !applies && questions_ask_group(&w->q, &none, c->that, &o, NULL) == SOLVE_NO;
    if (!said && (applies || never))
        diag(applies ? D_LINT_ALWAYS_FAILS : D_LINT_NEVER_APPLIES, whole_place(x), diag_str(x->rule->name));
    return never;
}

static void judge_condition(struct whole *w, int item)
{
    const struct item *x = &w->q.items[item];
    struct question k = {.that = x->as.applies, .complete = true, .level = x->rule->level, .but = -1};
    struct group g;
    if (!x->as.applies || questions_ask(&w->q, &k, &g, NULL) != SOLVE_NO)
        return;
    struct claim c = {&g, x->as.applies, item, true};
    bool itself = holds(&g, item);
    w->unmet[item] = !itself;
    if (g.n == (itself ? 1 : 0)) {
        w->unmet[item] = tell_alone(w, &c, itself);
        return;
    }
    if (itself && was_told(w, &g))
        return;
    tell(w, itself ? D_LINT_CLASH : D_LINT_UNREACHED, itself ? D_LINT_CLASH_GIVEN : D_LINT_UNREACHED_GIVEN, &c, whole_place(x),
         x->rule->name);
    if (itself) {
        w->told = mem_grow(w->told, &w->cap_told, (size_t)w->n_told + 1, sizeof *w->told);
        w->told[w->n_told++] = g;
    }
}

/* Rules that cannot fail */

/* Does the rule alone imply each of the group? */
static bool implies_all(struct whole *w, int item, const struct group *g)
{
    struct solve_options o = {.whole = true};
    struct group alone = {.list = {item}, .n = 1};
    for (int i = 0; i < g->n; i++)
        if (questions_ask_group(&w->q, &alone, w->q.items[g->list[i]].as.fails, &o, NULL) != SOLVE_NO)
            return false;
    return true;
}

static void tell_implied(struct whole *w, int item, const struct group *g, bool complete)
{
    const struct item *x = &w->q.items[item];
    struct claim c = {g, x->as.fails, item, complete};
    bool same = !complete && implies_all(w, item, g);
    if (same && g->n == 1 && w->rules->said[x->number] & SAID_SAME)
        return;
    enum diag_id always = same ? D_LINT_SAME : D_LINT_IMPLIED;
    tell(w, always, complete ? D_LINT_IMPLIED_GIVEN : always, &c, whole_place(x), x->rule->name);
}

/* A rule that cannot fail counts no more: all that are told could be taken out together. */
static void judge_failing(struct whole *w, int item)
{
    struct item *x = &w->q.items[item];
    struct question k = {.that = x->as.fails, .level = x->rule->level, .but = item};
    struct group g;
    if (!x->active || w->unmet[item] || w->rules->said[x->number] & SAID_OF_RULE)
        return;
    if (questions_ask(&w->q, &k, &g, NULL) == SOLVE_NO) {
        struct solve_options o = {.whole = true, .no_form = true};
        x->active = false;
        if (g.n)
            tell_implied(w, item, &g, false);
        else if (questions_ask_group(&w->q, &g, k.that, &o, NULL) == SOLVE_NO)
            diag(D_LINT_NEVER_FAILS, whole_place(x), diag_str(x->rule->name));
        else
            diag(D_LINT_FORM_SAYS, whole_place(x), diag_str(x->rule->name));
        return;
    }
    k.complete = true;
    if (questions_ask(&w->q, &k, &g, NULL) == SOLVE_NO && g.n)
        tell_implied(w, item, &g, true);
}

/* Columns with one value */

static struct formula *not_the_value(struct whole *w, int column, const struct trial *r)
{
    struct facts *f = &w->q.facts;
    struct sum_term t = {column, ratio_int(1)};
    if (f->columns[column].kind == COLUMN_NUMBER) {
        struct formula *below = formula_literal(f, facts_linear(f, &t, 1, true, true, r->value[column]));
        return formula_both(f, false, below, formula_literal(f, facts_linear(f, &t, 1, false, true, r->value[column])));
    }
    struct vset code = {{0}};
    vset_add(&code, r->code[column]);
    return formula_literal(f, 2 * facts_coded(f, column, &code) + 1);
}

static void put_value(const struct fact_column *c, int column, const struct trial *r, struct buf *to)
{
    if (c->kind == COLUMN_NUMBER) {
        ratio_put(to, r->value[column]);
        return;
    }
    struct str code = intern_name(c->codes, r->code[column] - 1);
    buf_printf(to, "\"%.*s\"", (int)code.n, code.p);
}

/* Is a rule of the group about more than this column? */
static bool others_too(const struct whole *w, const struct group *g, int column)
{
    for (int i = 0; i < g->n; i++) {
        const struct item *x = &w->q.items[g->list[i]];
        if (g->n > 1 || x->n_columns > 1 || (x->n_columns == 1 && x->columns[0] != column))
            return true;
    }
    return false;
}

/* The claim that a column can but have the value that it has in a record. */
static void tell_fixed(struct whole *w, int column, const struct trial *r, const struct claim *c)
{
    const struct fact_column *k = &w->q.facts.columns[column];
    struct reasons why;
    struct buf value = {0};
    put_value(k, column, r, &value);
    whole_reasons(&w->q, c, &why);
    enum diag_id id = !others_too(w, c->group, column) ? D_LINT_FIXED_SAID : why.given.n ? D_LINT_FIXED_GIVEN : D_LINT_FIXED;
    diag(id, whole_place(&w->q.items[c->group->list[0]]), diag_str(k->name), buf_text(&value), buf_text(&why.by),
         buf_text(&why.given));
    reasons_free(&why);
    buf_free(&value);
}

static void judge_value(struct whole *w, int column, const struct trial *r)
{
    bool many = w->q.facts.columns[column].kind == COLUMN_CODED && !r->code[column]; /* any code that no rule names */
    if (many)
        return;
    struct formula *given = questions_given(&w->q, column);
    struct formula *that = formula_both(&w->q.facts, true, given, not_the_value(w, column, r));
    struct question k = {.that = that, .complete = true, .level = RULE_SOFT, .but = -1};
    struct group g;
    if (questions_ask(&w->q, &k, &g, NULL) == SOLVE_NO && g.n)
        tell_fixed(w, column, r, &(struct claim){&g, that, -1, true});
}

/* A column of which rules ask whether it has a value: a record where it has one. */
static void judge_given(struct whole *w, int column)
{
    struct question k = {.that = questions_given(&w->q, column), .complete = true, .level = RULE_SOFT, .but = -1};
    struct group g;
    struct trial found = {0};
    enum solve_answer a = questions_ask(&w->q, &k, &g, &found);
    if (a == SOLVE_YES)
        judge_value(w, column, &found);
    trial_free(&found);
    if (a != SOLVE_NO || g.n < 2)
        return;
    const struct item *last = &w->q.items[g.list[g.n - 1]];
    struct claim c = {&g, k.that, -1, true};
    struct reasons why;
    whole_reasons(&w->q, &c, &why);
    buf_puts(&why.given, why.given.n ? ", " : "");
    buf_str(&why.given, w->q.facts.columns[column].name);
    diag(D_LINT_CONTRADICTION_GIVEN, whole_place(last), "", buf_text(&why.by), buf_text(&why.given));
    reasons_free(&why);
}

static void judge_column(struct whole *w, int column)
{
    const struct fact_column *c = &w->q.facts.columns[column];
    bool judged = c->kind == COLUMN_NUMBER || (c->kind == COLUMN_CODED && c->codes);
    if (!judged || !w->q.has_full || w->q.varies[column] || w->q.first[column] == w->q.first[column + 1])
        return;
    if (c->absent < 0 || !trial_is(&w->q.full, c->absent))
        judge_value(w, column, &w->q.full);
    else
        judge_given(w, column);
}

static void tell_open(const struct whole *w)
{
    const struct questions *q = &w->q;
    if (!q->open && !q->unread)
        return;
    diag(D_LINT_OPEN, loc_file(rules_rule(w->rules->rules, 0)->file), diag_num(q->open), diag_num(q->asked), diag_num(q->unread));
}

void whole_judge(const struct table_rules *r)
{
    struct whole w = {.rules = r};
    questions_begin(&w.q, r);
    w.unmet = mem_array((size_t)w.q.n + 1, sizeof *w.unmet);
    for (int complete = 0; complete < 2; complete++) {
        find_contradictions(&w, complete, RULE_QUASI);
        find_contradictions(&w, complete, RULE_SOFT);
    }
    for (int i = 0; i < w.q.n; i++)
        if (w.q.items[i].active)
            judge_condition(&w, i);
    for (int c = 0; c < w.q.facts.column_names.n && c < w.q.full.columns; c++)
        judge_column(&w, c);
    for (int level = RULE_INFO; level >= RULE_HARD; level--)
        for (int i = w.q.n - 1; i >= 0; i--)
            if ((int)w.q.items[i].rule->level == level)
                judge_failing(&w, i);
    tell_open(&w);
    mem_free(w.told);
    mem_free(w.unmet);
    questions_free(&w.q);
}
