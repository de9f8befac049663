/* SPDX-License-Identifier: Apache-2.0 */
#include "suggest/suggest_units.h"

#include "base/buf.h"
#include "suggest/unitk.h"

/* A factor of ten or a hundred may be growth, or another enterprise's figures: that many rules must speak for it, and the amounts
 * must be close to it. */
enum { SMALL_HEALS = 6 };
/* More cells than that are shifted rows or a copy, not a slip of the unit. */
enum { MAX_UNIT_CELLS = 2 };
/* Small items grow tenfold; where more do, the rows are shifted. */
enum { MAX_SMALL = 3 };
/* Digits behind the fourth decimal are lost: only the enterprise has them. */
enum { MAX_DECIMALS = 4 };
/* Hundred millions in a column of thousands. */
enum { MOST_K = 5 };
enum { LEAST_EXACT = 3, LEAST_REFERENCE = 10 };

enum reference { PRIOR, YEAR_AGO, CLASS };

/* What one reference says. */
struct opinion {
    struct unitk u;
    int columns[UNITK_VARS]; /* where number i of u stands */
};

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

static const struct dec *value_of(const struct suggester *s, enum reference whose, int class, int column, struct dec *d)
{
    const struct suggest_column *c = &s->options->columns[column];
    switch (whose) {
    case PRIOR:
        return work_prior_comparable(s, column) ? work_number(s, c->prior, d) : NULL;
    case YEAR_AGO:
        return work_number(s, c->year_ago, d);
    case CLASS:
        return medians_expect(s->options->medians, class, s->cells, column, d);
    }
    return NULL;
}

/* The amounts of the record, or with `all` all its quantities, against a reference. */
static struct opinion *ask(struct suggester *s, enum reference whose, bool all)
{
    struct opinion *o = arena_array(&s->row, 1, sizeof *o);
    int columns = s->options->schema->n, n = 0;
    int class = whose == CLASS && s->options->medians ? medians_class(s->options->medians, s->cells) : -1;
    struct dec *d = arena_array(&s->row, 2 * (size_t)columns + 1, sizeof *d);
    const struct dec *y[UNITK_VARS], *z[UNITK_VARS];
    for (int i = 0; i < columns && n < UNITK_VARS; i++) {
        const struct suggest_column *c = &s->options->columns[i];
        if (c->computed || !(all ? c->quantity : c->amount) || (whose == CLASS && class < 0))
            continue;
        z[n] = value_of(s, whose, class, i, &d[2 * i]);
        if (!z[n])
            continue;
        y[n] = work_number(s, i, &d[2 * i + 1]);
        o->columns[n++] = i;
    }
    unitk_check(y, z, n, MOST_K, false, &o->u);
    return o;
}

/* What is it of the whole form: in order (*k = 0), in another unit (*k), or can it not tell (false)? */
static bool verdict(const struct opinion *o, int *k)
{
    *k = 0;
    if (o->u.state == UNITK_RECORD)
        *k = o->u.k;
    return o->u.usable >= 2 && (*k || o->u.in_order);
}

/* The respondent fills in last year's values again (NAME_lyr). If they are those of a year ago but for the factor, digit for
 * digit, it is the unit and nothing else. */
static bool is_exact(const struct suggester *s, int k)
{
    int n = 0, equal = 0;
    for (int i = 0; i < s->options->schema->n; i++) {
        const struct suggest_column *c = &s->options->columns[i];
        struct dec typed, stored, d;
        if (!c->amount || !work_number(s, c->last_year, &typed) || !work_number(s, c->year_ago, &stored) || !dec_sign(&stored))
            continue;
        n++;
        d = shifted(typed, k);
        equal += dec_cmp(&d, &stored) == 0;
    }
    return equal >= LEAST_EXACT && equal * 10 >= n * 6;
}

static struct str evidence_of(struct suggester *s, const char *source, const struct unitk *u, int k, int agree)
{
    struct buf b = {0};
    buf_printf(&b, "k=%+d; %s: %d of %d amounts agree", k, source, agree, u->usable);
    if (u->has_median) {
        struct dec m = u->median;
        dec_round(&m, &m, 3);
        buf_puts(&b, "; median of log10 ");
        dec_put(&b, &m);
    }
    struct str t = arena_str(&s->row, buf_slice(&b));
    buf_free(&b);
    return t;
}

/* All amounts by 10^-k, those without a reference, too. NULL when one would overflow. */
static struct proposal *move_amounts(struct suggester *s, int k)
{
    struct proposal *p = proposal_new(s, SUGGEST_UNIT_RECORD, s->options->schema->n);
    for (int i = 0; i < s->options->schema->n; i++) {
        struct dec d;
        if (!s->options->columns[i].amount || !work_number(s, i, &d) || !dec_sign(&d))
            continue;
        d = shifted(d, k);
        if (!dec_sign(&d))
            return NULL;
        proposal_put(p, i, work_text(s, d, 0));
    }
    return p;
}

