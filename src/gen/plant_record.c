/* SPDX-License-Identifier: Apache-2.0 */
#include "gen/plant_record.h"

/* Calls change for each cell of the record that holds a number other than 0. Returns how many were changed. */
static int each_amount(struct plant_work *w, bool (*change)(struct plant_work *w, struct cell_ref at, int64_t by),
                       int64_t by)
{
    int n = 0;
    for (int t = 0; t < w->form->n_tables; t++)
        for (int row = 0; row < w->record->table[t].n; row++)
            for (int v = 0; v < w->form->tables[t].n; v++) {
                struct cell_ref at = {t, row, v};
                if (is_amount(work_cell(w, at)))
                    n += change(w, at, by);
            }
    return n;
}

static int64_t rounded(int64_t v, int64_t by)
{
    return (v + (v < 0 ? -by / 2 : by / 2)) / by;
}

/* The number of powers of ten between the form's unit of money and yuan; -1 for another unit. */
static int money_power(const struct form_var *v)
{
    return str_is(v->unit, "千元") ? 3 : str_is(v->unit, "万元") ? 4 : str_is(v->unit, "元") ? 0 : -1;
}

/* Money written in units of 10^to yuan. Places beyond the fourth are rounded away, as a respondent would. */
static bool rewrite_money(struct plant_work *w, struct cell_ref at, int64_t to)
{
    int power = money_power(work_var(w, at));
    struct gen_cell c = *work_cell(w, at);
    if (power < 0)
        return false;
    for (int i = (int)to; i < power; i++)
        c.v *= 10;
    c.scale += to > power ? (int)to - power : 0;
    for (; c.scale > 4; c.scale--)
        c.v = rounded(c.v, 10);
    return work_change(w, at, c);
}

bool plant_unit_yuan(struct plant_work *w)
{
    return each_amount(w, rewrite_money, 0) > 0;
}

bool plant_unit_wan(struct plant_work *w)
{
    return each_amount(w, rewrite_money, 4) > 0;
}

bool plant_unit_large(struct plant_work *w)
{
    return each_amount(w, rewrite_money, draw_chance(&w->draw, 500000) ? 8 : 6) > 0;
}

/* Each variable of the first table that has a sibling NAME_SUFFIX; change does what is to be done with the two. */
static int each_pair(struct plant_work *w, const char *suffix,
                     bool (*change)(struct plant_work *w, struct cell_ref at, struct cell_ref other))
{
    int n = 0;
    for (int v = 0; v < w->form->tables[0].n; v++) {
        struct cell_ref at = {0, 0, v}, other;
        if (work_cell(w, at)->state == GEN_NUMBER && work_sibling(w, at, suffix, &other))
            n += change(w, at, other);
    }
    return n;
}

static bool swap(struct plant_work *w, struct cell_ref a, struct cell_ref b)
{
    struct gen_cell x = *work_cell(w, a), y = *work_cell(w, b);
    return work_change(w, a, y) && work_change(w, b, x);
}

static bool take(struct plant_work *w, struct cell_ref a, struct cell_ref b)
{
    return work_change(w, a, *work_cell(w, b));
}

static bool give(struct plant_work *w, struct cell_ref a, struct cell_ref b)
{
    return work_change(w, b, *work_cell(w, a));
}

bool plant_swap_years(struct plant_work *w)
{
    return each_pair(w, "_lyr", swap) > 0;
}

bool plant_swap_rows(struct plant_work *w)
{
    static const char *const pairs[][2] = {{"op_revenue", "op_cost"}, {"total_assets", "total_liabilities"},
                                           {"gross_output", "sales_output"}, {"selling", "admin"},
                                           {"nonop_income", "nonop_expense"}};
    size_t i = draw_below(&w->draw, sizeof pairs / sizeof pairs[0]);
    struct cell_ref a, b;
    if (work_find(w, pairs[i][0], &a) && work_find(w, pairs[i][1], &b))
        return swap(w, a, b);
    const struct form_table *t = &w->form->tables[0]; /* another form: any two that follow each other */
    for (int v = 1; v < t->n; v++) {
        a = (struct cell_ref){0, 0, v - 1};
        b = (struct cell_ref){0, 0, v};
        if (is_amount(work_cell(w, a)) && is_amount(work_cell(w, b)) && !gen_same(work_cell(w, a), work_cell(w, b)))
            return swap(w, a, b);
    }
    return false;
}

/* The quarter stands in the column of the year to date, or the other way round. */
bool plant_quarter(struct plant_work *w)
{
    return each_pair(w, "_q", draw_chance(&w->draw, 700000) ? take : give) > 0;
}

/* The year goes on after December: the first quarter is added to last year's total. */
bool plant_carried_on(struct plant_work *w)
{
    int n = 0;
    if (generator_unit(w->generator, w->unit).quarter % 4 ||
        !generator_fill_shifted(w->generator, w->unit, -1, w->other))
        return false;
    for (int v = 0; v < w->form->tables[0].n; v++) {
        struct cell_ref at = {0, 0, v}, q;
        const struct gen_cell *before = &w->other->table[0].cell[v];
        struct gen_cell c = *work_cell(w, at);
        if (c.state != GEN_NUMBER || before->state != GEN_NUMBER || !work_sibling(w, at, "_q", &q))
            continue;
        c.v += before->v;
        n += work_change(w, at, c);
    }
    return n > 0;
}

