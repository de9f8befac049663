/* SPDX-License-Identifier: Apache-2.0 */
#include "suggest/suggest_exchanged.h"

#include "base/mem.h"

/* --- what stands, and what counts --- */

/* The kind of those items of an edit that have one, when they have the same and the others are of it, too: in a balance, or as
 * parts of a total. A bound between two items says nothing (a year's depreciation of assets), nor does one with figures of
 * another time. */
static unsigned char kind_of(const struct suggester *s, const struct lin *e, const unsigned char *kinds)
{
    unsigned char kind = EXCHANGED_OPEN;
    if (e->op != LIN_EQ && lin_total(e) < 0)
        return EXCHANGED_OPEN;
    for (int i = 0; i < e->n; i++) {
        int column = s->slot[e->terms[i].var];
        if (s->options->columns[column].statement < 0)
            return EXCHANGED_OPEN;
        if (kinds[column] != EXCHANGED_OPEN && kind != EXCHANGED_OPEN && kinds[column] != kind)
            return EXCHANGED_OPEN;
        kind = kinds[column] == EXCHANGED_OPEN ? kind : kinds[column];
    }
    return kind;
}

unsigned char *exchanged_kinds(const struct suggester *s)
{
    unsigned char *kinds = mem_array((size_t)s->options->schema->n + 1, 1);
    for (int i = 0; i < s->options->schema->n; i++)
        kinds[i] = s->options->columns[i].flow    ? EXCHANGED_FLOW
                   : s->options->columns[i].stock ? EXCHANGED_STOCK
                                                  : EXCHANGED_OPEN;
    for (bool more = true; more;) {
        more = false;
        for (int i = 0; i < s->edits.set.n; i++) {
            const struct lin *e = &s->edits.set.list[i].atoms[0].lin;
            unsigned char kind = kind_of(s, e, kinds);
            for (int k = 0; kind != EXCHANGED_OPEN && k < e->n; k++) {
                unsigned char *x = &kinds[s->slot[e->terms[k].var]];
                more = more || *x == EXCHANGED_OPEN;
                *x = kind;
            }
        }
    }
    return kinds;
}

/* --- the items --- */

/* x is steady when x * before = prior * now. */
struct pace {
    int now, before;
};

struct item {
    int column, group;
    struct dec x, prior;
    bool off[2]; /* as a stock, as the year to date: it may be one, and is not what the quarter before leads to */
    bool told;
};

/* Is x within so many per cent of the value before at that pace? Not when the numbers do not fit. */
static bool is_within(const struct dec *x, const struct dec *prior, struct pace pace, int percent)
{
    struct dec is = dec_int(100 * pace.before);
    struct dec low = dec_int((100 - percent) * pace.now), high = dec_int((100 + percent) * pace.now);
    return dec_mul(&is, &is, x) == DEC_OK && dec_mul(&low, &low, prior) == DEC_OK && dec_mul(&high, &high, prior) == DEC_OK &&
           dec_cmp(&is, &low) >= 0 && dec_cmp(&is, &high) <= 0;
}

/* Were the two so near to each other that nothing is exchanged? The smaller one is compared with the larger. */
static bool is_alike(const struct item *a, const struct item *b)
{
    static const struct pace still = {1, 1};
    bool up = dec_cmp(&a->prior, &b->prior) < 0;
    return is_within(up ? &a->prior : &b->prior, up ? &b->prior : &a->prior, still, EXCHANGED_OFF);
}

static bool is_pair(const struct item *a, const struct item *b, struct pace pace)
{
    return a->group == b->group && is_within(&a->x, &b->prior, pace, EXCHANGED_NEAR) &&
           is_within(&b->x, &a->prior, pace, EXCHANGED_NEAR) && !is_alike(a, b);
}

