/* SPDX-License-Identifier: Apache-2.0 */
#include "census/census_groups.h"

#include "census/name.h"
#include "gen/code.h"

enum { TOPIC_SUPPLIERS = 140, TOPIC_PROJECT, TOPIC_HONOURS, TOPIC_EXPLANATION };

#define P(name) V_product_##name
#define E(name) V_energy_##name

/* v / 10^from as 10^-to units, rounded half up; v >= 0. */
static int64_t rescale(int64_t v, int from, int to)
{
    for (; from > to; from--)
        v = from == to + 1 ? (v + 5) / 10 : v / 10;
    for (; from < to; from++)
        v *= 10;
    return v;
}

/* Average factor of the grid in Chongqing, 10^-4 t CO2 per 10^4 kWh: the newest that was published in the year of the data
 * (of 2022 in 2024, of 2023 in 2025; before, the first one that there is). */
static int64_t grid_factor(int year)
{
    return year >= 2025 ? 55810 : year == 2024 ? 52270 : 47430;
}

/* Electricity, gas and diesel: purchases are what was used and what the stock grew by. */
void census_fuels(const int64_t *flow, int year, int64_t diesel_begin, int64_t diesel_end,
                  struct census_fuel fuel[FUELS])
{
    fuel[0] = (struct census_fuel){.code = "elec_eq", .own = flow[F_PV], .used = flow[F_POWER],
                                   .industry = flow[F_POWER] - flow[F_POWER_OTHER], .scale = 1,
                                   .coefficient = 12290, .factor = grid_factor(year)};
    fuel[1] = (struct census_fuel){.code = "natgas", .used = flow[F_GAS],
                                   .industry = flow[F_GAS] - flow[F_GAS_OTHER], .scale = 1,
                                   .coefficient = 133000, .factor = 216219};
    fuel[2] = (struct census_fuel){.code = "diesel", .begin = diesel_begin, .end = diesel_end,
                                   .used = flow[F_DIESEL], .industry = flow[F_DIESEL_INDUSTRY], .scale = 0,
                                   .coefficient = 14571, .factor = 30959};
    for (int i = 0; i < FUELS; i++) {
        struct census_fuel *f = &fuel[i];
        f->purchase = f->used + f->end - f->begin - f->own;
        if (f->purchase < 0) { /* a stock that was large enough: less is left of it */
            f->end -= f->purchase;
            f->purchase = 0;
        }
        f->tce = rescale(f->industry * f->coefficient, f->scale + 4, 4);
        f->co2 = rescale(f->used * f->factor, f->scale + 4, 4);
    }
}

static void put_fuels(struct census_work *w)
{
    for (int i = 0; i < FUELS; i++) {
        const struct census_fuel *f = &w->fuel[i];
        if (!f->used || !put_row(w, CT_energy))
            continue;
        put_text(w, E(fuel), f->code);
        put_number(w, E(begin_stock), f->begin, f->scale);
        put_number(w, E(purchase), f->purchase, f->scale);
        bool full = w->full;
        w->full = full || f->own; /* a part of the balance */
        put_number(w, E(own_production), f->own, f->scale);
        w->full = full;
        put_number(w, E(transfer_out), 0, 0);
        put_number(w, E(consumption), f->used, f->scale);
        put_number(w, E(industrial_use), f->industry, f->scale);
        put_number(w, E(raw_material_use), 0, 0);
        put_number(w, E(non_industrial_use), f->used - f->industry, f->scale);
        put_number(w, E(transport_use), i == 2 ? f->used - f->industry : 0, f->scale);
        put_number(w, E(end_stock), f->end, f->scale);
        put_number(w, E(coefficient), f->coefficient, 4);
        put_text(w, E(measured), "0");
        put_number(w, E(tce), f->tce, 4);
        put_number(w, E(co2_factor), f->factor, 4);
        put_number(w, E(fuel_co2), f->co2, 4);
    }
}

