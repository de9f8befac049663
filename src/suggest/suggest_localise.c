/* SPDX-License-Identifier: Apache-2.0 */
#include "suggest/suggest_localise.h"

#include "base/buf.h"
#include "base/mem.h"
#include "suggest/ruleclauses.h"

/* A number that no code has, as a domain has at most 63 and one for any other. */
enum { NO_CODE = 63 };

struct whole {
    struct ruleclauses c;
    int vars;
    int *slot;             /* [vars] column of a variable */
    int32_t *weights;      /* [VSET_MAX] */

    /* The record. */
    int128 x[VSET_MAX];
    int code[VSET_MAX];
    struct numbers numbers; /* missing: cells that are in every solution */
    struct vset blank;      /* cells without a value that may have none */
    struct edit *edits;     /* [n_edits], room for all clauses */
    int *of;                /* [n_edits] numbers of their clauses */
    int n_edits;

    enum { NOT_ASKED, FEASIBLE, DOUBTFUL } feasible; /* all clauses together */
};

static bool is_judged(const struct suggester *s, int rule)
{
    enum rule_level level = rules_rule(s->options->rules, rule)->level;
    return program_state(s->program, rule) == RULE_READY && (level == RULE_HARD || level == RULE_QUASI);
}

static void add_bounds(struct whole *w, const struct suggest_options *options)
{
    for (int i = 0; i < options->schema->n; i++) {
        const struct suggest_column *c = &options->columns[i];
        if (c->weight == LOCALISE_FIXED || !vtype_is_numeric(options->schema->columns[i].type))
            continue;
        if (c->min)
            ruleclauses_bound(&w->c, options->schema->columns[i].name, *c->min, false);
        if (c->max)
            ruleclauses_bound(&w->c, options->schema->columns[i].name, *c->max, true);
    }
}

/* Columns with a code list are looked at even where no rule reads them: a code outside its list is an error. */
static void add_lists(struct whole *w, const struct suggest_options *options)
{
    for (int i = 0; i < options->schema->n; i++) {
        const struct suggest_column *c = &options->columns[i];
        int var = c->list ? editset_var(&w->c.set, options->schema->columns[i].name) : -1;
        if (var >= 0 && !vset_has(&w->c.set.coded, var))
            ruleclauses_other(&w->c, var);
    }
}

/* How many of the codes that the rules name are in the column's own list. */
static int count_listed(const struct whole *w, const struct suggest_options *options, int var, const void *list)
{
    const struct intern *d = &w->c.set.domains[var];
    int n = 0;
    for (int i = 0; i < d->n; i++) {
        struct value v = value_of_str(intern_name(d, i));
        n += options->host->member(options->host->ctx, list, &v);
    }
    return n;
}

/* A column has other codes than those named, unless its list, or its type, has no more of them. */
static void complete_domain(struct whole *w, const struct suggest_options *options, int var)
{
    const struct suggest_column *c = &options->columns[w->slot[var]];
    if (options->schema->columns[w->slot[var]].type == T_BOOLEAN) {
        editset_code(&w->c.set, var, STR("true"));
        editset_code(&w->c.set, var, STR("false"));
    } else if (!c->list || count_listed(w, options, var, c->list) < c->n_codes) {
        ruleclauses_other(&w->c, var);
    }
}

struct whole *whole_new(const struct suggester *s)
{
    const struct suggest_options *options = s->options;
    struct whole *w = mem_alloc(sizeof *w);
    for (int i = 0; i < s->n_rules; i++)
        if (is_judged(s, i))
            ruleclauses_add(&w->c, options->rules, i, options->schema);
    add_bounds(w, options);
    add_lists(w, options);
    w->vars = w->c.set.vars.n;
    w->slot = mem_array((size_t)w->vars + 1, sizeof *w->slot);
    w->weights = mem_array(VSET_MAX, sizeof *w->weights);
    for (int v = 0; v < w->vars; v++) {
        w->slot[v] = schema_find(options->schema, intern_name(&w->c.set.vars, v));
        w->weights[v] = options->columns[w->slot[v]].weight;
        if (vset_has(&w->c.set.coded, v))
            complete_domain(w, options, v);
    }
    w->edits = mem_array((size_t)w->c.n + 1, sizeof *w->edits);
    w->of = mem_array((size_t)w->c.n + 1, sizeof *w->of);
    return w;
}

int whole_left_out(const struct whole *w)
{
    return w->c.left_out;
}

/* --- the record --- */

/* Must an empty cell be filled in? */
static bool must_have(const struct suggester *s, int column)
{
    const struct suggest_column *c = &s->options->columns[column];
    return c->weight != LOCALISE_FIXED && (c->wanted || s->options->all_missing);
}

