/* SPDX-License-Identifier: Apache-2.0 */
#include "gen/generator.h"

#include "base/diag.h"
#include "base/mem.h"
#include "gen/generic.h"

struct generator {
    const struct form *form;
    uint64_t seed;
    struct shape *shape;
    struct generic generic;
    const struct survey *survey; /* NULL: of none that is known */
    void *state;                 /* of the survey */
    int quarter;
};

/* The day at which codes are judged, and for a survey the quarter. */
static bool set_period(struct generator *g, const char *wanted)
{
    struct generic *x = &g->generic;
    x->period_text = generic_period(g->form, wanted);
    x->has_period = period_parse(&x->period, x->period_text);
    bool good = x->has_period ? period_last(&x->day, x->period) : form_period_day(x->period_text, &x->day);
    if (g->survey)
        good = good && x->has_period && g->survey->takes(x->period);
    g->quarter = x->period.year * 4 + x->period.number - 1;
    if (!good)
        diag(D_OPTION_VALUE, (struct loc){0}, "--period", diag_str(x->period_text),
             g->survey ? diag_words(g->survey->periods[0], g->survey->periods[1])
                       : diag_words("a period or a date", "报告期或日期"));
    return good;
}

static void find_survey(struct generator *g)
{
    for (int i = 0; surveys[i] && !g->survey; i++) {
        g->state = mem_alloc(surveys[i]->size);
        if (surveys[i]->bind(g->state, g->form)) {
            g->survey = surveys[i];
        } else {
            mem_free(g->state);
            g->state = NULL;
        }
    }
}

struct generator *generator_new(const struct form *form, uint64_t seed, const char *period, bool batch)
{
    struct generator *g = mem_alloc(sizeof *g);
    g->form = form;
    g->seed = seed;
    g->generic = (struct generic){.form = form, .seed = seed};
    find_survey(g);
    if (set_period(g, period) && (g->shape = shape_new(form, batch)))
        return g;
    generator_free(g);
    return NULL;
}

void generator_free(struct generator *g)
{
    if (!g)
        return;
    shape_free(g->shape);
    mem_free(g->state);
    mem_free(g);
}

const struct form *generator_form(const struct generator *g)
{
    return g->form;
}

struct str generator_period(const struct generator *g)
{
    return g->generic.period_text;
}

const struct survey *generator_survey(const struct generator *g)
{
    return g->survey;
}

struct survey_unit generator_unit(const struct generator *g, uint32_t unit)
{
    return (struct survey_unit){.seed = g->seed, .place = unit, .quarter = g->quarter};
}

const struct shape *generator_shape(const struct generator *g)
{
    return g->shape;
}

/* Values that no model has given: all kinds of them, or for a survey only what is required. */
static void complete(const struct generator *g, uint32_t unit, struct gen_record *r, int t)
{
    const struct form_table *table = &g->form->tables[t];
    struct draw d = draw_start(g->seed, unit, 50, (uint64_t)t);
    for (int row = 0; row < r->table[t].n; row++) {
        bool group = shape_parent(g->shape, t) >= 0;
        struct generic_place at = {.unit = unit, .row = row, .rows = group ? r->table[t].n : 0};
        struct gen_cell *cells = record_row(r, t, row);
        for (int v = 0; v < table->n; v++) {
            const struct form_var *var = &table->vars[v];
            if (cells[v].state != GEN_ABSENT || !shape_owns(g->shape, t, v))
                continue;
            if (g->survey ? var->required != REQUIRED_YES
                             : var->required == REQUIRED_NO && !draw_chance(&d, 700000))
                continue;
            cells[v] = generic_value(&g->generic, var, at, &d, &r->text);
        }
    }
}

/* One row in the tables that stand for the unit, one to four in the groups inside them. */
static void add_rows(const struct generator *g, uint32_t unit, struct gen_record *r)
{
    for (int t = 0; t < g->form->n_tables; t++) {
        if (g->form->tables[t].derived)
            continue;
        struct draw d = draw_start(g->seed, unit, 51, (uint64_t)t);
        int parent = shape_parent(g->shape, t);
        int n = parent < 0 ? 1 : (1 + (int)draw_below(&d, 4)) * (r->table[parent].n ? r->table[parent].n : 1);
        while (n-- > 0)
            record_add(r, t);
    }
}

static void fill(const struct generator *g, uint32_t unit, int quarter, enum sending how, struct gen_record *r)
{
    if (g->survey) {
        g->survey->fill(g->state, generator_unit(g, unit), quarter, how, r);
    } else {
        record_reset(r);
        add_rows(g, unit, r);
    }
    for (int t = 0; t < g->form->n_tables; t++)
        if (!g->form->tables[t].derived)
            complete(g, unit, r, t);
}

void generator_fill(const struct generator *g, uint32_t unit, struct gen_record *r)
{
    fill(g, unit, g->quarter, SENT_ONCE, r);
}

void generator_fill_first(const struct generator *g, uint32_t unit, enum sending how, struct gen_record *r)
{
    fill(g, unit, g->quarter, how, r);
}

static void set_text(const struct generator *g, struct gen_record *r, const char *name, struct str text)
{
    const struct form_var *v = form_var_find(&g->form->tables[0], str_of(name));
    if (v)
        record_row(r, 0, 0)[v->index] = gen_text(text);
}

void generator_revise(const struct generator *g, uint32_t unit, enum revision_reason why, struct gen_record *r)
{
    static const char *const reasons[] = {
        [REASON_BACK] = "退回后补填填表人及联系电话。",
        [REASON_ESTIMATE] = "产值原为估计数，现按账面数更正。",
        [REASON_ERROR] = "经核对原始凭证，更正填报差错。",
    };
    generator_fill(g, unit, r);
    set_text(g, r, "revision", STR("1"));
    set_text(g, r, "revision_reason", str_of(reasons[why]));
}

bool generator_fill_shifted(const struct generator *g, uint32_t unit, int shift, struct gen_record *r)
{
    int first, last;
    if (!g->survey)
        return false;
    g->survey->stay(generator_unit(g, unit), &first, &last);
    if (g->quarter + shift < first || g->quarter + shift > last)
        return false;
    fill(g, unit, g->quarter + shift, SENT_ONCE, r);
    return true;
}