/* The items that can be compared; *restless of them go on in neither reading. */
static int read_items(const struct suggester *s, const struct pace pace[2], struct item *items, int *restless)
{
    struct dec amount = dec_int(EXCHANGED_AMOUNT), least = dec_int(EXCHANGED_LEAST);
    int n = 0;
    *restless = 0;
    for (int i = 0; i < s->options->schema->n; i++) {
        const struct suggest_column *c = &s->options->columns[i];
        struct item *x = &items[n];
        *x = (struct item){.column = i, .group = c->statement};
        if (c->statement < 0 || c->weight == LOCALISE_FIXED || !work_number(s, i, &x->x) || dec_sign(&x->x) <= 0 ||
            !work_number(s, c->prior, &x->prior) || dec_cmp(&x->prior, c->amount ? &amount : &least) < 0)
            continue;
        bool on[2] = {s->kinds[i] != EXCHANGED_FLOW && is_within(&x->x, &x->prior, pace[0], EXCHANGED_OFF),
                      s->kinds[i] != EXCHANGED_STOCK && is_within(&x->x, &x->prior, pace[1], EXCHANGED_OFF)};
        x->off[0] = s->kinds[i] != EXCHANGED_FLOW && !on[0] && (!on[1] || s->quarter < 2);
        x->off[1] = s->kinds[i] != EXCHANGED_STOCK && !on[0] && !on[1];
        *restless += !on[0] && !on[1];
        n++;
    }
    return n;
}

/* --- what is said of a pair --- */

static void mark(struct suggestion *x, const struct suggestion *other, bool year_to_date)
{
    x->partner = other->column;
    x->year_to_date = year_to_date;
}

/* What balances suggested for one of the two columns: the rows of their exchange, when it was that. Returns false when there is
 * nothing. */
static bool find_rows(struct suggester *s, int a, int b, struct suggestion *rows[2])
{
    bool any = false;
    rows[0] = rows[1] = NULL;
    for (size_t i = 0; i < s->n; i++) {
        struct suggestion *x = &s->out[i];
        if (!x->new.p || (x->column != a && x->column != b))
            continue;
        any = true;
        if (str_is(str_of(suggest_methods[SUGGEST_SWAP].name), x->method))
            rows[x->column == b] = x;
    }
    return any;
}

static bool tell(struct suggester *s, int a, int b, bool year_to_date)
{
    struct suggestion *rows[2];
    if (find_rows(s, a, b, rows)) {
        if (!rows[0] || !rows[1])
            return false;
        mark(rows[0], rows[1], year_to_date);
        mark(rows[1], rows[0], year_to_date);
        return true;
    }

    struct proposal *p = proposal_new(s, SUGGEST_SWAP_PRIOR, 2);
    proposal_put(p, a, s->cells[b]);
    proposal_put(p, b, s->cells[a]);
    if (!work_try(s, p))
        return false;
    work_suggest(s, p, p->healed > 1 ? "A" : p->healed ? "B" : "C",
                 year_to_date ? STR("each goes on from the other's year to date of the quarter before")
                              : STR("each goes on from the other's value of the quarter before"));
    mark(&s->out[s->n - 2], &s->out[s->n - 1], year_to_date);
    mark(&s->out[s->n - 1], &s->out[s->n - 2], year_to_date);
    return true;
}

/* The pairs of one reading among the items that are off in it: few, where the record goes on. */
static bool tell_pairs(struct suggester *s, struct item *items, int n, struct pace pace, bool year_to_date)
{
    bool any = false;
    for (int i = 0; i < n; i++)
        for (int k = i + 1; k < n && items[i].off[year_to_date] && !items[i].told; k++)
            if (items[k].off[year_to_date] && !items[k].told && is_pair(&items[i], &items[k], pace) &&
                tell(s, items[i].column, items[k].column, year_to_date))
                any = items[i].told = items[k].told = true;
    return any;
}

bool suggest_exchanged(struct suggester *s)
{
    /* Across years the pace of the year before says how many items go on; of one item or a pair it is too rough to speak. */
    struct pace pace[2] = {{1, 1}, {1, 1}};
    int restless;
    if (s->prior_far)
        return false;
    if (s->quarter)
        pace[1] = (struct pace){s->quarter, s->quarter > 1 ? s->quarter - 1 : 4};

    struct item *items = arena_array(&s->row, (size_t)s->options->schema->n + 1, sizeof *items);
    int n = read_items(s, pace, items, &restless);
    if (restless * 2 > n)
        return false;
    bool any = tell_pairs(s, items, n, pace[0], false);
    return (s->quarter > 1 && tell_pairs(s, items, n, pace[1], true)) || any;
}
