/* SPDX-License-Identifier: Apache-2.0 */
#include "suggest/suggest_unit_cells.h"

#include "base/buf.h"
#include "suggest/suggest_class.h"
#include "suggest/suggest_past.h"

/* More slips than that are shifted rows or a copy. */
enum { MAX_SLIPS = 2 };
/* Small items grow tenfold; where more do, the rows are shifted. */
enum { MAX_SMALL = 3 };
enum { LEAST_REFERENCE = 10 };
/* Amounts in another unit are a cell or two; more are the form, or rows. */
enum { MAX_AMOUNTS = 2 };
/* unitk_shift knows no larger ones. */
enum { MOST_POWER = 12 };

/* What is said of one item. */
struct item {
    int k;               /* the factor; 0: in order, or nothing is known */
    int witnesses;       /* references that say so */
    bool strong;         /* one of them is large enough to speak alone */
    bool near;           /* a reference sees it in order */
    enum suggest_past old; /* an old report that is off while the item is in order */
    int old_k;           /* by what it differs from the item */
};

/* Items off by one factor in one unit. */
struct slip {
    int k;
    struct str unit;
    enum suggest_past old; /* of old reports; PAST_NONE: of this one */
    int *columns;        /* [n] */
    int n, strong, witnesses;
};

struct slips {
    struct slip list[2 * MAX_SLIPS + 1]; /* one more of each kind, to know that there are too many */
    int n;
    int odd;             /* items off by a factor that is no unit, and that no slip explains */
    int small;           /* items off by ten or a hundred */
    bool *near;          /* [columns] in order, says a reference */
};

/* What programs write for a number that did not fit. */
static bool is_artefact(struct str c)
{
    return str_is(c, "2147483647") || str_is(c, "-2147483648") || str_is(c, "4294967295");
}

/* Is the reference large enough to speak of a factor alone? */
static bool is_large(const struct dec *d)
{
    struct dec a = dec_abs(d), least = dec_int(LEAST_REFERENCE);
    return dec_cmp(&a, &least) >= 0;
}

static bool is_far(int k)
{
    return k >= 3 || k <= -3;
}

/* --- one item --- */

/* What one reference says of an item. */
struct witness {
    enum suggest_past whose;
    bool is, near, large;
    int k;
};

/* The old figures of an item: of the quarter before, of last year, and that one as it was filled in again now. The last is none
 * when it is in another unit itself; and where it only repeats last year's, the two are one. */
static void read_old(const struct suggester *s, int column, struct dec d[3], const struct dec *old[3])
{
    const struct suggest_column *c = &s->options->columns[column];
    old[0] = work_number(s, work_prior_comparable(s, column) ? c->prior : -1, &d[0]);
    old[1] = work_number(s, c->year_ago, &d[1]);
    old[2] = work_number(s, c->last_year, &d[2]);
    if (old[1] && old[2] && (unitk_shift(old[2], old[1]) || dec_cmp(old[1], old[2]) == 0))
        old[2] = NULL;
}

/* What the references say. Short ones say nothing beside others, and none does of a figure with another sign. */
static void hear(const struct suggester *s, int column, const struct dec *now, struct witness w[3])
{
    static const enum suggest_past whose[3] = {PAST_PRIOR, PAST_YEAR_AGO, PAST_NONE};
    struct dec d[3];
    const struct dec *old[3];
    bool any = false;

    read_old(s, column, d, old);
    for (int i = 0; i < 3; i++) {
        w[i] = (struct witness){.is = old[i] && dec_sign(old[i]), .whose = whose[i]};
        w[i].large = w[i].is && is_large(old[i]);
        any = any || w[i].large;
    }
    for (int i = 0; i < 3; i++) {
        if (!w[i].is || (any && !w[i].large) || dec_sign(old[i]) != dec_sign(now))
            continue;
        w[i].near = unitk_near(now, old[i]);
        w[i].k = w[i].near ? 0 : unitk_shift(now, old[i]);
    }
}

