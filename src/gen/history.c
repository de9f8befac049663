#include "gen/history.h"

enum { TOPIC_SENDING = 52 };

enum sending history_sending(const struct generator *g, uint32_t unit)
{
    static const int weights[3] = {950, 20, 30};
    struct firm f;
    int quarter;
    if (!generator_firm(g, unit, &f, &quarter) || firm_suspended(&f, quarter)) /* nothing to estimate */
        return SENT_ONCE;
    struct draw d = draw_start(f.seed, f.id, TOPIC_SENDING, (uint64_t)quarter);
    return (enum sending)draw_weighted(&d, weights, 3);
}

static void set(const struct generator *g, struct gen_record *r, const char *name, struct gen_cell cell)
{
    const struct form_var *v = form_var_find(&generator_form(g)->tables[0], str_of(name));
    if (v)
        record_row(r, 0, 0)[v->index] = cell;
}

void history_first(const struct generator *g, uint32_t unit, struct gen_record *r)
{
    enum sending how = history_sending(g, unit);
    if (how == SENT_ESTIMATE)
        generator_fill_estimate(g, unit, r);
    else
        generator_fill(g, unit, r);
    if (how == SENT_BACK) {
        set(g, r, "filler_name", (struct gen_cell){.state = GEN_EMPTY});
        set(g, r, "filler_phone", (struct gen_cell){.state = GEN_EMPTY});
    }
}

void history_second(const struct generator *g, uint32_t unit, struct gen_record *r)
{
    bool back = history_sending(g, unit) == SENT_BACK;
    generator_fill(g, unit, r);
    generator_revise(g, r, back ? STR("退回后补填填表人及联系电话。") : STR("产值原为估计数，现按账面数更正。"));
}

bool history_period(const struct generator *g, int back, struct buf *b)
{
    struct firm f;
    int quarter;
    if (!generator_firm(g, 0, &f, &quarter) || quarter - back < 4)
        return false;
    quarter -= back;
    buf_printf(b, "%dQ%d", quarter / 4, quarter % 4 + 1);
    return true;
}
