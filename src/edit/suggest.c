#include "edit/suggest.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/mem.h"
#include "edit/deduce.h"
#include "edit/localise.h"
#include "edit/quarters.h"
#include "edit/ruleedits.h"
#include "edit/signs.h"
#include "edit/typo.h"
#include "edit/unitk.h"
#include "value/period.h"

enum { MAX_UNIT_CELLS = 2, MAX_DECIMALS = 4 };

struct suggester {
    const struct suggest_spec *spec;
    struct program *program;
    struct vm *vm;
    struct ruleedits edits;
    int n_rules;
    int *slot;               /* [vars] column of a variable */
    int32_t *weights;        /* [VSET_MAX] */
    unsigned char *base;     /* [n_rules] outcomes of the record as it is */
    struct fm fm;

    /* The record. */
    const struct str *cells;
    struct arena row;
    struct str *trial;       /* [columns] cells with a proposal */
    struct numbers r;
    int128 x[VSET_MAX], work[VSET_MAX];
    int decimals[VSET_MAX];
    struct lin *active;      /* [edits] edits that apply */
    int *active_of;          /* [edits] their numbers in the set */
    int n_active;
    struct vset fixed;
    int failing;             /* hard and quasi rules with edits that fail */
    struct suggestion *out;
    size_t n, cap;
};

struct suggester *suggester_new(const struct suggest_spec *spec)
{
    struct program *p = rules_bind(spec->rules, spec->schema, spec->host);
    if (!p)
        return NULL;
    struct suggester *s = mem_alloc(sizeof *s);
    s->spec = spec;
    s->program = p;
    s->vm = vm_new(p);
    s->n_rules = rules_count(spec->rules);
    for (int i = 0; i < s->n_rules; i++) {
        enum rule_level level = rules_rule(spec->rules, i)->level;
        if (program_state(p, i) == RULE_READY && (level == RULE_HARD || level == RULE_QUASI))
            ruleedits_add(&s->edits, spec->rules, i, spec->schema);
    }
    int vars = s->edits.set.vars.n;
    s->slot = mem_array((size_t)vars + 1, sizeof *s->slot);
    s->weights = mem_array(VSET_MAX, sizeof *s->weights);
    for (int v = 0; v < vars; v++) {
        s->slot[v] = schema_find(spec->schema, intern_name(&s->edits.set.vars, v));
        s->weights[v] = spec->columns[s->slot[v]].weight;
    }
    s->base = mem_array((size_t)s->n_rules + 1, 1);
    s->trial = mem_array((size_t)spec->schema->n + 1, sizeof *s->trial);
    s->active = mem_array((size_t)s->edits.set.n + 1, sizeof *s->active);
    s->active_of = mem_array((size_t)s->edits.set.n + 1, sizeof *s->active_of);
    return s;
}

int suggester_edits(const struct suggester *s)
{
    return s->edits.set.n;
}

static struct suggestion *add(struct suggester *s, int column, const char *method, const char *grade)
{
    s->out = mem_grow(s->out, &s->cap, s->n + 1, sizeof *s->out);
    s->out[s->n] = (struct suggestion){.column = column, .method = method, .grade = grade, .distance = -1,
                                       .heals = STR(""), .evidence = STR("")};
    return &s->out[s->n++];
}

/* --- the record --- */

static bool is_null(struct str c)
{
    return c.n == 0 || (c.n == 2 && memcmp(c.p, "\\N", 2) == 0);
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
        struct str c = s->cells[s->slot[v]];
        p[v] = NULL;
        s->decimals[v] = 0;
        if (s->weights[v] == LOCALISE_FIXED)
            vset_add(&s->fixed, v);
        if (is_null(c)) {
            if (vset_has(&s->edits.zero, v)) {
                p[v] = &zero;
                vset_add(&s->fixed, v);
            }
        } else if (dec_parse(&d[v], c) == DEC_OK) {
            p[v] = &d[v];
            s->decimals[v] = d[v].scale;
        }
    }
    return numbers_set(&s->r, s->x, p, n, 0);
}

/* Runs the rules on the record. */
static void judge(struct suggester *s)
{
    vm_record(s->vm, s->cells, NULL);
    for (int i = 0; i < s->n_rules; i++)
        s->base[i] = program_state(s->program, i) == RULE_READY ? (unsigned char)vm_rule(s->vm, i) : OUTCOME_NOTRUN;
}