/* Sales are what was produced less what the stock grew by. */
static void put_product(struct census_work *w, int i)
{
    const struct firm *f = w->firm;
    const struct product_profile *p = f->product[i];
    int64_t made = w->ytd[F_QUANTITY + i], begin = w->begin[S_PRODUCT + i], end = w->stock[S_PRODUCT + i];
    if (end > begin + made)
        end = begin + made;
    int64_t price = ppm_of(p->value * 1000, f->product_value[i]);
    int64_t year = ppm_of(firm_year(f, w->year), f->product_share[i]) * PPM / price;
    int64_t export_share = w->ytd[F_SALES] ? w->ytd[F_EXPORT] * PPM / w->ytd[F_SALES] : 0;
    put_text(w, P(product_code), p->code);
    put_text(w, P(product_chain), chain_profiles[p->chain].code);
    put_text(w, P(quantity_unit), p->unit);
    put_text(w, P(product_name), p->name);
    put_text(w, P(new_product), i == 2 ? "1" : "0");
    put_number(w, P(quantity), made, 0);
    put_number(w, P(quantity_q), w->now[F_QUANTITY + i], 0);
    put_number(w, P(quantity_lyr), w->lyr[F_QUANTITY + i], 0);
    put_number(w, P(begin_stock), begin, 0);
    put_number(w, P(sales_quantity), begin + made - end, 0);
    put_number(w, P(own_use), 0, 0);
    put_number(w, P(end_stock), end, 0);
    put_number(w, P(capacity), 1 + ppm_of(year, 1180000), 0);
    put_number(w, P(export_quantity), ppm_of(begin + made - end, export_share), 0);
    put_number(w, P(product_value), w->ytd[F_VALUE + i], 0);
    put_number(w, P(product_value_q), w->now[F_VALUE + i], 0);
    put_number(w, P(product_value_lyr), w->lyr[F_VALUE + i], 0);
    put_number(w, P(sales_value), ppm_of(w->ytd[F_VALUE + i], 990000), 0);
}

static void put_class(struct census_work *w, int class4, int64_t ytd, int64_t now, int64_t lyr)
{
    if (!put_row(w, CT_output_class))
        return;
    buf_printf(&w->text, "%d", class4);
    put_buf(w, V_output_class_output_class4);
    put_number(w, V_output_class_class_output, ytd, 0);
    put_number(w, V_output_class_class_output_q, now, 0);
    put_number(w, V_output_class_class_output_lyr, lyr, 0);
}

/* What is not of the second class is of the first: the sum is gross output. */
static void put_classes(struct census_work *w)
{
    const struct firm *f = w->firm;
    put_class(w, f->class4, w->ytd[F_GROSS] - w->ytd[F_SECOND_CLASS], w->now[F_GROSS] - w->now[F_SECOND_CLASS],
              w->lyr[F_GROSS] - w->lyr[F_SECOND_CLASS]);
    if (f->second_class)
        put_class(w, f->second_class, w->ytd[F_SECOND_CLASS], w->now[F_SECOND_CLASS], w->lyr[F_SECOND_CLASS]);
}

/* Domestic suppliers have codes that no enterprise of the frame has: their numbers lie beyond it. */
static void put_suppliers(struct census_work *w)
{
    static const char *const trade[4] = {"电子", "材料", "器件", "精密"};
    const struct firm *f = w->firm;
    struct draw d = firm_draw(f, TOPIC_SUPPLIERS, 0);
    int n = 2 + (int)draw_below(&d, 3), part = (int)draw_below(&d, (uint64_t)part_profile_count);
    int64_t left = w->ytd[F_PURCHASE];
    for (int i = 0; i < n && put_row(w, CT_supplier); i++) {
        const struct part_profile *p = &part_profiles[(part + 3 * i) % part_profile_count];
        uint32_t number = 0x80000000u | (f->id * 4 + (uint32_t)i);
        int64_t amount = ppm_of(left, draw_range(&d, 60000, 260000));
        left -= amount;
        put_number(w, V_supplier_supplier_no, i + 1, 0);
        put_text(w, V_supplier_supplier_tier, "1");
        put_text(w, V_supplier_single_source, "0");
        if (p->abroad)
            buf_printf(&w->text, "%s supplier %u", p->code, (unsigned)(number & 0xffff));
        else
            name_firm(&w->text, f->seed + 7, number & 0x3fffff, trade);
        put_buf(w, V_supplier_supplier_name);
        if (!p->abroad) {
            code_uscc(buf_room(&w->text, USCC_LENGTH), 500000, draw_permute(f->seed, number));
            w->text.n = USCC_LENGTH;
            put_buf(w, V_supplier_supplier_uscc);
        }
        put_text(w, V_supplier_origin, p->abroad ? "4" : i % 2 ? "2" : "1");
        put_text(w, V_supplier_country, p->country);
        put_text(w, V_supplier_component_kind, p->code);
        put_number(w, V_supplier_purchase, amount, 0);
        put_number(w, V_supplier_purchase_share, draw_range(&d, 90, 470), 1);
    }
}