/* The factor that the witnesses agree on, none of them seeing the item in order; else 0. */
static void agree(const struct witness w[3], struct item *x)
{
    for (int i = 0; i < 3; i++) {
        if (w[i].is && (w[i].near || (w[i].k && x->k && w[i].k != x->k))) {
            *x = (struct item){.near = w[i].near};
            return;
        }
        x->k = w[i].k ? w[i].k : x->k;
        x->witnesses += w[i].k != 0;
        x->strong = x->strong || (w[i].k && w[i].large);
    }
}

/* Can an old figure be one in a smaller unit (kilograms, yuan), when this one is 10^k times it? An enterprise that stands still
 * has figures near zero, and is no riddle. */
static bool is_old_slip(const struct suggest_column *c, const struct dec *now, int k)
{
    return k <= -3 && k >= -4 && is_large(now) && class_is_unit(c, -k);
}

/* One reference sees the item far off, another in order: the old report that is alone may be in another unit, or, if the class
 * says so, both this one and the one like it. */
static void weigh(struct suggester *s, int column, const struct dec *now, const struct witness w[3], struct item *x)
{
    int off = -1, n = 0;
    bool near = false;
    for (int i = 0; i < 3; i++) {
        near = near || w[i].near;
        n += w[i].k != 0;
        off = w[i].k ? i : off;
    }
    if (!near || n != 1 || !w[off].whose)
        return;

    if (is_old_slip(&s->options->columns[column], now, w[off].k)) {
        x->old = w[off].whose;
        x->old_k = w[off].k;
    } else if (w[off].k >= 3 && w[off].large) {
        struct class_says class = class_of_item(s, column);
        if (class.sizes > 1 && class.k == w[off].k)
            *x = (struct item){.k = class.k, .witnesses = 2, .strong = true};
    }
}

/* One witness alone: the class, or the unit that the factor leads to, tell which of the two is off. */
static void hear_class(struct suggester *s, int column, const struct dec *now, const struct witness w[3], struct item *x)
{
    const struct suggest_column *c = &s->options->columns[column];
    struct class_says class = class_of_item(s, column);
    enum suggest_past whose = w[0].k ? PAST_PRIOR : w[1].k ? PAST_YEAR_AGO : PAST_NONE;
    bool told = class.sizes > 1;
    if (told && class.k == x->k) {
        x->witnesses++;
        x->strong = true;
    } else if (whose && is_old_slip(c, now, x->k) && (told ? !class.k : !class_is_unit(c, x->k))) {
        *x = (struct item){.old = whose, .old_k = x->k};
    }
}

static struct item read_item(struct suggester *s, int column)
{
    struct item x = {0};
    struct witness w[3];
    struct dec now;

    if (!work_number(s, column, &now) || !dec_sign(&now))
        return x;
    hear(s, column, &now, w);
    agree(w, &x);
    if (!x.k)
        weigh(s, column, &now, w, &x);
    else if (x.witnesses == 1 && is_far(x.k))
        hear_class(s, column, &now, w, &x);

    if (!w[0].is && !w[1].is && !w[2].is && s->options->medians) {
        struct class_says class = class_of_item(s, column);
        if (class.sizes > 1 && class.k > 0) /* little is no riddle: who uses a thousandth of what others do may have no need */
            x = (struct item){.k = class.k, .witnesses = class.sizes, .strong = true};
    }
    return x;
}

/* --- slips --- */

static struct slip *slip_of(struct suggester *s, struct slips *all, int k, struct str unit, enum suggest_past old)
{
    for (int i = 0; i < all->n; i++)
        if (all->list[i].k == k && all->list[i].old == old && str_eq(all->list[i].unit, unit))
            return &all->list[i];
    if (all->n == (int)(sizeof all->list / sizeof *all->list)) {
        all->odd++;
        return NULL;
    }
    struct slip *x = &all->list[all->n++];
    *x = (struct slip){.k = k, .unit = unit, .old = old,
                       .columns = arena_array(&s->row, (size_t)s->options->schema->n, sizeof *x->columns)};
    return x;
}

