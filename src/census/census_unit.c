/* SPDX-License-Identifier: Apache-2.0 */
#include "census/census_unit.h"

#include "census/name.h"
#include "gen/code.h"
#include "value/period.h"

#define NUMBER(name, v) put_number(w, V_enterprise_##name, v, 0)
#define TENTHS(name, v) put_number(w, V_enterprise_##name, v, 1)
#define TEXT(name, v) put_text(w, V_enterprise_##name, v)
#define BUF(name) put_buf(w, V_enterprise_##name)
#define YESNO(name, v) TEXT(name, (v) ? "1" : "0")

enum { TOPIC_IDENTITY = 101, TOPIC_REPORT, TOPIC_RESEARCH, TOPIC_POLICY, TOPIC_PERSONS, TOPIC_TYPES };

/* Size classes of 2017 for industry: both lower bounds, else one class down. */
static const char *size_class(int64_t staff, int64_t revenue)
{
    if (staff >= 1000 && revenue >= 400000)
        return "1";
    if (staff >= 300 && revenue >= 20000)
        return "2";
    return staff >= 20 && revenue >= 3000 ? "3" : "4";
}

static void put_zone(struct census_work *w, int region)
{
    const struct firm *f = w->firm;
    const struct zone_profile *zone = NULL;
    bool exporter = f->exports > 500000;
    for (int i = 0; i < zone_profile_count && f->zoned; i++)
        if (zone_profiles[i].region == region && (!zone_profiles[i].bonded || exporter) &&
            zone_profiles[i].from <= w->quarter) {
            zone = &zone_profiles[i];
            break;
        }
    if (zone) {
        TEXT(zone_code, zone->code);
        TEXT(park_name, zone->park);
    }
    YESNO(bonded, zone && zone->bonded);
    YESNO(customs_registered, f->exports > 0);
}

/* Who controls it, how it is registered and what share is foreign agree with each other. The type is one of 2011 or, of those
 * opened since and of a part of the others, the type of 2023 that replaces it. */
static void put_ownership(struct census_work *w, struct draw *d)
{
    static const char *const kind[5][3] = {
        {"1", "151", "111"}, {"3", "173", "112"}, {"3", "174", "121"}, {"4", "230", "210"}, {"5", "330", "310"}};
    static const int weight[5] = {6, 55, 15, 12, 12};
    struct draw types = firm_draw(w->firm, TOPIC_TYPES, 0);
    bool of_2023 = draw_chance(&types, 300000) || w->firm->born >= 2023 * 4;
    int i = draw_weighted(d, weight, 5);
    TEXT(holding, kind[i][0]);
    TEXT(registration, kind[i][of_2023 && w->year >= 2023 ? 2 : 1]);
    NUMBER(foreign_share, i >= 3 ? 100 : 0);
    TEXT(accounting_standard, "1");
}

static void put_size(struct census_work *w)
{
    const struct firm *f = w->firm;
    int last = w->year * 4 - 1;
    int64_t flow[FLOWS], staff = firm_staff(f, last, 3);
    firm_flows(f, last - 3, last, flow);
    if (firm_lives(f, last)) {
        NUMBER(ref_employees, staff);
        NUMBER(ref_revenue, flow[F_REVENUE]);
    } else { /* no year to refer to: its first quarters stand for it */
        staff = firm_staff(f, w->quarter, 3);
        flow[F_REVENUE] = firm_year(f, w->year);
    }
    TEXT(size_code, size_class(staff, flow[F_REVENUE]));
    YESNO(above_scale, flow[F_REVENUE] >= 20000 || !firm_lives(f, last - 3));
}