/* A project runs for two years or three: signed, started, in production, at full capacity. */
static void put_project(struct census_work *w)
{
    const struct firm *f = w->firm;
    struct draw d = firm_draw(f, TOPIC_PROJECT, w->year / 3);
    int start = w->year / 3 * 12 + (int)draw_below(&d, 5), done = w->quarter - start;
    if (!draw_chance(&d, 300000) || done < 0 || start <= f->born + 4 || !put_row(w, CT_project))
        return;
    struct date day;
    date_make(&day, start / 4, start % 4 * 3 + 1, (int)draw_range(&d, 1, 28));
    int64_t plan = 1000 + ppm_of(f->size, draw_range(&d, 30000, 120000));
    int64_t total = done >= 7 ? plan : plan * (done + 1) / 8, year = w->number * plan / 8;
    buf_printf(&w->text, "XM-%d-%04u", start / 4, (unsigned)(f->id / 8 % 10000));
    put_buf(w, V_project_project_no);
    put_text(w, V_project_ledger, "1");
    put_text(w, V_project_project_name, "产线扩建和智能化改造");
    firm_uscc(f, buf_room(&w->text, USCC_LENGTH));
    w->text.n = USCC_LENGTH;
    put_buf(w, V_project_owner_uscc);
    name_firm(&w->text, f->seed, f->id, f->chain->words);
    put_buf(w, V_project_owner_name);
    put_text(w, V_project_project_chain, f->chain->code);
    buf_printf(&w->text, "%d", firm_region(f, w->end));
    put_buf(w, V_project_project_region);
    put_text(w, V_project_stage, done >= 8 ? "5" : done >= 6 ? "4" : "3");
    put_day(w, V_project_sign_date, day.day - 120);
    put_day(w, V_project_start_date, day.day);
    if (done >= 6)
        put_day(w, V_project_production_date, day.day + 500);
    if (done >= 8)
        put_day(w, V_project_capacity_date, day.day + 700);
    put_number(w, V_project_plan_investment, plan, 0);
    put_number(w, V_project_investment_total, total, 0);
    put_number(w, V_project_investment_year, year < total ? year : total, 0);
    put_number(w, V_project_plan_output, 6 * plan, 0);
    put_text(w, V_project_policy_doc, "渝经信通信〔2021〕25号");
}

static void put_honour(struct census_work *w, const char *kind, const char *level, const char *object, int year)
{
    if (!put_row(w, CT_honour))
        return;
    put_number(w, V_honour_honour_no, w->record->table[w->map->table[CT_honour]].n, 0);
    put_text(w, V_honour_honour_kind, kind);
    put_text(w, V_honour_honour_level, level);
    buf_printf(&w->text, "%d年", year);
    put_buf(w, V_honour_batch);
    put_text(w, V_honour_issuer, "重庆市经济和信息化委员会");
    put_text(w, V_honour_object_name, object);
    buf_printf(&w->text, "%d-12-15", year);
    put_buf(w, V_honour_issue_date);
}

/* Titles go to those who meet their conditions. */
static void put_honours(struct census_work *w)
{
    const struct firm *f = w->firm;
    struct draw d = firm_draw(f, TOPIC_HONOURS, 0);
    int year = f->born / 4 + 4;
    if (year >= w->year)
        return;
    if (year < 2016)
        year = 2016;
    if (f->institution && f->size > 1200000)
        put_honour(w, "TECH", "3", "企业技术中心", year);
    if (f->institution && f->expense[2] > 40000 && f->size > 100000 && f->size < 2000000 && draw_chance(&d, 350000))
        put_honour(w, "SRDI", "3", "专精特新中小企业", 2019);
    for (int i = 0; i < w->workshops; i++)
        put_honour(w, "WORKSHOP", "3", i ? "总装车间" : "SMT车间", 2019);
    if (w->smart)
        put_honour(w, "SMART", "3", "智能工厂", 2020);
}

static void put_explanation(struct census_work *w)
{
    struct draw d = firm_draw(w->firm, TOPIC_EXPLANATION, w->quarter);
    if (!draw_chance(&d, 40000) || !put_row(w, CT_explanation))
        return;
    put_text(w, V_explanation_rule_id, "I07");
    put_text(w, V_explanation_explanation_text, "新产线投产，客户订单增加，产量较上年同期上升。");
    name_person(&w->text, &d);
    put_buf(w, V_explanation_explained_by);
    put_day(w, V_explanation_explained_on, w->end.day + 3);
}

void census_groups(struct census_work *w)
{
    for (int i = 0; i < FIRM_PRODUCTS && w->firm->product[i]; i++)
        if (put_row(w, CT_product))
            put_product(w, i);
    put_classes(w);
    put_fuels(w);
    if (!w->full || w->firm->recycler)
        return;
    put_suppliers(w);
    put_project(w);
    put_honours(w);
    put_explanation(w);
}