static bool ask_back(struct suggester *s, const char *grade, struct str evidence)
{
    work_row(s, -1, SUGGEST_UNIT_RECORD, grade)->evidence = evidence;
    return true;
}

/* The logarithm of what the year to date grows by from the quarter before, at a steady pace; 0 in the first quarter. */
static struct dec steady_growth(const struct suggester *s)
{
    static const int thousandths[] = {[2] = 301, [3] = 176, [4] = 125};
    return (struct dec){.coef = s->quarter >= 2 ? thousandths[s->quarter] : 0, .scale = 3};
}

/* Is |a - b| at most `most`? */
static bool is_within(struct dec a, struct dec b, struct dec most)
{
    if (dec_sub(&a, &a, &b) != DEC_OK)
        return false;
    a = dec_abs(&a);
    return dec_cmp(&a, &most) <= 0;
}

/* Is the median of the logarithms close to k, and are most of them close to the median? The amounts of another enterprise, ten
 * times as large, scatter more than those of one enterprise in two quarters. growth: what part of the amounts may have grown by
 * since the reference. */
static bool is_close(const struct unitk *u, int k, struct dec growth)
{
    struct dec most = {.coef = 150, .scale = 3}, zero = {0}, two = dec_int(2), whole = dec_int(k), grown, scatter;
    if (u->state != UNITK_RECORD || dec_add(&grown, &growth, &whole) != DEC_OK || dec_div(&scatter, &growth, &two) != DEC_OK ||
        dec_add(&scatter, &scatter, &most) != DEC_OK)
        return false;
    return (is_within(u->median, whole, most) || is_within(u->median, grown, most)) && is_within(u->spread, zero, scatter);
}

/* The unit's own past says k. independent: both references do. u: against last year where there is one, for the year
 * to date grows from quarter to quarter; growth: by how much, where there is none. */
static bool propose_own(struct suggester *s, int k, bool independent, const struct unitk *u, struct dec growth,
                        struct str evidence)
{
    bool exact = is_exact(s, k);
    if (k < -MAX_DECIMALS)
        return ask_back(s, "ask", evidence);
    struct proposal *p = move_amounts(s, k);
    if (!p || !work_try(s, p) || (k > -3 && k < 3 && !exact && (p->healed < SMALL_HEALS || !is_close(u, k, growth))))
        return false;
    work_suggest(s, p, p->healed > 1 ? "A" : p->healed || independent || exact ? "B" : "C", evidence);
    return true;
}

/* Enterprises of a class differ much: what their medians say is graded one lower, and only thousands count. Where no rule
 * confirms it, or the unit's own past does not see it, it is a question. */
static bool propose_class(struct suggester *s, bool own_in_order)
{
    int k;
    struct opinion *o = s->options->medians ? ask(s, CLASS, false) : NULL;
    if (!o || !verdict(o, &k) || (k > -3 && k < 3))
        return false;
    struct str evidence = evidence_of(s, own_in_order ? "the past shows nothing, class" : "class", &o->u, k, o->u.agree);
    struct proposal *p = k < -MAX_DECIMALS ? NULL : move_amounts(s, k);
    if (p && !work_try(s, p))
        return false;
    if (!p || !p->healed || own_in_order)
        return ask_back(s, "ask", evidence);
    work_suggest(s, p, p->healed > 1 ? "B" : "C", evidence);
    return true;
}

bool suggest_unit_record(struct suggester *s)
{
    static const char *const names[] = {"prior", "last year"};
    struct opinion *o[2];
    int k[2];
    bool tells[2];
    for (int i = 0; i < 2; i++) {
        o[i] = ask(s, i ? YEAR_AGO : PRIOR, false);
        tells[i] = verdict(o[i], &k[i]);
    }
    int first = tells[0] && k[0] ? 0 : 1;
    if (!tells[first] || !k[first])
        return propose_class(s, tells[0] || tells[1]);
    bool both = tells[0] && tells[1];
    struct str evidence = evidence_of(s, both && k[0] == k[1] ? "prior and last year" : names[first], &o[first]->u, k[first],
                                      o[first]->u.agree);
    if (!both || k[0] == k[1])
        return propose_own(s, k[first], both, &o[both ? 1 : first]->u,
                           both || first ? (struct dec){0} : steady_growth(s), evidence);
    /* Growth by ten in a year is no riddle, a thousand is: one of the three reports is in another unit. */
    if (k[first] > -3 && k[first] < 3)
        return false;
    return ask_back(s, "ambiguous", str_of(arena_printf(&s->row, "prior: k=%+d; last year: k=%+d", k[0], k[1])));
}