void census_identity(struct census_work *w)
{
    const struct firm *f = w->firm;
    struct draw d = firm_draw(f, TOPIC_IDENTITY, 0);
    int region = firm_region(f, w->end);
    bool contract = f->exports > 500000 && f->margin < 110000; /* assembles for others, for a thin margin */
    firm_uscc(f, buf_room(&w->text, USCC_LENGTH));
    w->text.n = USCC_LENGTH;
    BUF(uscc);
    buf_printf(&w->text, "%dQ%d", w->year, w->number);
    BUF(period);
    NUMBER(revision, 0);
    TEXT(form_version, w->year >= 2025 ? "2025.1" : "2021.1");
    TEXT(money_unit, "千元");
    name_firm(&w->text, f->seed, f->id, f->chain->words);
    BUF(unit_name);
    buf_printf(&w->text, "%d", region);
    BUF(region_code);
    buf_printf(&w->text, "重庆市%s%s%d号", region == 500157 ? "两江新区" : region_profiles[f->district].name,
               region_profiles[f->district].road, (int)draw_range(&d, 1, 388));
    BUF(unit_address);
    put_zone(w, region);
    buf_printf(&w->text, "%d", f->class4);
    BUF(class4);
    if (!f->recycler) { /* others give all three, whatever else they leave out */
        bool full = w->full;
        w->full = true;
        TEXT(chain, f->chain->code);
        TEXT(chain_role, f->chain->role == 1 ? "1" : "2");
        TEXT(main_product, f->product[0] ? f->product[0]->code : NULL);
        w->full = full;
    }
    TEXT(business_mode, f->recycler ? "5" : f->chain->role == 2 ? "4" : contract ? "2" : "1");
    YESNO(brand_owner, f->chain->role == 1 && !contract);
    NUMBER(brand_customers, (int64_t)draw_below(&d, 9));
    TEXT(world_top3, "0");
    TEXT(status, firm_suspended(f, w->quarter) ? "2" : "1");
    put_size(w);
    put_day(w, V_enterprise_open_date, f->opened);
    put_ownership(w, &d);
}

void census_production(struct census_work *w)
{
    const struct firm *f = w->firm;
    struct draw d = firm_draw(f, TOPIC_REPORT, w->quarter);
    int64_t computers = 0;
    PUT_FLOW(w, gross_output, F_GROSS, 0);
    PUT_FLOW(w, sales_output, F_SALES, 0);
    PUT_FLOW(w, export_delivery, F_EXPORT, 0);
    PUT_FLOW(w, elec_form, F_POWER, 1);
    for (int i = 0; i < FIRM_PRODUCTS && f->product[i]; i++)
        if (f->product[i]->code[1] == '0' && f->product[i]->code[2] <= '4')
            computers += w->ytd[F_QUANTITY + i];
    if (computers)
        NUMBER(microcomputer_qty, computers);
    int64_t utilisation = draw_range(&d, 700, 960);
    TENTHS(capacity_utilisation, firm_suspended(f, w->quarter) ? 0 : utilisation);
    PUT_FLOW(w, new_orders, F_ORDERS, 0);
    NUMBER(order_backlog, w->stock[S_BACKLOG]);
    NUMBER(order_backlog_lyr, w->stock_lyr[S_BACKLOG]);
}

static int64_t op_profit(const int64_t *flow)
{
    return flow[F_REVENUE] - flow[F_COST] - flow[F_TAXES] - flow[F_SELLING] - flow[F_ADMIN] - flow[F_RD] -
           flow[F_FINANCE] + flow[F_OTHER_INCOME] + flow[F_INVEST] + flow[F_HEDGE] + flow[F_FAIR] + flow[F_CREDIT] +
           flow[F_ASSET_LOSS] + flow[F_DISPOSAL];
}

static int64_t total_profit(const int64_t *flow)
{
    return op_profit(flow) + flow[F_NONOP_IN] - flow[F_NONOP_OUT];
}

/* The lines of the profit statement that a small enterprise leaves out would break its sums: they are always there. */
static void put_profit(struct census_work *w)
{
    bool full = w->full;
    int64_t profit = total_profit(w->ytd), tax = profit > 0 ? ppm_of(profit, w->firm->tax_rate) : 0;
    w->full = true;
    NUMBER(other_income, w->ytd[F_OTHER_INCOME]);
    NUMBER(invest_income, w->ytd[F_INVEST]);
    NUMBER(hedge_income, w->ytd[F_HEDGE]);
    NUMBER(fair_value, w->ytd[F_FAIR]);
    NUMBER(credit_impairment, w->ytd[F_CREDIT]);
    NUMBER(asset_impairment, w->ytd[F_ASSET_LOSS]);
    NUMBER(disposal_income, w->ytd[F_DISPOSAL]);
    w->full = full;
    NUMBER(op_profit, op_profit(w->ytd));
    NUMBER(op_profit_lyr, op_profit(w->lyr));
    NUMBER(nonop_income, w->ytd[F_NONOP_IN]);
    NUMBER(nonop_expense, w->ytd[F_NONOP_OUT]);
    NUMBER(total_profit, profit);
    NUMBER(total_profit_q, total_profit(w->now));
    NUMBER(total_profit_lyr, total_profit(w->lyr));
    NUMBER(income_tax, tax);
    NUMBER(net_profit, profit - tax);
}