/* The number of the cell's code; -1 when it is not in its list. */
static int read_code(const struct suggester *s, const struct whole *w, int var)
{
    const struct intern *domain = &w->c.set.domains[var];
    const struct suggest_column *c = &s->options->columns[w->slot[var]];
    struct str cell = s->strict[w->slot[var]];
    int at = intern_find(domain, cell);
    struct value v = value_of_str(cell);
    bool listed = !c->list || s->options->host->member(s->options->host->ctx, c->list, &v);
    if (!listed)
        return -1;
    at = at >= 0 ? at : intern_find(domain, STR(""));
    return at >= 0 ? at : NO_CODE;
}

/* Reads one variable. *d is set for a number; NULL is returned for what is none. */
static const struct dec *read_cell(struct suggester *s, struct whole *w, int v, struct dec *d, struct vset *missing)
{
    static const struct dec zero = {0};
    int column = w->slot[v];
    bool coded = vset_has(&w->c.set.coded, v), null = work_is_null(s->strict[column]);
    if (!null && coded) {
        w->code[v] = read_code(s, w, v);
        return NULL;
    }
    const struct dec *x = coded ? NULL : work_ruled_number(s, column, d);
    if (x)
        return x;
    if (null && vset_has(&w->c.zero, v))
        return &zero;
    /* A text that is no number is an error in any case. */
    vset_add((null ? must_have(s, column) : s->options->columns[column].weight != LOCALISE_FIXED) ? missing : &w->blank, v);
    return NULL;
}

static bool read_record(struct suggester *s, struct whole *w)
{
    struct dec d[VSET_MAX];
    const struct dec *p[VSET_MAX];
    struct vset missing = {{0}};
    w->blank = (struct vset){{0}};
    for (int v = 0; v < w->vars; v++) {
        w->code[v] = NO_CODE;
        p[v] = read_cell(s, w, v, &d[v], &missing);
    }
    bool good = numbers_set(&w->numbers, w->x, p, w->vars, 0);
    w->numbers.missing = missing; /* coded variables and blank ones have no number, and are not all missing */
    return good;
}

/* --- its edits --- */

/* Does isnull, or its opposite, make the clause true? */
static bool is_settled(const struct suggester *s, const struct ruleclause *k)
{
    for (int i = 0; i < k->n_absent; i++)
        if (work_is_null(s->strict[k->absent[i]]) && !s->options->columns[k->absent[i]].wanted)
            return true;
    for (int i = 0; i < k->n_present; i++)
        if (!work_is_null(s->strict[k->present[i]]) || must_have(s, k->present[i]))
            return true;
    return false;
}

static enum lin_state judge_clause(const struct whole *w, const struct ruleclause *k)
{
    struct edit e = {.atoms = k->atoms, .n = k->n};
    struct localise_record r = {w->numbers, w->code};
    return localise_judge_edit(&e, &r);
}

/* Has a rule a clause without opaque parts that fails? Then this is why it fails. */
static bool fails_plainly(const struct suggester *s, const struct whole *w, int rule)
{
    for (int i = 0; i < w->c.n; i++) {
        const struct ruleclause *k = &w->c.list[i];
        if (k->rule == rule && !k->opaque && !vset_meets(&k->vars, &w->blank) && !is_settled(s, k) &&
            judge_clause(w, k) == LIN_FAILS)
            return true;
    }
    return false;
}

static bool applies(const struct suggester *s, const struct whole *w, const struct ruleclause *k)
{
    if (vset_meets(&k->vars, &w->blank) || is_settled(s, k))
        return false;
    if (!k->opaque)
        return true;
    unsigned char o = s->base[k->rule];
    if (judge_clause(w, k) == LIN_HOLDS)
        return o == OUTCOME_TRUE || o == OUTCOME_FALSE;
    return o == OUTCOME_FALSE && !fails_plainly(s, w, k->rule);
}

static void collect_edits(const struct suggester *s, struct whole *w)
{
    w->n_edits = 0;
    for (int i = 0; i < w->c.n; i++) {
        const struct ruleclause *k = &w->c.list[i];
        if (!applies(s, w, k))
            continue;
        w->of[w->n_edits] = i;
        w->edits[w->n_edits++] = (struct edit){.atoms = k->atoms, .n = k->n, .vars = k->vars};
    }
}

/* --- what comes out --- */

