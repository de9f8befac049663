/* SPDX-License-Identifier: Apache-2.0 */
#include "suggest/suggest_work.h"

#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "suggest/typo.h"
#include "value/period.h"

/* --- the record --- */

bool work_is_null(struct str c)
{
    return c.n == 0 || (c.n == 2 && memcmp(c.p, "\\N", 2) == 0);
}

static const struct dec *number_in(const struct str *cells, int column, struct dec *d)
{
    return column >= 0 && !work_is_null(cells[column]) && dec_parse(d, cells[column]) == DEC_OK ? d : NULL;
}

const struct dec *work_number(const struct suggester *s, int column, struct dec *d)
{
    return number_in(s->cells, column, d);
}

const struct dec *work_ruled_number(const struct suggester *s, int column, struct dec *d)
{
    return number_in(s->strict, column, d);
}

bool work_wants(const struct suggester *s, enum suggest_method method)
{
    return s->options->methods >> method & 1;
}

/* The numbers of the edits' variables. Returns false when they do not fit. */
static bool read_numbers(struct suggester *s)
{
    static const struct dec zero = {0};
    struct dec d[VSET_MAX];
    const struct dec *p[VSET_MAX];
    int n = s->edits.set.vars.n;
    s->fixed = (struct vset){{0}};
    for (int v = 0; v < n; v++) {
        p[v] = work_ruled_number(s, s->slot[v], &d[v]);
        s->decimals[v] = p[v] ? d[v].scale : 0;
        if (s->weights[v] == LOCALISE_FIXED)
            vset_add(&s->fixed, v);
        if (work_is_null(s->strict[s->slot[v]]) && vset_has(&s->edits.zero, v)) {
            p[v] = &zero;
            vset_add(&s->fixed, v);
        }
    }
    return numbers_set(&s->r, s->x, p, n, 0);
}

/* The record's quarter, and how far away its prior values are. */
static void read_periods(struct suggester *s)
{
    const struct suggest_options *options = s->options;
    struct period now, before, expected;
    s->quarter = 0;
    s->prior_far = s->prior_year = false;
    if (options->period < 0 || !period_parse(&now, s->cells[options->period]) || now.indicator != 'Q')
        return;
    s->quarter = now.number;
    s->prior_year = now.number == 1;
    if (options->prior_period < 0)
        return;
    s->prior_far = !period_parse(&before, s->cells[options->prior_period]) || !period_shift(&expected, now, -1) ||
                   !period_eq(before, expected);
    if (period_parse(&before, s->cells[options->prior_period]))
        s->prior_year = before.year != now.year;
}

/* Runs the rules on the record. */
static void judge(struct suggester *s)
{
    vm_record(s->vm, s->strict, NULL);
    for (int i = 0; i < s->n_rules; i++)
        s->base[i] = program_state(s->program, i) == RULE_READY ? (unsigned char)vm_rule(s->vm, i) : OUTCOME_NOTRUN;
}

bool work_read(struct suggester *s, const struct str *cells, const struct str *strict)
{
    arena_reset(&s->row);
    s->cells = cells;
    s->strict = strict;
    s->n = 0;
    s->doubtful = false;
    if (!read_numbers(s))
        return false;
    read_periods(s);
    judge(s);
    work_activate(s, true);
    return true;
}

/* Does an edit apply to the record, by its rule's outcome and its own state? A rule with a condition that is not met is
 * true; then its edit may well fail. Where the edit of such a rule holds, it is kept: at worst it forbids too much. */
static bool applies(const struct suggester *s, int edit, enum lin_state state, bool complete)
{
    if (s->edits.of[edit] < 0) /* a bound of the form */
        return state == LIN_HOLDS || (state == LIN_MISSING && !complete);
    const struct rule *rule = rules_rule(s->options->rules, s->edits.of[edit]);
    unsigned char o = s->base[s->edits.of[edit]];
    bool conditional = !rule->hierarchical && rule->st->dp[rule->number].head.when;
    if (state == LIN_MISSING)
        return !complete && !conditional && (o == OUTCOME_NULL || o == OUTCOME_TRUE);
    return state == LIN_HOLDS ? o == OUTCOME_TRUE || o == OUTCOME_FALSE : state == LIN_FAILS && o == OUTCOME_FALSE;
}

void work_activate(struct suggester *s, bool complete)
{
    s->n_active = s->failing = 0;
    for (int i = 0; i < s->edits.set.n; i++) {
        const struct lin *e = &s->edits.set.list[i].atoms[0].lin;
        enum lin_state state = lin_judge(e, &s->r);
        if (!applies(s, i, state, complete))
            continue;
        s->active_of[s->n_active] = i;
        s->active[s->n_active++] = *e;
        s->failing += state == LIN_FAILS;
    }
}

bool work_prior_comparable(const struct suggester *s, int column)
{
    return !s->prior_year || s->options->columns[column].alone;
}

const struct dec *work_past(const struct suggester *s, int column, struct dec *d)
{
    const struct suggest_column *c = &s->options->columns[column];
    const struct dec *x = work_prior_comparable(s, column) ? work_number(s, c->prior, d) : NULL;
    if (!x || !dec_sign(x))
        x = work_number(s, c->year_ago, d);
    return x && dec_sign(x) ? x : NULL;
}

/* --- proposals --- */

struct str work_text(struct suggester *s, struct dec d, int decimals)
{
    struct buf b = {0};
    while (d.scale > decimals && d.coef % 10 == 0) {
        d.coef /= 10;
        d.scale--;
    }
    dec_put(&b, &d);
    struct str t = arena_str(&s->row, buf_slice(&b));
    buf_free(&b);
    return t;
}

