/* SPDX-License-Identifier: Apache-2.0 */
#include "suggest/suggest_periods.h"

#include "suggest/quarters.h"
#include "suggest/unitk.h"

/* The items of the record: all that have a prior value, or the pairs of an amount and its quarter. columns: where item i
 * stands. */
static int read_items(struct suggester *s, bool pairs, struct quarters_item *items, int *columns)
{
    int n = 0;
    for (int i = 0; i < s->options->schema->n && n < UNITK_VARS; i++) {
        const struct suggest_column *c = &s->options->columns[i];
        if (c->weight == LOCALISE_FIXED || c->computed || (pairs ? !c->amount || c->quarter < 0 : c->prior < 0))
            continue;
        struct dec *d = arena_array(&s->row, 5, sizeof *d);
        columns[n] = i;
        items[n++] = (struct quarters_item){work_number(s, i, &d[0]), work_number(s, c->quarter, &d[1]),
                                            work_number(s, c->last_year, &d[2]), work_number(s, c->prior, &d[3]),
                                            work_number(s, c->year_ago, &d[4])};
    }
    return n;
}

bool suggest_stale(struct suggester *s)
{
    struct quarters_item *items = arena_array(&s->row, UNITK_VARS, sizeof *items); /* too large for a small stack */
    int *columns = arena_array(&s->row, UNITK_VARS, sizeof *columns), equal, n;
    int count = read_items(s, false, items, columns);
    if (!quarters_stale(items, count, &equal, &n))
        return false;
    struct suggestion *x = work_row(s, -1, SUGGEST_STALE, "ask");
    x->evidence = str_of(arena_printf(&s->row, "%d of %d numbers equal the prior ones", equal, n));
    return true;
}

/* Tries a proposal that rests on many cells; returns false when it breaks a rule that held. */
static bool propose_columns(struct suggester *s, struct proposal *p, struct str evidence)
{
    if (!p->n || !work_try(s, p))
        return false;
    work_suggest(s, p, p->healed > 1 ? "A" : p->healed ? "B" : "C", evidence);
    return true;
}

static bool suggest_years(struct suggester *s, const struct quarters_item *items, int count, int number)
{
    struct proposal *p = proposal_new(s, SUGGEST_YEARS, 2 * s->options->schema->n);
    int n;
    if (!quarters_years(items, count, number, &n))
        return false;
    for (int i = 0; i < s->options->schema->n; i++) {
        const struct suggest_column *c = &s->options->columns[i];
        struct dec now, before;
        if (c->computed || c->weight == LOCALISE_FIXED || !work_number(s, i, &now) ||
            !work_number(s, c->last_year, &before) || str_eq(s->cells[i], s->cells[c->last_year]))
            continue;
        proposal_put(p, i, s->cells[c->last_year]);
        proposal_put(p, c->last_year, s->cells[i]);
    }
    return propose_columns(s, p,
        str_of(arena_printf(&s->row, "in all %d pairs that tell, last year and this year stand in each other's place", n)));
}

static bool tell_unclear(struct suggester *s, struct str evidence)
{
    struct suggestion *x = work_row(s, -1, SUGGEST_QUARTER, "ambiguous");
    x->solutions = 2;
    x->evidence = evidence;
    return true;
}

static bool suggest_quarter(struct suggester *s, const struct quarters_item *items, const int *columns, int count, int number)
{
    struct proposal *p = proposal_new(s, SUGGEST_QUARTER, count);
    int n;
    enum quarters_confusion is = quarters_confused(items, count, number, &n);
    if (is == QUARTERS_NONE)
        return false;
    if (is == QUARTERS_UNCLEAR)
        return tell_unclear(s, str_of(arena_printf(&s->row, "year to date equals the quarter; %d items say which is wrong, "
                                                            "others differ (quarter %d)", n, number)));
    for (int i = 0; i < count; i++) {
        const struct quarters_item *x = &items[i];
        struct dec d;
        if (!x->now || !x->quarter || !x->prior || !dec_sign(x->prior))
            continue;
        if (is == QUARTERS_AS_YEAR && dec_add(&d, x->prior, x->quarter) == DEC_OK)
            proposal_put(p, columns[i], work_text(s, d, x->now->scale));
        if (is == QUARTERS_AS_QUARTER && dec_sub(&d, x->now, x->prior) == DEC_OK) {
            /* What cannot be negative cannot fall from quarter to quarter of a year: these are other figures altogether. */
            if (dec_sign(&d) < 0 && !s->options->columns[columns[i]].negative)
                return tell_unclear(s, STR("year to date equals the quarter, but is below the prior one"));
            proposal_put(p, s->options->columns[columns[i]].quarter, work_text(s, d, x->now->scale));
        }
    }
    return propose_columns(s, p, str_of(arena_printf(&s->row, "year to date equals the quarter; %d items against the prior year "
                                                              "to date (quarter %d)", n, number)));
}

/* In the first quarter: the year to date is the quarter and all of last year together. */
static bool suggest_carried_on(struct suggester *s, const struct quarters_item *items, const int *columns, int count)
{
    struct proposal *p = proposal_new(s, SUGGEST_CARRIED_ON, count);
    int n;
    if (!quarters_carried_on(items, count, &n))
        return false;
    for (int i = 0; i < count; i++)
        if (items[i].now && items[i].quarter && dec_cmp(items[i].now, items[i].quarter) != 0)
            proposal_put(p, columns[i], s->cells[s->options->columns[columns[i]].quarter]);
    return propose_columns(s, p,
        str_of(arena_printf(&s->row, "in all %d pairs the year to date is last year's and this quarter together", n)));
}

bool suggest_periods(struct suggester *s)
{
    struct quarters_item *items = arena_array(&s->row, UNITK_VARS, sizeof *items);
    int *columns = arena_array(&s->row, UNITK_VARS, sizeof *columns), number = s->prior_far ? 0 : s->quarter;
    int count = read_items(s, true, items, columns);
    if (work_wants(s, SUGGEST_YEARS) && suggest_years(s, items, count, number))
        return true;
    if (work_wants(s, SUGGEST_QUARTER) && suggest_quarter(s, items, columns, count, number))
        return true;
    return number == 1 && work_wants(s, SUGGEST_CARRIED_ON) && suggest_carried_on(s, items, columns, count);
}