static void put(struct slip *slip, int column, const struct item *x)
{
    if (!slip)
        return;
    slip->columns[slip->n++] = column;
    slip->strong += x->strong || x->old;
    slip->witnesses = x->witnesses > slip->witnesses ? x->witnesses : slip->witnesses;
}

/* A unit that is too large keeps the digits; a lone one is a small number. */
static bool has_digits(const struct suggester *s, int column, int k)
{
    struct dec d;
    return !is_artefact(s->cells[column]) && work_number(s, column, &d) && (k > 0 || dec_digits(dec_strip(d).coef) > 1);
}

static void read_slips(struct suggester *s, struct slips *all)
{
    int without[2 * MOST_POWER + 1] = {0}; /* items off by k - MOST_POWER in a unit where that makes no sense */

    all->near = arena_array(&s->row, (size_t)s->options->schema->n, sizeof *all->near);
    for (int i = 0; i < s->options->schema->n; i++) {
        const struct suggest_column *c = &s->options->columns[i];
        if (!c->quantity || c->computed)
            continue;
        struct item x = read_item(s, i);
        all->near[i] = x.near;
        bool unit = is_far(x.k) && x.k >= -4 && x.k <= 4 && class_is_unit(c, x.k) && (x.strong || !c->amount);
        all->small += x.k && x.strong && !is_far(x.k);
        if (x.old && !c->amount) /* loans and grants come and go */
            put(slip_of(s, all, x.old_k, c->unit, x.old), i, &x);
        else if (unit && has_digits(s, i, x.k))
            put(slip_of(s, all, x.k, c->unit, PAST_NONE), i, &x);
        else if (!unit && is_far(x.k) && x.strong)
            without[x.k + MOST_POWER]++;
    }

    for (int i = 0; i < all->n; i++)
        if (!all->list[i].old)
            without[all->list[i].k + MOST_POWER] = 0;
    for (int i = 0; i <= 2 * MOST_POWER; i++)
        all->odd += without[i];
}

/* Do several items and several references speak for it? */
static bool is_firm(const struct slip *x)
{
    return x->n > 1 && x->witnesses > 1;
}

/* Is it one, or is it a small number or two? Where many small items moved, the rows may be shifted. */
static bool is_slip(const struct slip *x, int small)
{
    return (x->strong && small <= MAX_SMALL) || is_firm(x);
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
    struct class_says class;
    if ((past_tells(past_ask(s, PAST_PRIOR, true), &k) && !k) || (past_tells(past_ask(s, PAST_YEAR_AGO, true), &k) && !k))
        return true;
    class = class_of_form(s);
    return class.sizes && !class.k;
}

static void move(struct suggester *s, struct proposal *p, int column)
{
    struct dec d;
    if (work_number(s, column, &d) && dec_sign(&d))
        proposal_put(p, column, work_text(s, past_shifted(d, p->power), 0));
}

/* How much of what is in the slip's unit moves along with it. */
enum along { ALONE, WITH_FAMILY, WITH_SUMS, WITH_REST };

/* Is it one of the slip's own? */
static bool is_in(const struct slip *x, int column)
{
    for (int i = 0; i < x->n; i++)
        if (x->columns[i] == column)
            return true;
    return false;
}

/* Does it bear the first word of an item of the slip: waste_stored with waste_generated? */
static bool is_family(const struct suggester *s, const struct slip *x, int column)
{
    const struct column *c = s->options->schema->columns;
    struct str rest, word = str_cut(c[column].name, '_', &rest);
    for (int i = 0; i < x->n; i++)
        if (str_eq(str_cut(c[x->columns[i]].name, '_', &rest), word))
            return true;
    return false;
}