static void put_balance(struct census_work *w)
{
    NUMBER(total_assets, w->stock[S_ASSETS]);
    NUMBER(total_assets_begin, w->begin[S_ASSETS]);
    NUMBER(current_assets, w->stock[S_CURRENT]);
    NUMBER(cash, w->stock[S_CASH]);
    NUMBER(receivables, w->stock[S_RECEIVABLES]);
    NUMBER(receivables_lyr, w->stock_lyr[S_RECEIVABLES]);
    NUMBER(inventory, w->stock[S_INVENTORY]);
    NUMBER(inventory_begin, w->begin[S_INVENTORY]);
    NUMBER(finished_goods, w->stock[S_FINISHED]);
    NUMBER(fixed_assets_original, w->stock[S_FIXED]);
    NUMBER(accum_depreciation, w->stock[S_DEPRECIATED]);
    NUMBER(fixed_assets_impairment, w->stock[S_IMPAIRED]);
    NUMBER(fixed_assets_net, w->stock[S_FIXED_NET]);
    NUMBER(total_liabilities, w->stock[S_LIABILITIES]);
    NUMBER(total_liabilities_begin, w->begin[S_LIABILITIES]);
    NUMBER(interest_debt, w->stock[S_DEBT]);
    NUMBER(interest_debt_begin, w->begin[S_DEBT]);
    NUMBER(equity, w->stock[S_EQUITY]);
    NUMBER(equity_begin, w->begin[S_EQUITY]);
}

static int64_t total_income(const int64_t *flow)
{
    return flow[F_REVENUE] + flow[F_OTHER_INCOME] + (flow[F_INVEST] > 0 ? flow[F_INVEST] : 0) + flow[F_NONOP_IN];
}

void census_finance(struct census_work *w)
{
    PUT_FLOW(w, op_revenue, F_REVENUE, 0);
    NUMBER(main_revenue, w->ytd[F_MAIN]);
    PUT_FLOW(w, op_cost, F_COST, 0);
    NUMBER(taxes, w->ytd[F_TAXES]);
    NUMBER(taxes_lyr, w->lyr[F_TAXES]);
    NUMBER(selling, w->ytd[F_SELLING]);
    NUMBER(admin, w->ytd[F_ADMIN]);
    PUT_FLOW(w, rd_expense, F_RD, 0);
    NUMBER(finance_expense, w->ytd[F_FINANCE]);
    NUMBER(interest_expense, w->ytd[F_INTEREST]);
    put_profit(w);
    NUMBER(vat_payable, w->ytd[F_VAT]);
    NUMBER(vat_payable_lyr, w->lyr[F_VAT]);
    NUMBER(wages_payable, w->ytd[F_PAYROLL]);
    NUMBER(depreciation, w->ytd[F_DEPRECIATION]);
    NUMBER(total_income, total_income(w->ytd));
    put_balance(w);
}

/* The mean of the year so far: of the quarters in which it lived. */
static int64_t staff_mean(const struct census_work *w)
{
    int64_t sum = 0, n = 0;
    for (int t = w->year * 4; t <= w->quarter; t++)
        if (firm_lives(w->firm, t)) {
            sum += firm_staff_mean(w->firm, t);
            n++;
        }
    return (sum * 2 + n) / (2 * n);
}

void census_labour(struct census_work *w)
{
    const struct firm *f = w->firm;
    int64_t end = firm_staff(f, w->quarter, 3);
    struct draw d = firm_draw(f, TOPIC_REPORT + 10, w->year);
    NUMBER(emp_end, end);
    NUMBER(emp_end_lyr, firm_staff(f, w->quarter - 4, 3));
    NUMBER(emp_avg, staff_mean(w));
    NUMBER(emp_avg_q, firm_staff_mean(f, w->quarter));
    NUMBER(emp_month0, firm_staff(f, w->quarter, 0));
    NUMBER(emp_month1, firm_staff(f, w->quarter, 1));
    NUMBER(emp_month2, firm_staff(f, w->quarter, 2));
    NUMBER(emp_month3, end);
    NUMBER(dispatched, ppm_of(end, draw_range(&d, 0, 150000)));
    NUMBER(tech_staff, ppm_of(end, draw_range(&d, 110000, 220000)));
    NUMBER(talents_high, ppm_of(end, draw_range(&d, 0, 4000)));
    NUMBER(engineers_certified, ppm_of(end, draw_range(&d, 5000, 30000)));
    NUMBER(order_trainees, ppm_of(end, draw_range(&d, 0, 40000)));
    NUMBER(wages, w->ytd[F_WAGES]);
    NUMBER(wages_q, w->now[F_WAGES]);
    NUMBER(wages_lyr, w->lyr[F_WAGES]);
}