struct proposal *proposal_new(struct suggester *s, enum suggest_method method, int room)
{
    struct proposal *p = arena_array(&s->row, 1, sizeof *p);
    *p = (struct proposal){.method = method, .cap = room, .cell = arena_array(&s->row, (size_t)room + 1, sizeof *p->cell),
                           .heals = STR("")};
    return p;
}

void proposal_put(struct proposal *p, int column, struct str cell)
{
    if (p->n < p->cap)
        p->cell[p->n++] = (struct proposal_cell){column, cell};
}

struct proposal *proposal_of(struct suggester *s, const struct repair *r, enum suggest_method method)
{
    struct proposal *p = proposal_new(s, method, r->n);
    for (int i = 0; i < r->n; i++) {
        int v = r->cell[i].var;
        proposal_put(p, s->slot[v], work_text(s, numbers_dec(&s->r, r->cell[i].value), s->decimals[v]));
    }
    return p;
}

/* Does a proposal leave the form's bounds? */
static bool leaves_bounds(const struct suggester *s, const struct proposal *p)
{
    for (int i = 0; i < p->n; i++) {
        const struct suggest_column *c = &s->options->columns[p->cell[i].column];
        struct dec d;
        if ((c->min || c->max) && dec_parse(&d, p->cell[i].cell) == DEC_OK &&
            ((c->min && dec_cmp(&d, c->min) < 0) || (c->max && dec_cmp(&d, c->max) > 0)))
            return true;
    }
    return false;
}

bool work_try(struct suggester *s, struct proposal *p)
{
    struct buf heals = {0};
    bool good = !leaves_bounds(s, p);
    memcpy(s->trial, s->strict, (size_t)s->options->schema->n * sizeof *s->trial);
    for (int i = 0; i < p->n; i++)
        s->trial[p->cell[i].column] = p->cell[i].cell;
    vm_record(s->vm, s->trial, NULL);
    p->healed = 0;
    for (int i = 0; i < s->n_rules && good; i++) {
        const struct rule *rule = rules_rule(s->options->rules, i);
        if (s->base[i] == OUTCOME_NOTRUN)
            continue;
        enum outcome o = vm_rule(s->vm, i);
        bool bad = o == OUTCOME_FALSE || o == OUTCOME_ERROR || o == OUTCOME_BAD;
        if (bad && s->base[i] != OUTCOME_FALSE && s->base[i] != OUTCOME_ERROR && rule->level != RULE_INFO)
            good = false;
        if (s->base[i] == OUTCOME_FALSE && o == OUTCOME_TRUE) {
            buf_puts(&heals, p->healed++ ? ";" : "");
            buf_str(&heals, rule->name);
        }
    }
    p->heals = arena_str(&s->row, buf_slice(&heals));
    buf_free(&heals);
    return good;
}

/* |a - b| in *d; false when that does not fit. */
static bool distance(const struct dec *a, const struct dec *b, struct dec *d)
{
    if (dec_sub(d, a, b) != DEC_OK)
        return false;
    *d = dec_abs(d);
    return true;
}

int work_past_speaks(const struct suggester *s, const struct proposal *p)
{
    int all = p->n > 0;
    for (int i = 0; i < p->n; i++) {
        struct dec old, new, past, from, to;
        if (!work_past(s, p->cell[i].column, &past) || !work_number(s, p->cell[i].column, &old) ||
            dec_parse(&new, p->cell[i].cell) != DEC_OK || !distance(&old, &past, &from) || !distance(&new, &past, &to)) {
            all = 0;
            continue;
        }
        int cmp = dec_cmp(&to, &from);
        if (cmp > 0)
            return -1;
        all = all && cmp < 0;
    }
    return all;
}

/* --- what comes out --- */

struct suggestion *work_row(struct suggester *s, int column, enum suggest_method method, const char *grade)
{
    s->out = mem_grow(s->out, &s->cap, s->n + 1, sizeof *s->out);
    s->out[s->n] = (struct suggestion){.column = column, .method = suggest_methods[method].name, .grade = grade, .distance = -1,
                                       .partner = -1, .heals = STR(""), .evidence = STR("")};
    return &s->out[s->n++];
}

void work_suggest(struct suggester *s, const struct proposal *p, const char *grade, struct str evidence)
{
    for (int i = 0; i < p->n; i++) {
        if (s->options->columns[p->cell[i].column].computed)
            continue;
        struct suggestion *x = work_row(s, p->cell[i].column, p->method, grade);
        x->new = p->cell[i].cell;
        x->heals = p->heals;
        x->distance = typo_distance(s->cells[x->column], x->new);
        x->solutions = 1;
        x->evidence = evidence;
        x->power = p->power;
        x->slip = p->slip;
    }
}

static void describe(struct buf *b, const struct suggester *s, const struct proposal *p)
{
    for (int i = 0; i < p->n; i++) {
        buf_puts(b, i ? "," : "");
        buf_str(b, s->options->schema->columns[p->cell[i].column].name);
        buf_puts(b, "->");
        buf_str(b, p->cell[i].cell);
    }
}

void work_ambiguous(struct suggester *s, enum suggest_method method, struct proposal *const *p, int n, int kept)
{
    struct buf b = {0};
    for (int i = 0; i < kept; i++) {
        buf_puts(&b, i ? " | " : "");
        describe(&b, s, p[i]);
    }
    struct suggestion *x = work_row(s, -1, method, "ambiguous");
    x->solutions = n;
    x->evidence = arena_str(&s->row, buf_slice(&b));
    buf_free(&b);
}

void work_limit(struct suggester *s, enum suggest_method method)
{
    work_row(s, -1, method, "limit")->evidence = STR("the search was given up");
}