/* Does an item in the slip's unit move along with it, as no reference sees it in order? */
static bool goes_along(struct suggester *s, const struct slips *all, const struct slip *x, int column, enum along along)
{
    const struct suggest_column *c = &s->options->columns[column];
    if (along == ALONE || !c->unit.n || !str_eq(c->unit, x->unit))
        return false;
    if (c->computed)
        return along >= WITH_SUMS;
    if (!c->quantity || all->near[column] || !(is_family(s, x, column) || along == WITH_REST))
        return false;
    struct class_says class = class_of_item(s, column);
    return !class.sizes || class.k;
}

/* The slip put right. Along with it go what bears its name and unit, then the sums over rows in its unit (the kWh of the fuels
 * with those of the form), then all that is in its unit. */
static struct proposal *right(struct suggester *s, const struct slips *all, const struct slip *x, int number, enum along along)
{
    struct proposal *p = proposal_new(s, SUGGEST_UNIT_CELL, s->options->schema->n);
    p->power = x->k;
    p->slip = number;
    for (int i = 0; i < s->options->schema->n; i++)
        if (is_in(x, i) || goes_along(s, all, x, i, along))
            move(s, p, i);
    return p;
}

/* The first of them that breaks no rule, or NULL. An amount goes alone: too much else is money. */
static struct proposal *try_slip(struct suggester *s, const struct slips *all, const struct slip *x, int number)
{
    enum along most = s->options->columns[x->columns[0]].amount ? ALONE : WITH_REST;
    for (enum along along = ALONE; along <= most; along++) {
        struct proposal *p = right(s, all, x, number, along);
        if (work_try(s, p))
            return p;
    }
    return NULL;
}

static bool propose_slip(struct suggester *s, const struct slips *all, const struct slip *x, int number)
{
    bool failing = false;
    struct proposal *p = try_slip(s, all, x, number);
    for (int i = 0; i < x->n; i++)
        failing = failing || is_in_failing(s, x->columns[i]);
    if (!p || (!p->healed && failing))
        return false;
    /* A figure that fell, by one old report alone: that may be the wrong one, and so may the rules be that read it. */
    bool guess = x->witnesses == 1 && (!p->healed || (x->k < 0 && !failing));
    work_suggest(s, p, guess ? "C" : p->healed > 1 ? "A" : "B",
                 str_of(arena_printf(&s->row, "k=%+d; %d reference%s", x->k, x->witnesses,
                                     x->witnesses == 1 ? " agrees" : "s agree")));
    return true;
}

static void tell_old(struct suggester *s, const struct slip *x, int number)
{
    for (int i = 0; i < x->n; i++) {
        struct suggestion *y = work_row(s, x->columns[i], SUGGEST_UNIT_PRIOR, "note");
        y->power = -x->k;
        y->slip = number;
        y->whose = x->old;
        y->evidence = str_of(arena_printf(&s->row, "k=%+d; %s is in another unit", -x->k,
                                          x->old == PAST_PRIOR ? "the prior value" : "last year's value"));
    }
}

bool suggest_unit_cells(struct suggester *s)
{
    struct slips all = {.n = 0};
    int now = 0;
    bool any = false;

    read_slips(s, &all);
    for (int i = 0; i < all.n; i++) {
        const struct slip *x = &all.list[i];
        now += !x->old;
        if (!x->old && s->options->columns[x->columns[0]].amount && x->n > MAX_AMOUNTS)
            return false;
    }
    if (!all.n || now + all.odd > MAX_SLIPS || !is_in_order(s))
        return false;
    for (int i = 0; i < all.n; i++) {
        const struct slip *x = &all.list[i];
        if (x->old && is_slip(x, all.small) && work_wants(s, SUGGEST_UNIT_PRIOR))
            tell_old(s, x, i + 1);
        if (!x->old && is_slip(x, all.small))
            any = propose_slip(s, &all, x, i + 1) || any;
    }
    return any;
}