/* What is asked once a year, in the fourth quarter. */
static void put_research_year(struct census_work *w, struct draw *d)
{
    int64_t staff = 1 + ppm_of(firm_staff(w->firm, w->quarter, 3), draw_range(d, 102000, 160000));
    int64_t spent = ppm_of(w->ytd[F_RD], draw_range(d, 760000, 1180000));
    int64_t assets = ppm_of(spent, draw_range(d, 80000, 200000)), basic = ppm_of(spent, draw_range(d, 0, 5000));
    int64_t applied = ppm_of(spent, draw_range(d, 20000, 90000)), gov = ppm_of(spent, draw_range(d, 0, 50000));
    int64_t year_flow[FLOWS], rd = w->ytd[F_RD], revenue = w->ytd[F_REVENUE];
    NUMBER(rd_staff, staff);
    TENTHS(rd_fte, ppm_of(staff * 10, draw_range(d, 640000, 900000)));
    NUMBER(rd_internal, spent);
    NUMBER(rd_recurrent, spent - assets);
    NUMBER(rd_assets, assets);
    NUMBER(rd_basic, basic);
    NUMBER(rd_applied, applied);
    NUMBER(rd_experimental, spent - basic - applied);
    NUMBER(rd_gov_fund, gov);
    NUMBER(rd_own_fund, spent - gov);
    NUMBER(rd_abroad_fund, 0);
    NUMBER(rd_other_fund, 0);
    NUMBER(rd_project_count, 1 + staff / 20);
    NUMBER(rd_project_spending, ppm_of(spent, draw_range(d, 700000, 960000)));
    for (int year = w->year - 2; year < w->year; year++) {
        firm_flows(w->firm, year * 4, year * 4 + 3, year_flow);
        rd += year_flow[F_RD];
        revenue += year_flow[F_REVENUE];
    }
    NUMBER(rd_expense_3y, rd);
    NUMBER(revenue_3y, revenue);
    int64_t filed = staff / 6 + draw_below(d, 4);
    NUMBER(patents_filed, filed);
    NUMBER(patents_invention, filed / 3);
    NUMBER(new_product_revenue, w->ytd[F_NEW_PRODUCT]);
    NUMBER(new_product_revenue_lyr, w->lyr[F_NEW_PRODUCT]);
    NUMBER(new_product_export, ppm_of(w->ytd[F_NEW_PRODUCT], w->firm->exports / 2));
    NUMBER(hightech_revenue, ppm_of(w->ytd[F_REVENUE], draw_range(d, 610000, 900000)));
}

void census_research(struct census_work *w)
{
    const struct firm *f = w->firm;
    struct draw d = firm_draw(f, TOPIC_RESEARCH, w->year);
    int64_t staff = firm_staff(f, w->quarter, 3);
    if (w->number == 4 && (w->full || f->institution)) {
        bool full = w->full;
        w->full = true;
        put_research_year(w, &d);
        w->full = full;
    }
    YESNO(has_rd_institution, f->institution);
    NUMBER(rd_institution_count, f->institution ? 1 + (f->size > 2000000) : 0);
    if (f->institution) {
        bool full = w->full;
        w->full = true; /* an institution without staff and equipment is one on paper */
        NUMBER(rd_institution_staff, 3 + ppm_of(staff, 52000));
        NUMBER(rd_institution_equipment, 300 + ppm_of(f->size, 8000));
        NUMBER(rd_institution_area, 120 + 10 * (staff / 12));
        w->full = full;
        TEXT(rd_institution_level, f->size > 1200000 ? "3" : "0");
        TEXT(rd_institution_site, "厂区研发楼");
        struct draw once = firm_draw(f, TOPIC_RESEARCH, 0);
        put_day(w, V_enterprise_rd_institution_founded, f->opened + (int)draw_range(&once, 0, 60));
    }
    NUMBER(patents_valid, (w->year - 2010) * (1 + staff / 60));
    NUMBER(standards_count, f->size > 1500000 ? 2 : 0);
}