/* Does an edit apply to the record, by its rule's outcome and its own state? A rule with a condition that is not met is
 * true; then its edit may well fail. Where the edit of such a rule holds, it is kept: at worst it forbids too much. */
static bool applies(const struct suggester *s, int edit, enum lin_state state, bool complete)
{
    const struct rule *rule = rules_rule(s->spec->rules, s->edits.of[edit]);
    unsigned char o = s->base[s->edits.of[edit]];
    bool conditional = rule->st->dp[rule->number].head.when != NULL;
    if (state == LIN_MISSING)
        return !complete && !conditional && (o == OUTCOME_NULL || o == OUTCOME_TRUE);
    return state == LIN_HOLDS ? o == OUTCOME_TRUE || o == OUTCOME_FALSE : state == LIN_FAILS && o == OUTCOME_FALSE;
}

/* complete: only edits without missing operands. */
static void activate(struct suggester *s, bool complete)
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

/* --- proposals --- */

struct proposal {
    int n;
    struct {
        int column;
        struct str cell;
    } cell[UNITK_VARS];
    const char *method;
    int healed;
    struct str heals;
};

static struct str dec_text(struct suggester *s, struct dec d, int decimals)
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

static struct proposal *proposal_of(struct suggester *s, const struct repair *r, const char *method)
{
    struct proposal *p = arena_array(&s->row, 1, sizeof *p);
    p->method = method;
    for (int i = 0; i < r->n; i++) {
        int v = r->cell[i].var;
        p->cell[p->n].column = s->slot[v];
        p->cell[p->n++].cell = dec_text(s, numbers_dec(&s->r, r->cell[i].value), s->decimals[v]);
    }
    return p;
}