static struct str set_text(struct suggester *s, const struct whole *w, const struct localise_result *r)
{
    struct buf b = {0};
    buf_printf(&b, "weight %lld.%03lld; %d optimal", (long long)(r->weight / 1000), (long long)(r->weight % 1000), r->n_optimal);
    for (int i = 0; i < r->n_optimal && i < 8; i++) {
        buf_puts(&b, i ? " | " : ": ");
        bool first = true;
        for (int v = vset_next(&r->sets[i], 0); v >= 0; v = vset_next(&r->sets[i], v + 1)) {
            buf_puts(&b, first ? "" : ",");
            buf_str(&b, intern_name(&w->c.set.vars, v));
            first = false;
        }
    }
    struct str t = arena_str(&s->row, buf_slice(&b));
    buf_free(&b);
    return t;
}

/* The rules that fail and have a cell of the set. */
static struct str failing_text(struct suggester *s, const struct whole *w, int var)
{
    struct buf b = {0};
    int last = -1;
    for (int i = 0; i < w->n_edits; i++) {
        const struct ruleclause *k = &w->c.list[w->of[i]];
        if (k->rule < 0 || k->rule == last || !vset_has(&k->vars, var) || judge_clause(w, k) != LIN_FAILS)
            continue;
        buf_puts(&b, last >= 0 ? ";" : "");
        buf_str(&b, rules_rule(s->options->rules, k->rule)->name);
        last = k->rule;
    }
    struct str t = arena_str(&s->row, buf_slice(&b));
    buf_free(&b);
    return t;
}

/* Is there a value for the column already? */
static bool has_value(const struct suggester *s, int column)
{
    for (size_t i = 0; i < s->n; i++)
        if (s->out[i].column == column && s->out[i].new.p)
            return true;
    return false;
}

static void put_set(struct suggester *s, const struct whole *w, const struct localise_result *r)
{
    struct str evidence = set_text(s, w, r);
    for (int v = vset_next(&r->sets[0], 0); v >= 0; v = vset_next(&r->sets[0], v + 1)) {
        if (has_value(s, w->slot[v]))
            continue;
        struct suggestion *x = work_row(s, w->slot[v], SUGGEST_LOCALISE, "ask");
        x->solutions = r->n_optimal;
        x->evidence = evidence;
        x->heals = failing_text(s, w, v);
    }
}

/* Can all clauses be satisfied together? Then any part of them can: a record without a solution has it from its fixed cells. */
static bool is_feasible(struct whole *w)
{
    if (w->feasible == NOT_ASKED) {
        struct editset set = w->c.set;
        set.list = mem_array((size_t)w->c.n + 1, sizeof *set.list);
        for (int i = 0; i < w->c.n; i++)
            set.list[set.n++] = (struct edit){.atoms = w->c.list[i].atoms, .n = w->c.list[i].n, .vars = w->c.list[i].vars};
        struct localiser *l = localiser_new(&set, w->weights, 0);
        w->feasible = localiser_feasible(l, &(struct localise_record){w->numbers, w->code}) ? FEASIBLE : DOUBTFUL;
        localiser_free(l);
        mem_free(set.list);
    }
    return w->feasible == FEASIBLE;
}

/* Does an edit fail, or is a cell missing? */
static bool is_worth_it(const struct whole *w)
{
    if (!vset_empty(&w->numbers.missing))
        return true;
    struct editset set = w->c.set;
    set.list = w->edits;
    set.n = w->n_edits;
    return localise_judge(&set, &(struct localise_record){w->numbers, w->code}) != LIN_HOLDS;
}

void suggest_localised(struct suggester *s, struct whole *w)
{
    static const char *const grades[] = {"", "ask", "infeasible", "no-solution", "limit"};
    if (!read_record(s, w)) {
        work_limit(s, SUGGEST_LOCALISE);
        return;
    }
    collect_edits(s, w);
    if (!is_worth_it(w))
        return;
    struct editset set = w->c.set; /* the same variables and domains, the edits that apply */
    set.list = w->edits;
    set.n = w->n_edits;
    struct localise_result *r = arena_array(&s->row, 1, sizeof *r);
    struct localiser *l = localiser_new(&set, w->weights, 0);
    if (is_feasible(w))
        localiser_trust(l);
    localise(l, &(struct localise_record){w->numbers, w->code}, r);
    localiser_free(l);
    if (r->state == LOCALISE_FOUND)
        put_set(s, w, r);
    else if (r->state != LOCALISE_VALID)
        work_row(s, -1, SUGGEST_LOCALISE, grades[r->state]);
}

void whole_free(struct whole *w)
{
    if (!w)
        return;
    ruleclauses_free(&w->c);
    mem_free(w->slot);
    mem_free(w->weights);
    mem_free(w->edits);
    mem_free(w->of);
    mem_free(w);
}
