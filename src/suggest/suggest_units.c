/* SPDX-License-Identifier: Apache-2.0 */
#include "suggest/suggest_units.h"

#include "base/buf.h"
#include "suggest/suggest_class.h"
#include "suggest/suggest_past.h"

/* A factor of ten or a hundred may be growth, or another enterprise's figures: that many rules must speak for it, and the amounts
 * must be close to it. */
enum { SMALL_HEALS = 6 };
/* Sections of the form that may be in the right unit while the others are not. */
enum { MAX_SECTIONS = 4 };
/* Digits behind the fourth decimal are lost: only the enterprise has them. */
enum { MAX_DECIMALS = 4 };
enum { LEAST_EXACT = 3 };

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
        d = past_shifted(typed, k);
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

/* The amounts by 10^-k, those without a reference, too, but for the sections [n] that stay as they are. NULL when one would
 * overflow. */
static struct proposal *move_amounts(struct suggester *s, int k, const struct str *stay, int n)
{
    struct proposal *p = proposal_new(s, SUGGEST_UNIT_RECORD, s->options->schema->n);
    p->power = k;
    for (int i = 0; i < s->options->schema->n; i++) {
        const struct suggest_column *c = &s->options->columns[i];
        struct dec d;
        bool stays = !c->amount || !work_number(s, i, &d) || !dec_sign(&d);
        for (int m = 0; m < n && !stays; m++)
            stays = str_eq(c->section, stay[m]);
        if (stays)
            continue;
        d = past_shifted(d, k);
        if (!dec_sign(&d))
            return NULL;
        proposal_put(p, i, work_text(s, d, 0));
    }
    return p;
}

/* Does the section of a column come before, among the amounts? */
static bool is_seen(const struct suggest_options *o, int column)
{
    for (int i = 0; i < column; i++)
        if (o->columns[i].amount && str_eq(o->columns[i].section, o->columns[column].section))
            return true;
    return false;
}

/* The amounts of the form by 10^-k, tried: NULL when that breaks a rule. Other people fill in other sections: one whose staying
 * as it is heals more rules stays. */
static struct proposal *try_amounts(struct suggester *s, int k)
{
    struct str stay[MAX_SECTIONS] = {{0}};
    int n = 0;
    struct proposal *all = move_amounts(s, k, stay, 0), *best = all && work_try(s, all) ? all : NULL;

    for (int i = 0; all && i < s->options->schema->n && n < MAX_SECTIONS; i++) {
        if (!s->options->columns[i].amount || is_seen(s->options, i))
            continue;
        stay[n] = s->options->columns[i].section;
        struct proposal *p = move_amounts(s, k, stay, n + 1);
        if (p && p->n && work_try(s, p) && (!best || p->healed > best->healed)) {
            best = p;
            n++;
        }
    }
    return best;
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
    struct proposal *p = try_amounts(s, k);
    if (!p || (k > -3 && k < 3 && !exact && (p->healed < SMALL_HEALS || !is_close(u, k, growth))))
        return false;
    work_suggest(s, p, p->healed > 1 ? "A" : p->healed || independent || exact ? "B" : "C", evidence);
    return true;
}

/* Enterprises of a class differ much: what their medians say is graded one lower, and only thousands count. A size may be in a
 * wrong unit itself: what one alone says must heal a rule, and stays a guess. What the unit's own past does not see is a
 * question. */
static bool propose_class(struct suggester *s, struct class_says class, bool own_in_order)
{
    if (!class.sizes || !class.k)
        return false;
    struct str evidence = str_of(arena_printf(&s->row, "k=%+d; %sclass by %d size%s, %d amounts", class.k,
                                              own_in_order ? "the past shows nothing, " : "", class.sizes,
                                              class.sizes == 1 ? "" : "s", class.usable));
    struct proposal *p = class.k < -MAX_DECIMALS ? NULL : try_amounts(s, class.k);
    if (!p && class.k >= -MAX_DECIMALS)
        return false;
    if (!p || own_in_order || (!p->healed && class.sizes < 2))
        return ask_back(s, "ask", evidence);
    work_suggest(s, p, class.sizes > 1 ? "B" : "C", evidence);
    return true;
}

/* An old report in another unit: the one now is right. */
static void tell_old(struct suggester *s, enum suggest_past whose, int k, const char *evidence)
{
    if (!work_wants(s, SUGGEST_UNIT_PRIOR))
        return;
    struct suggestion *x = work_row(s, -1, SUGGEST_UNIT_PRIOR, "note");
    x->power = -k;
    x->whose = whose;
    x->evidence = str_of(evidence);
}

/* Is it the old reports that are in another unit? They differ from this one by a thousand or more, and two sizes of the class say
 * that it is in order; or last year is like it, and the quarter before is that much larger. */
static bool blame_old(struct suggester *s, const bool tells[2], const int k[2], struct class_says class)
{
    bool any = false, right = class.sizes > 1 && !class.k;
    for (int i = 0; i < 2; i++) {
        bool other = !i && tells[1] && !k[1] && k[0] < 0 && !(class.sizes > 1 && class.k);
        if (!tells[i] || (k[i] > -3 && k[i] < 3) || !(right || other))
            continue;
        tell_old(s, i ? PAST_YEAR_AGO : PAST_PRIOR, k[i],
                 right ? "the class says that the form is in order" : "last year's report is like this one");
        any = true;
    }
    return any;
}

bool suggest_unit_record(struct suggester *s)
{
    static const char *const names[] = {"prior", "last year"};
    const struct unitk *u[2];
    int k[2];
    bool tells[2];
    for (int i = 0; i < 2; i++) {
        u[i] = past_ask(s, i ? PAST_YEAR_AGO : PAST_PRIOR, false);
        tells[i] = past_tells(u[i], &k[i]);
    }

    int first = tells[0] && k[0] ? 0 : 1;
    bool own = tells[first] && k[first], far = own && (k[first] <= -3 || k[first] >= 3), both = tells[0] && tells[1];
    bool ask = own ? far : !(tells[0] || tells[1]) || class_is_worth(s);
    struct class_says class = ask ? class_of_form(s) : (struct class_says){0};

    if (!own)
        return propose_class(s, class, tells[0] || tells[1]);
    if (far && blame_old(s, tells, k, class))
        return false;
    struct str evidence = evidence_of(s, both && k[0] == k[1] ? "prior and last year" : names[first], u[first], k[first],
                                      u[first]->agree);

    if (!both || k[0] == k[1])
        return propose_own(s, k[first], both || (class.sizes > 1 && class.k == k[first]), u[both ? 1 : first],
                           both || first ? (struct dec){0} : steady_growth(s), evidence);
    /* Growth by ten in a year is no riddle, a thousand is: one of the three reports is in another unit. */
    if (!far)
        return false;
    if (class.sizes > 1 && class.k == k[first])
        return propose_own(s, k[first], true, u[first], (struct dec){0}, evidence);
    return ask_back(s, "ambiguous", str_of(arena_printf(&s->row, "prior: k=%+d; last year: k=%+d", k[0], k[1])));
}