void census_digital(struct census_work *w)
{
    const struct firm *f = w->firm;
    int64_t nc = 10 * f->digital + 25 * (w->year - 2018) + 5 * w->number;
    struct draw d = firm_draw(f, TOPIC_REPORT + 20, 0);
    nc = nc > 960 ? 960 : nc < 50 ? 50 : nc;
    w->workshops = w->full && nc >= 520 && f->size > 150000 ? 1 + (f->size > 900000) : 0;
    w->smart = w->workshops >= 2 && nc >= 680 ? 1 : 0;
    int64_t upload = w->workshops ? 900 + draw_range(&d, 5, 80) : nc / 2 + draw_range(&d, 20, 300);
    TENTHS(nc_share, nc);
    TENTHS(networked_share, w->workshops ? 905 : nc * 8 / 10 + 20);
    TENTHS(upload_share, upload);
    TENTHS(rd_tool_share, w->smart ? 830 : nc / 2 + 200);
    YESNO(has_mes, nc > 450);
    YESNO(has_erp, nc > 250);
    YESNO(has_plm, nc > 600);
    YESNO(has_wms, nc > 500);
    YESNO(on_cloud, nc > 400);
    YESNO(on_platform, nc > 550);
    TEXT(digital_stage, nc > 700 ? "3" : nc > 400 ? "2" : "1");
    NUMBER(digital_workshops, w->workshops);
    NUMBER(digital_workshops_new, 0);
    NUMBER(smart_factories, w->smart);
    NUMBER(smart_factories_new, 0);
    NUMBER(demo_factories, 0);
    NUMBER(lighthouse_factories, 0);
    if (w->workshops) {
        TENTHS(capacity_gain, draw_range(&d, 60, 330));
        TENTHS(cycle_time_change, -draw_range(&d, 50, 300));
        TENTHS(changeover_change, -draw_range(&d, 100, 500));
    }
    NUMBER(refit_investment, w->ytd[F_REFIT]);
}

static int64_t sum_tce(const struct census_fuel *fuel)
{
    return fuel[0].tce + fuel[1].tce + fuel[2].tce;
}

/* What is not sold again, disposed of or still there has been taken apart. */
static void put_recycling(struct census_work *w)
{
    int64_t begin = w->begin[S_COLLECTED], end = w->stock[S_COLLECTED], taken = begin + w->ytd[F_COLLECTED];
    if (end > taken - w->ytd[F_REUSED] - w->ytd[F_BURIED])
        end = taken - w->ytd[F_REUSED] - w->ytd[F_BURIED];
    w->full = true; /* their whole business */
    NUMBER(recycle_begin, begin);
    NUMBER(recycle_collected, w->ytd[F_COLLECTED]);
    NUMBER(recycle_reused, w->ytd[F_REUSED]);
    NUMBER(recycle_dismantled, taken - end - w->ytd[F_REUSED] - w->ytd[F_BURIED]);
    NUMBER(recycle_disposed, w->ytd[F_BURIED]);
    NUMBER(recycle_end, end);
}

void census_green(struct census_work *w)
{
    const int64_t *y = w->ytd;
    int64_t waste = y[F_WASTE_USED] + y[F_WASTE_DISPOSED] + y[F_WASTE_STORED];
    YESNO(key_energy_user, sum_tce(w->fuel) * 4 / w->number >= 90000000);
    put_number(w, V_enterprise_energy_tce, sum_tce(w->fuel), 4);
    put_number(w, V_enterprise_energy_tce_lyr, sum_tce(w->fuel_lyr), 4);
    NUMBER(energy_transformed, 0);
    NUMBER(energy_recovered, 0);
    TENTHS(green_electricity, y[F_GREEN]);
    TENTHS(own_pv_used, y[F_PV]);
    put_number(w, V_enterprise_co2, w->fuel[0].co2 + w->fuel[1].co2 + w->fuel[2].co2, 4);
    put_number(w, V_enterprise_co2_lyr, w->fuel_lyr[0].co2 + w->fuel_lyr[1].co2 + w->fuel_lyr[2].co2, 4);
    put_number(w, V_enterprise_grid_factor, w->fuel[0].factor, 4);
    NUMBER(water_new, y[F_WATER]);
    NUMBER(water_new_lyr, w->lyr[F_WATER]);
    NUMBER(water_reused, y[F_WATER_REUSED]);
    NUMBER(waste_generated, waste);
    bool full = w->full;
    w->full = true; /* the parts of waste_generated */
    NUMBER(waste_utilised, y[F_WASTE_USED]);
    NUMBER(waste_utilised_old, 0);
    NUMBER(waste_disposed, y[F_WASTE_DISPOSED]);
    NUMBER(waste_disposed_old, 0);
    NUMBER(waste_stored, y[F_WASTE_STORED]);
    NUMBER(waste_discarded, 0);
    w->full = full;
    TEXT(waste_includes_hazardous, "0");
    TENTHS(hazardous_begin, w->begin[S_HAZARD]);
    TENTHS(hazardous_generated, y[F_HAZARD]);
    TENTHS(hazardous_treated, y[F_HAZARD_TREATED]);
    TENTHS(hazardous_stored, w->stock[S_HAZARD]);
    if (w->firm->recycler)
        put_recycling(w);
    w->full = full;
}

