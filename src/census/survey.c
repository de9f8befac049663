/* SPDX-License-Identifier: Apache-2.0 */
#include "census/survey.h"

#include "census/census.h"

enum { TOPIC_SENDING = 52 };

const struct survey *const surveys[] = {&census_survey, NULL};

static bool bind(void *state, const struct form *form)
{
    return census_bind(state, form);
}

static bool takes(struct period p)
{
    return p.indicator == 'Q' && p.year >= 2010 && p.year <= 2099;
}

static struct firm firm_of(struct survey_unit u)
{
    return firm_at(u.seed, u.place, u.quarter);
}

static void set(const struct census *c, struct gen_record *r, enum census_var var, struct gen_cell cell)
{
    if (c->slot[var] >= 0)
        record_row(r, 0, 0)[c->slot[var]] = cell;
}

static void fill(const void *state, struct survey_unit u, int quarter, enum sending how, struct gen_record *r)
{
    struct firm f = firm_of(u);
    if (how == SENT_ESTIMATE)
        f.preliminary = quarter;
    census_fill(state, &f, quarter, r);
    if (how == SENT_BACK) {
        set(state, r, V_enterprise_filler_name, (struct gen_cell){.state = GEN_EMPTY});
        set(state, r, V_enterprise_filler_phone, (struct gen_cell){.state = GEN_EMPTY});
    }
}

static void stay(struct survey_unit u, int *first, int *last)
{
    struct firm f = firm_of(u);
    *first = f.born;
    *last = f.died;
}

/* Who stands still has nothing to estimate. */
static enum sending sending(struct survey_unit u)
{
    static const int weights[3] = {950, 20, 30};
    struct firm f = firm_of(u);
    if (firm_suspended(&f, u.quarter))
        return SENT_ONCE;
    struct draw d = draw_start(f.seed, f.id, TOPIC_SENDING, (uint64_t)u.quarter);
    return (enum sending)draw_weighted(&d, weights, 3);
}

#define SAME(v) {.name = v, .variable = v}
#define OF_UNIT(v) {.name = v, .variable = v, .of_unit = true}

static const struct survey_column frame_columns[] = {
    SAME("uscc"), SAME("unit_name"), SAME("region_code"), SAME("class4"), SAME("chain"), SAME("status"),
    SAME("above_scale"), SAME("open_date"), SAME("digital_workshops"), SAME("smart_factories"),
    SAME("demo_factories"), SAME("lighthouse_factories"),
};
static const struct survey_column title_columns[] = {
    OF_UNIT("uscc"), SAME("honour_kind"), SAME("honour_level"), SAME("batch"), SAME("issue_date"),
};
static const struct survey_column owner_columns[] = {
    {.name = "owner_uscc", .variable = "uscc"},
    {.name = "owner_name", .variable = "unit_name"},
};

#define COLUMNS(c) .columns = c, .n = sizeof c / sizeof c[0]

/* The units that must report; the titles that were issued (a list has a title of a batch once, for however many objects);
 * the owners that a project may have. */
static const struct survey_register registers[] = {
    {.name = "enterprise", COLUMNS(frame_columns), .frame = true},
    {.name = "honour", .table = "honour", COLUMNS(title_columns), .distinct = true},
    {.name = "project", COLUMNS(owner_columns)},
};

const struct survey census_survey = {
    .size = sizeof(struct census),
    .bind = bind,
    .takes = takes,
    .periods = {"a quarter from 2010Q1 to 2099Q4", "2010Q1 至 2099Q4 的季度"},
    .fill = fill,
    .stay = stay,
    .sending = sending,
    .registers = registers,
    .n_registers = sizeof registers / sizeof registers[0],
};
