/* SPDX-License-Identifier: Apache-2.0 */
#include "census/census.h"

#include "census/census_groups.h"
#include "census/census_put.h"
#include "census/census_unit.h"
#include "value/period.h"

/* All figures of the quarter, before any is written. */
static void reckon(struct census_work *w)
{
    const struct firm *f = w->firm;
    int first = w->year * 4, q = w->quarter;
    firm_quarter(f, q, w->now);
    firm_flows(f, first, q - 1, w->ytd);
    for (int i = 0; i < FLOWS; i++)
        w->ytd[i] += w->now[i];
    firm_flows(f, first - 4, q - 4, w->lyr);
    firm_stocks(f, q, w->stock);
    firm_stocks(f, first - 1, w->begin);
    firm_stocks(f, q - 4, w->stock_lyr);
    census_fuels(w->ytd, w->year, w->begin[S_DIESEL], w->stock[S_DIESEL], w->fuel);
    census_fuels(w->lyr, w->year - 1, 0, 0, w->fuel_lyr);
}

void census_fill(const struct census *c, const struct firm *f, int quarter, struct gen_record *r)
{
    struct period p = {.year = (int16_t)(quarter / 4), .number = (int16_t)(quarter % 4 + 1), .indicator = 'Q'};
    struct census_work w = {.map = c, .firm = f, .record = r, .quarter = quarter, .year = p.year, .number = p.number};
    struct draw d = firm_draw(f, 100, 0);
    period_last(&w.end, p);
    w.full = draw_chance(&d, f->size > 250000 ? 800000 : 250000);
    record_reset(r);
    reckon(&w);
    put_row(&w, CT_enterprise);
    census_identity(&w);
    census_production(&w);
    census_finance(&w);
    census_labour(&w);
    census_research(&w);
    census_digital(&w);
    census_green(&w);
    census_policy(&w);
    census_persons(&w);
    census_groups(&w);
    buf_free(&w.text);
}