/* New loans are what was repaid and what the debt grew by. */
static void put_loans(struct census_work *w, struct draw *d)
{
    int64_t repaid = ppm_of(w->begin[S_DEBT], draw_range(d, 20000, 60000)) * w->number;
    int64_t fresh = repaid + w->stock[S_DEBT] - w->begin[S_DEBT];
    NUMBER(loans_new, fresh > 0 ? fresh : 0);
    NUMBER(loans_repaid, fresh > 0 ? repaid : repaid - fresh);
    NUMBER(bonds_issued, 0);
    NUMBER(equity_financing, 0);
    NUMBER(ip_financing, 0);
}

void census_policy(struct census_work *w)
{
    const struct firm *f = w->firm;
    struct draw d = firm_draw(f, TOPIC_POLICY, w->year);
    int64_t income = total_income(w->ytd), encouraged = ppm_of(income, draw_range(&d, 800000, 980000));
    NUMBER(total_purchase, w->ytd[F_PURCHASE]);
    NUMBER(local_purchase, w->ytd[F_LOCAL]);
    NUMBER(import_purchase, w->ytd[F_IMPORT]);
    NUMBER(supplier_count, draw_range(&d, 12, 240));
    TENTHS(top_supplier_share, draw_range(&d, 80, 390));
    NUMBER(stock_days, draw_range(&d, 8, 45));
    TEXT(risk_level, draw_chance(&d, 900000) ? "0" : "1");
    TEXT(relocation, "0");
    YESNO(tax15_claimed, f->tax_rate == 150000);
    if (f->tax_rate == 150000) {
        put_number(w, V_enterprise_encouraged_share, encouraged * 1000 / (income ? income : 1), 1);
        NUMBER(encouraged_revenue, encouraged);
    }
    int64_t profit = total_profit(w->ytd);
    NUMBER(tax_relief, f->tax_rate == 150000 && profit > 0 ? ppm_of(profit, 100000) : 0);
    NUMBER(duty_free_imports, ppm_of(w->ytd[F_IMPORT], 5000));
    NUMBER(subsidies, w->ytd[F_OTHER_INCOME]);
    NUMBER(guidance_fund, 0);
    put_loans(w, &d);
    TEXT(listing_stage, f->size > 5000000 ? "1" : "0");
}

void census_persons(struct census_work *w)
{
    static const enum census_var who[3] = {V_enterprise_head_name, V_enterprise_stat_head_name,
                                           V_enterprise_filler_name};
    const struct firm *f = w->firm;
    struct draw once = firm_draw(f, TOPIC_PERSONS, 0), d = firm_draw(f, TOPIC_PERSONS, w->quarter);
    bool full = w->full;
    for (int i = 0; i < 3; i++) {
        name_person(&w->text, &once);
        put_buf(w, who[i]);
    }
    name_phone(&w->text, f->seed, f->id);
    BUF(filler_phone);
    put_day(w, V_enterprise_report_date, w->end.day + (int)draw_range(&d, 3, 12));
    buf_printf(&w->text, "client-%08X", (unsigned)draw_permute(f->seed + 1, f->id));
    BUF(client_id);
    w->full = true; /* of the root: the first submission speaks for all */
    TEXT(batch_source, "市经济信息化主管部门");
    buf_printf(&w->text, "%dQ%d", w->year, w->number);
    BUF(batch_period);
    w->full = full;
}