/* Runs all rules on the record with the proposal. Returns false when a rule that held no longer does. */
static bool try_out(struct suggester *s, struct proposal *p)
{
    struct buf heals = {0};
    bool good = true;
    memcpy(s->trial, s->cells, (size_t)s->spec->schema->n * sizeof *s->trial);
    for (int i = 0; i < p->n; i++)
        s->trial[p->cell[i].column] = p->cell[i].cell;
    vm_record(s->vm, s->trial, NULL);
    p->healed = 0;
    for (int i = 0; i < s->n_rules && good; i++) {
        const struct rule *rule = rules_rule(s->spec->rules, i);
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

static void put(struct suggester *s, const struct proposal *p, const char *grade, struct str evidence)
{
    for (int i = 0; i < p->n; i++) {
        if (s->spec->columns[p->cell[i].column].computed)
            continue;
        struct suggestion *x = add(s, p->cell[i].column, p->method, grade);
        x->new = p->cell[i].cell;
        x->heals = p->heals;
        x->distance = typo_distance(s->cells[x->column], x->new);
        x->solutions = 1;
        x->evidence = evidence;
    }
}

static void describe(struct buf *b, const struct suggester *s, const struct proposal *p)
{
    for (int i = 0; i < p->n; i++) {
        buf_puts(b, i ? "," : "");
        buf_str(b, s->spec->schema->columns[p->cell[i].column].name);
        buf_puts(b, "->");
        buf_str(b, p->cell[i].cell);
    }
}

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

/* A short number is often one step away from what a balance wants within its tolerance, and any number is one changed digit
 * away from what a residue of another error wants: chance, not evidence. What fingers do to digits is evidence: exchange
 * two, drop one, double one. */
static bool is_evidence(const struct suggester *s, const struct proposal *p, bool typo)
{
    int least = typo ? 4 : 3;
    for (int i = 0; i < p->n; i++) {
        struct str old = s->cells[p->cell[i].column], new = p->cell[i].cell;
        if (count_digits(old) < least || count_digits(new) < least)
            return false;
        if (typo && old.n == new.n && !is_transposed(old, new))
            return false;
    }
    return true;
}

/* Of the repairs found, those that heal something and break nothing: one is suggested, several are ambiguous. Returns true
 * when there was any. */
static bool choose(struct suggester *s, const struct repairs *found, const char *method, const char *pair_method)
{
    struct proposal *good[REPAIR_KEPT];
    int n = 0;
    for (int i = 0; i < found->n && i < REPAIR_KEPT; i++) {
        struct proposal *p = proposal_of(s, &found->found[i], found->found[i].n == 2 && pair_method ? pair_method : method);
        if (try_out(s, p) && p->healed && is_evidence(s, p, !pair_method))
            good[n++] = p;
    }
    if (found->n > REPAIR_KEPT)
        n = found->n; /* more than were kept: certainly not unique */
    if (n == 1)
        put(s, good[0], good[0]->healed > 1 ? "A" : "B", STR(""));
    if (n > 1) {
        struct buf b = {0};
        for (int i = 0; i < n && i < REPAIR_KEPT && n <= REPAIR_KEPT; i++) {
            buf_puts(&b, i ? " | " : "");
            describe(&b, s, good[i]);
        }
        struct suggestion *x = add(s, -1, method, "ambiguous");
        x->solutions = n;
        x->evidence = arena_str(&s->row, buf_slice(&b));
        buf_free(&b);
    }
    return n > 0;
}

static bool suggest_signs(struct suggester *s, const struct repair_rules *rules)
{
    int flip[VSET_MAX], swap[200][2];
    struct signs_actions a = {flip, 0, (const int(*)[2])swap, 0, 1};
    struct vset seen = {{0}};
    for (int i = 0; i < s->n_active; i++) {
        const struct lin *e = &s->active[i];
        if (e->op != LIN_EQ || lin_judge(e, &s->r) != LIN_FAILS)
            continue;
        for (int k = 0; k < e->n; k++) {
            int v = e->terms[k].var;
            if (!vset_has(&seen, v) && s->spec->columns[s->slot[v]].negative && a.n_flip < VSET_MAX)
                flip[a.n_flip++] = v;
            for (int m = 0; m < k && !vset_has(&seen, v); m++)
                if (e->terms[m].a != e->terms[k].a && a.n_swap < 200) {
                    swap[a.n_swap][0] = e->terms[m].var;
                    swap[a.n_swap++][1] = v;
                }
        }
        struct vset vars = lin_vars(e);
        vset_join(&seen, &vars);
    }
    struct repairs found = {0};
    signs_repair(rules, &a, &s->r, s->work, &found);
    return choose(s, &found, "sign", "swap");
}

static bool suggest_typo(struct suggester *s, const struct repair_rules *rules)
{
    struct repairs found = {0};
    typo_repair(rules, s->decimals, 1, &s->r, s->work, &found);
    return choose(s, &found, "typo", NULL);
}

/* d / 10^k */
static struct dec shifted(struct dec d, int k)
{
    for (; k > 0; k--)
        d.scale++;
    for (; k < 0; k++) {
        if (d.scale)
            d.scale--;
        else if (__builtin_mul_overflow(d.coef, 10, &d.coef))
            d.coef = 0;
    }
    return dec_strip(d);
}

static struct str unit_evidence(struct suggester *s, const struct unitk *u, int k)
{
    struct buf b = {0};
    struct dec m = u->median;
    dec_round(&m, &m, 3);
    buf_printf(&b, "k=%+d; %d of %d amounts agree; median of log10 ", k, u->state == UNITK_RECORD ? u->agree : u->n_cells,
               u->usable);
    dec_put(&b, &m);
    struct str t = arena_str(&s->row, buf_slice(&b));
    buf_free(&b);
    return t;
}

/* The amounts of the record, or with `all` all its quantities, against their prior values. columns: where number i stands. */
static void compare_units(struct suggester *s, bool all, struct unitk *u, int *columns)
{
    struct dec now[UNITK_VARS], before[UNITK_VARS];
    const struct dec *y[UNITK_VARS], *z[UNITK_VARS];
    int n = 0;
    for (int i = 0; i < s->spec->schema->n && n < UNITK_VARS; i++) {
        const struct suggest_column *c = &s->spec->columns[i];
        if (c->prior < 0 || c->computed || !(all ? c->quantity : c->amount))
            continue;
        y[n] = !is_null(s->cells[i]) && dec_parse(&now[n], s->cells[i]) == DEC_OK ? &now[n] : NULL;
        z[n] = !is_null(s->cells[c->prior]) && dec_parse(&before[n], s->cells[c->prior]) == DEC_OK ? &before[n] : NULL;
        columns[n++] = i;
    }
    unitk_check(y, z, n, false, u);
}

/* The amounts of a record that has no prior value for some are still in the wrong unit: all of them move. */
static bool suggest_unit_record(struct suggester *s, const struct unitk *u)
{
    struct proposal *p = arena_array(&s->row, 1, sizeof *p);
    struct dec d;
    if (u->state != UNITK_RECORD || ((u->k == 1 || u->k == -1) && u->agree < 3))
        return false;
    p->method = "unit-record";
    if (u->k < -MAX_DECIMALS) { /* the digits behind the fourth decimal are lost: only the enterprise has them */
        struct suggestion *x = add(s, -1, p->method, "ask");
        x->evidence = unit_evidence(s, u, u->k);
        return true;
    }
    for (int i = 0; i < s->spec->schema->n && p->n < UNITK_VARS; i++)
        if (s->spec->columns[i].amount && !is_null(s->cells[i]) && dec_parse(&d, s->cells[i]) == DEC_OK && dec_sign(&d)) {
            p->cell[p->n].column = i;
            p->cell[p->n++].cell = dec_text(s, shifted(d, u->k), 0);
        }
    /* A factor of ten or a hundred may be growth, or another enterprise's figures: the rules must speak for it. */
    if (!try_out(s, p) || (u->k > -3 && u->k < 3 && p->healed < 6))
        return false;
    put(s, p, p->healed > 1 ? "A" : p->healed ? "B" : "C", unit_evidence(s, u, u->k));
    return true;
}

/* What programs write for a number that did not fit. */
static bool is_artefact(struct str c)
{
    return str_is(c, "2147483647") || str_is(c, "-2147483648") || str_is(c, "4294967295");
}

static bool suggest_unit_cells(struct suggester *s, struct unitk *u)
{
    int columns[UNITK_VARS];
    bool any = false;
    compare_units(s, true, u, columns);
    if (u->n_cells > MAX_UNIT_CELLS)
        return false; /* shifted rows or a copy, not a slip of the unit */
    for (int i = 0; u->state == UNITK_CELL && i < u->n_cells; i++) {
        struct proposal *p = arena_array(&s->row, 1, sizeof *p);
        int column = columns[u->cells[i].var], k = u->cells[i].k;
        struct dec d;
        if (dec_parse(&d, s->cells[column]) != DEC_OK)
            continue;
        *p = (struct proposal){.n = 1, .method = "unit-cell"};
        p->cell[0].column = column;
        p->cell[0].cell = dec_text(s, shifted(d, k), 0);
        /* A factor of ten or a hundred may be true growth, a slip of the finger, a share for an amount. */
        bool unit = k == 3 || k == 4 || k == -3 || k == -4;
        if (unit && !is_artefact(s->cells[column]) && try_out(s, p)) {
            put(s, p, p->healed > 1 ? "A" : p->healed ? "B" : "C", unit_evidence(s, u, k));
            any = true;
        }
    }
    return any;
}

static void suggest_deduced(struct suggester *s)
{
    struct deduced found[VSET_MAX];
    int n;
    activate(s, false);
    deduce(s->active, s->n_active, &s->r, &s->fm, found, &n);
    for (int i = 0; i < n; i++) {
        struct proposal *p = arena_array(&s->row, 1, sizeof *p);
        if (vset_has(&s->fixed, found[i].var) || !s->spec->columns[s->slot[found[i].var]].wanted)
            continue;
        *p = (struct proposal){.n = 1, .method = "deduce"};
        p->cell[0].column = s->slot[found[i].var];
        p->cell[0].cell = dec_text(s, found[i].value, 0);
        if (try_out(s, p))
            put(s, p, "A", STR(""));
    }
}

/* --- year to date, quarter, last year --- */

/* The number of the record's quarter; 0 when it has none, or its prior values are not those of the quarter before. */
static int quarter_number(const struct suggester *s)
{
    const struct suggest_spec *spec = s->spec;
    struct period now, before, expected;
    if (spec->period < 0 || !period_parse(&now, s->cells[spec->period]) || now.indicator != 'Q')
        return 0;
    if (spec->prior_period >= 0 &&
        (!period_parse(&before, s->cells[spec->prior_period]) || !period_shift(&expected, now, -1) ||
         !period_eq(before, expected)))
        return 0;
    return now.number;
}

static const struct dec *cell_dec(const struct suggester *s, int column, struct dec *d)
{
    return column >= 0 && !is_null(s->cells[column]) && dec_parse(d, s->cells[column]) == DEC_OK ? d : NULL;
}

/* The items of the record: all that have a prior value, or the pairs of an amount and its quarter. columns: where item i
 * stands. */
static int read_items(struct suggester *s, bool pairs, struct quarters_item *items, int *columns)
{
    int n = 0;
    for (int i = 0; i < s->spec->schema->n && n < UNITK_VARS; i++) {
        const struct suggest_column *c = &s->spec->columns[i];
        if (c->weight == LOCALISE_FIXED || c->computed || (pairs ? !c->amount || c->quarter < 0 : c->prior < 0))
            continue;
        struct dec *d = arena_array(&s->row, 4, sizeof *d);
        columns[n] = i;
        items[n++] = (struct quarters_item){cell_dec(s, i, &d[0]), cell_dec(s, c->quarter, &d[1]),
                                            cell_dec(s, c->last_year, &d[2]), cell_dec(s, c->prior, &d[3])};
    }
    return n;
}

static bool suggest_stale(struct suggester *s)
{
    struct quarters_item items[UNITK_VARS];
    int columns[UNITK_VARS], equal, n;
    int count = read_items(s, false, items, columns);
    if (!quarters_stale(items, count, &equal, &n))
        return false;
    struct suggestion *x = add(s, -1, "stale-copy", "ask");
    x->evidence = str_of(arena_printf(&s->row, "%d of %d numbers equal the prior ones", equal, n));
    return true;
}

/* Tries a proposal that rests on many cells; returns false when it breaks a rule that held. */
static bool propose_columns(struct suggester *s, struct proposal *p, struct str evidence)
{
    if (!p->n || !try_out(s, p))
        return false;
    put(s, p, p->healed > 1 ? "A" : p->healed ? "B" : "C", evidence);
    return true;
}

static void propose_cell(struct proposal *p, int column, struct str cell)
{
    p->cell[p->n].column = column;
    p->cell[p->n++].cell = cell;
}

static bool suggest_years(struct suggester *s, const struct quarters_item *items, int count, int number)
{
    struct proposal *p = arena_array(&s->row, 1, sizeof *p);
    int n;
    if (!quarters_years(items, count, number, &n))
        return false;
    p->method = "years";
    for (int i = 0; i < s->spec->schema->n && p->n + 2 <= UNITK_VARS; i++) {
        const struct suggest_column *c = &s->spec->columns[i];
        if (c->last_year < 0 || c->computed || c->weight == LOCALISE_FIXED || is_null(s->cells[i]) ||
            is_null(s->cells[c->last_year]) || str_eq(s->cells[i], s->cells[c->last_year]))
            continue;
        propose_cell(p, i, s->cells[c->last_year]);
        propose_cell(p, c->last_year, s->cells[i]);
    }
    return propose_columns(s, p,
        str_of(arena_printf(&s->row, "in all %d pairs last year is what the quarters of this year add up to", n)));
}

static bool suggest_quarter(struct suggester *s, const struct quarters_item *items, const int *columns, int count, int number)
{
    struct proposal *p = arena_array(&s->row, 1, sizeof *p);
    int n;
    enum quarters_confusion is = quarters_confused(items, count, number, &n);
    if (is == QUARTERS_NONE)
        return false;
    p->method = "quarter";
    if (is == QUARTERS_UNCLEAR) {
        struct suggestion *x = add(s, -1, p->method, "ambiguous");
        x->solutions = 2;
        x->evidence = str_of(arena_printf(&s->row, "year to date equals the quarter; %d items say which is wrong, others differ "
                                                     "(quarter %d)",
                                        n, number));
        return true;
    }
    for (int i = 0; i < count && p->n < UNITK_VARS; i++) {
        const struct quarters_item *x = &items[i];
        struct dec d;
        if (!x->now || !x->quarter || !x->prior || !dec_sign(x->prior))
            continue;
        if (is == QUARTERS_AS_YEAR && dec_add(&d, x->prior, x->quarter) == DEC_OK)
            propose_cell(p, columns[i], dec_text(s, d, x->now->scale));
        if (is == QUARTERS_AS_QUARTER && dec_sub(&d, x->now, x->prior) == DEC_OK)
            propose_cell(p, s->spec->columns[columns[i]].quarter, dec_text(s, d, x->now->scale));
    }
    return propose_columns(s, p, str_of(arena_printf(&s->row, "year to date equals the quarter; %d items against the prior year "
                                                              "to date (quarter %d)", n, number)));
}

static bool suggest_periods(struct suggester *s)
{
    struct quarters_item items[UNITK_VARS];
    int columns[UNITK_VARS], number = quarter_number(s);
    if (!number)
        return false;
    int count = read_items(s, true, items, columns);
    return suggest_years(s, items, count, number) || suggest_quarter(s, items, columns, count, number);
}

/* --- localisation --- */

static struct str set_text(struct suggester *s, const struct localise_result *r)
{
    struct buf b = {0};
    buf_printf(&b, "weight %lld.%03lld; %d optimal", (long long)(r->weight / 1000), (long long)(r->weight % 1000), r->n_optimal);
    for (int i = 0; i < r->n_optimal && i < 8; i++) {
        buf_puts(&b, i ? " | " : ": ");
        bool first = true;
        for (int v = vset_next(&r->sets[i], 0); v >= 0; v = vset_next(&r->sets[i], v + 1)) {
            buf_puts(&b, first ? "" : ",");
            buf_str(&b, intern_name(&s->edits.set.vars, v));
            first = false;
        }
    }
    struct str t = arena_str(&s->row, buf_slice(&b));
    buf_free(&b);
    return t;
}

static void suggest_localised(struct suggester *s)
{
    static const char *const grades[] = {"", "ask", "infeasible", "no-solution", "limit"};
    struct editset set = s->edits.set; /* the same variables, only the edits that apply */
    struct localise_result *r = arena_array(&s->row, 1, sizeof *r);
    activate(s, true);
    set.list = arena_array(&s->row, (size_t)s->n_active + 1, sizeof *set.list);
    set.n = s->n_active;
    for (int i = 0; i < s->n_active; i++)
        set.list[i] = s->edits.set.list[s->active_of[i]];
    struct localiser *l = localiser_new(&set, s->weights, 0);
    localise(l, &(struct localise_record){s->r, NULL}, r);
    localiser_free(l);
    if (r->state == LOCALISE_VALID)
        return;
    if (r->state != LOCALISE_FOUND) {
        add(s, -1, "localise", grades[r->state]);
        return;
    }
    struct str evidence = set_text(s, r);
    for (int v = vset_next(&r->sets[0], 0); v >= 0; v = vset_next(&r->sets[0], v + 1)) {
        struct suggestion *x = add(s, s->slot[v], "localise", "ask");
        x->solutions = r->n_optimal;
        x->evidence = evidence;
    }
}

const struct suggestion *suggester_record(struct suggester *s, const struct str *cells, int *n)
{
    struct unitk *u;
    int columns[UNITK_VARS];
    arena_reset(&s->row);
    s->cells = cells;
    s->n = 0;
    *n = 0;
    if (!read_numbers(s))
        return s->out;
    judge(s);
    u = arena_array(&s->row, 1, sizeof *u);
    compare_units(s, false, u, columns);
    activate(s, true);
    if (suggest_stale(s)) { /* what else is wrong with it is the other quarter's */
        *n = (int)s->n;
        return s->out;
    }
    bool settled = suggest_unit_record(s, u) || suggest_periods(s);
    if (!settled && s->failing) {
        struct repair_rules rules = {s->active, s->n_active, s->fixed};
        settled = suggest_signs(s, &rules) || suggest_typo(s, &rules);
    }
    if (!settled)
        settled = suggest_unit_cells(s, u);
    if (!settled && s->failing && s->spec->localise)
        suggest_localised(s);
    if (!s->failing && !vset_empty(&s->r.missing))
        suggest_deduced(s);
    *n = (int)s->n;
    return s->out;
}

void suggester_free(struct suggester *s)
{
    if (!s)
        return;
    vm_free(s->vm);
    program_free(s->program);
    ruleedits_free(&s->edits);
    fm_free(&s->fm);
    arena_free(&s->row);
    mem_free(s->slot);
    mem_free(s->weights);
    mem_free(s->base);
    mem_free(s->trial);
    mem_free(s->active);
    mem_free(s->active_of);
    mem_free(s->out);
    mem_free(s);
}