/* The measures of the unit become those of the other record, where both have them. */
static int copy_measures(struct plant_work *w)
{
    int n = 0;
    for (int v = 0; v < w->form->tables[0].n; v++) {
        struct cell_ref at = {0, 0, v};
        const struct gen_cell *from = &w->other->table[0].cell[v];
        if (work_var(w, at)->role == ROLE_MEASURE && work_cell(w, at)->state == GEN_NUMBER &&
            from->state == GEN_NUMBER)
            n += work_change(w, at, *from);
    }
    return n;
}

bool plant_stale(struct plant_work *w)
{
    return generator_fill_shifted(w->generator, w->unit, -1, w->other) && copy_measures(w) > 0;
}

/* From the next unit, with the telephone of whoever filled it in. */
bool plant_copied(struct plant_work *w)
{
    struct cell_ref at;
    generator_fill(w->generator, w->unit + 1, w->other);
    if (copy_measures(w) == 0)
        return false;
    if (work_find(w, "filler_phone", &at) && w->other->table[0].cell[at.var].state == GEN_TEXT)
        work_change(w, at, w->other->table[0].cell[at.var]);
    return true;
}

/* Totals and their parts. */
static const char *const sums[][5] = {
    {"rd_internal", "rd_recurrent", "rd_assets", NULL},
    {"rd_internal", "rd_basic", "rd_applied", "rd_experimental", NULL},
    {"rd_internal", "rd_gov_fund", "rd_own_fund", "rd_other_fund", NULL},
    {"waste_generated", "waste_utilised", "waste_disposed", "waste_stored", NULL},
};
enum { SUMS = sizeof sums / sizeof sums[0] };

/* One of the sums that the record has. */
static const char *const *pick_sum(struct plant_work *w)
{
    uint32_t start = draw_below(&w->draw, SUMS);
    struct cell_ref at;
    for (uint32_t i = 0; i < SUMS; i++)
        if (work_find(w, sums[(start + i) % SUMS][0], &at) && is_amount(work_cell(w, at)))
            return sums[(start + i) % SUMS];
    return NULL;
}

bool plant_missing(struct plant_work *w)
{
    const char *const *sum = pick_sum(w);
    struct gen_cell gone = {.state = draw_chance(&w->draw, 500000) ? GEN_EMPTY : GEN_ABSENT};
    struct cell_ref at;
    if (!sum || !work_find(w, sum[0], &at))
        return false;
    if (draw_chance(&w->draw, 400000))
        return work_change(w, at, gone);
    int n = 0;
    for (int i = 1; sum[i]; i++)
        n += work_find(w, sum[i], &at) && work_change(w, at, gone);
    return n > 0;
}

bool plant_shares(struct plant_work *w)
{
    const char *const *sum = pick_sum(w);
    struct cell_ref at;
    if (!sum || !work_find(w, sum[0], &at))
        return false;
    int64_t total = work_cell(w, at)->v;
    int n = 0;
    for (int i = 1; sum[i]; i++)
        if (work_find(w, sum[i], &at) && work_cell(w, at)->state == GEN_NUMBER)
            n += work_change(w, at, gen_number(rounded(work_cell(w, at)->v * 1000, total), 1));
    return n > 0;
}

/* The element that a path lies in: two variables of one section share it. */
static struct str section(const struct form_var *v)
{
    size_t n = v->path.n;
    while (n && v->path.p[n - 1] != '/')
        n--;
    return (struct str){v->path.p, n};
}

/* An old template: from some row of a section on, each value stands one row lower. */
bool plant_shifted(struct plant_work *w)
{
    const struct form_table *t = &w->form->tables[0];
    struct cell_ref at;
    int start = work_find(w, "op_revenue", &at) ? at.var : 0, n = 0;
    struct gen_cell carried = {0};
    for (int v = start; v < t->n; v++) {
        at.table = at.row = 0;
        at.var = v;
        const struct gen_cell *c = work_cell(w, at);
        if (c->state != GEN_NUMBER || t->vars[v].role != ROLE_MEASURE)
            continue;
        if (n > 0 && !str_eq(section(&t->vars[v]), section(&t->vars[v - 1])))
            break;
        struct gen_cell mine = *c;
        if (carried.state == GEN_NUMBER)
            n += work_change(w, at, carried);
        carried = mine;
    }
    return n > 0;
}

bool plant_region(struct plant_work *w)
{
    static const char *const regions[] = {"500103", "500106", "500113", "500118", "500120", "500153"};
    struct cell_ref at;
    return work_find(w, "region_code", &at) &&
           work_change(w, at, gen_text(str_of(regions[draw_below(&w->draw, 6)])));
}

/* Zeros where nothing was to be reported. */
bool plant_zeros(struct plant_work *w)
{
    const struct form_table *t = &w->form->tables[0];
    int n = 0;
    for (int v = 0; v < t->n; v++) {
        struct cell_ref at = {0, 0, v};
        if (t->vars[v].role == ROLE_MEASURE && t->vars[v].required != REQUIRED_YES && is_amount(work_cell(w, at)) &&
            draw_chance(&w->draw, 350000))
            n += work_change(w, at, gen_number(0, 0));
    }
    return n > 0;
}