/* What programs write for a number that did not fit. */
static bool is_artefact(struct str c)
{
    return str_is(c, "2147483647") || str_is(c, "-2147483648") || str_is(c, "4294967295");
}

/* Is the reference large enough to speak of a factor? */
static bool is_large(const struct dec *d)
{
    struct dec a = dec_abs(d), least = dec_int(LEAST_REFERENCE);
    return dec_cmp(&a, &least) >= 0;
}

/* By which power a cell is off, and how many references say so: the prior value, that of a year ago, and last year's as filled in
 * now. 0 when one of them says that it is in order, or off by another power. One that lies in between says nothing. */
static int cell_shift(const struct suggester *s, int column, int *witnesses)
{
    const struct suggest_column *c = &s->options->columns[column];
    const int places[] = {work_prior_comparable(s, column) ? c->prior : -1, c->year_ago, c->last_year};
    struct dec now, d;
    int k = 0;
    *witnesses = 0;
    if (!work_number(s, column, &now))
        return 0;
    for (int i = 0; i < 3; i++) {
        if (!work_number(s, places[i], &d) || !is_large(&d))
            continue;
        int says = unitk_shift(&now, &d);
        if (unitk_near(&now, &d) || (says && k && says != k))
            return 0;
        k = says ? says : k;
        *witnesses += says != 0;
    }
    return k;
}

/* Does the column stand in a balance that fails? Then its right value would heal one. */
static bool is_in_failing(const struct suggester *s, int column)
{
    for (int i = 0; i < s->n_active; i++) {
        const struct lin *e = &s->active[i];
        if (e->op != LIN_EQ || lin_judge(e, &s->r) != LIN_FAILS)
            continue;
        for (int k = 0; k < e->n; k++)
            if (s->slot[e->terms[k].var] == column)
                return true;
    }
    return false;
}

/* Is the form as a whole in order, by one of its references? */
static bool is_in_order(struct suggester *s)
{
    int k;
    return (verdict(ask(s, PRIOR, true), &k) && !k) || (verdict(ask(s, YEAR_AGO, true), &k) && !k);
}

/* Is there a unit so far away that people reckon in it? Yuan and million for amounts. A factor of ten or a hundred may be true
 * growth, a slip of the finger, a share for an amount. */
static bool is_unit(const struct suggest_column *c, int k)
{
    bool far = k == 3 || k == 4 || k == -3 || k == -4;
    return far && (!c->amount || k == c->power || k == c->power - 6 || k == c->power - 8);
}

static bool propose_shift(struct suggester *s, int column, int k, int witnesses)
{
    struct proposal *p = proposal_new(s, SUGGEST_UNIT_CELL, 1);
    struct dec d;
    if (is_artefact(s->cells[column]) || !work_number(s, column, &d) || (k < 0 && dec_digits(dec_strip(d).coef) < 2))
        return false; /* a unit that is too large keeps the digits; a lone one is a small number */
    proposal_put(p, column, work_text(s, shifted(d, k), 0));
    if (!work_try(s, p) || (!p->healed && is_in_failing(s, column)))
        return false;
    work_suggest(s, p, p->healed > 1 ? "A" : p->healed || witnesses > 1 ? "B" : "C",
                 str_of(arena_printf(&s->row, "k=%+d; %d reference%s", k, witnesses, witnesses == 1 ? " agrees" : "s agree")));
    return true;
}

bool suggest_unit_cells(struct suggester *s)
{
    struct {
        int column, k, witnesses;
    } found[MAX_UNIT_CELLS];
    int n = 0, small = 0;
    bool any = false;
    for (int i = 0; i < s->options->schema->n; i++) {
        int witnesses, k = 0;
        if (s->options->columns[i].quantity && !s->options->columns[i].computed)
            k = cell_shift(s, i, &witnesses);
        bool far = k >= 3 || k <= -3;
        small += k && !far;
        if (far && n == MAX_UNIT_CELLS)
            return false;
        if (far) {
            found[n].column = i;
            found[n].k = k;
            found[n++].witnesses = witnesses;
        }
    }
    if (!n || small > MAX_SMALL || !is_in_order(s))
        return false;
    for (int i = 0; i < n; i++) {
        int k = found[i].k;
        if (is_unit(&s->options->columns[found[i].column], k))
            any = propose_shift(s, found[i].column, k, found[i].witnesses) || any;
    }
    return any;
}
