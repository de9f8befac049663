/* SPDX-License-Identifier: Apache-2.0 */
#include "census/firm.h"

#include <string.h>

#include "gen/code.h"

/* Enterprises of the first generation are old when the history begins. */
enum { HISTORY = 2016 * 4, BASE_YEAR = 2020 };
enum { TOPIC_LIFE = 1, TOPIC_TRAITS, TOPIC_YEAR, TOPIC_QUARTER, TOPIC_STOCK, TOPIC_STAFF, TOPIC_KIND, TOPIC_REST,
       TOPIC_ESTIMATE, TOPIC_SECOND };

static int pick(struct draw *d, const int pair[2])
{
    return (int)draw_range(d, pair[0], pair[1]);
}

/* v changed by at most +-ppm, all alike likely: a ratio stays inside known bounds. */
static int64_t about(struct draw *d, int64_t v, int ppm)
{
    return ppm_of(v, draw_range(d, PPM - ppm, PPM + ppm));
}

struct draw firm_draw(const struct firm *f, uint64_t topic, int when)
{
    return draw_start(f->seed, f->id, topic, (uint64_t)(uint32_t)when);
}

/* Lives follow one another without a gap; the day of opening lies in the first quarter. */
static void live(struct firm *f, uint32_t slot, int quarter)
{
    struct draw d = draw_start(f->seed, slot, TOPIC_LIFE, 0);
    struct date day;
    int generation = 0;
    f->born = (int)draw_range(&d, 1994, 2015) * 4 + (int)draw_below(&d, 4);
    f->died = HISTORY + (int)draw_range(&d, 4, 140);
    while (f->died < quarter) {
        generation++;
        f->born = f->died + 1;
        f->died = f->born + (int)draw_range(&d, 8, 140);
    }
    f->id = slot * 8 + (uint32_t)(generation & 7);
    date_make(&day, f->born / 4, f->born % 4 * 3 + 1, (int)draw_range(&d, 1, 28));
    f->opened = day.day;
}

static void choose_place(struct firm *f, struct draw *d)
{
    int weights[64];
    for (int i = 0; i < region_profile_count; i++)
        weights[i] = region_profiles[i].weight;
    f->district = draw_weighted(d, weights, region_profile_count);
    f->zoned = draw_chance(d, 600000);
}

static void choose_trade(struct firm *f, struct draw *d)
{
    int weights[CHAINS], n = 0;
    for (int i = 0; i < CHAINS; i++)
        weights[i] = chain_profiles[i].weight;
    f->chain = &chain_profiles[draw_weighted(d, weights, CHAINS)];
    while (n < 8 && f->chain->classes[n])
        n++;
    f->class4 = f->chain->classes[draw_below(d, (uint64_t)n)];
    int other = f->chain->classes[draw_below(d, (uint64_t)n)];
    f->second_class = other != f->class4 && draw_chance(d, 500000) ? other : 0;
    struct draw second = firm_draw(f, TOPIC_SECOND, 0);
    if (f->second_class && draw_chance(&second, 750000))
        f->second_class = second_classes[draw_below(&second, (uint64_t)second_class_count)];
    struct draw kind = firm_draw(f, TOPIC_KIND, 0);
    f->recycler = draw_chance(&kind, 8000);
    if (f->recycler) {
        f->chain = &recycler_profile;
        f->class4 = f->chain->classes[draw_below(&kind, 2)];
        f->second_class = 0;
    }
}

/* Adds a product to a list unless its code is there already. */
static int add_product(const struct product_profile **list, int n, const struct product_profile *p)
{
    for (int i = 0; i < n; i++)
        if (strcmp(list[i]->code, p->code) == 0)
            return n;
    list[n] = p;
    return n + 1;
}

/* The main product is one of the class, where there is one, else one of the chain; it has the largest share. A handset
 * maker reports handsets and, as a part of them, smartphones. */
static void choose_products(struct firm *f, struct draw *d)
{
    static const int shares[FIRM_PRODUCTS] = {560000, 240000, 110000};
    const struct product_profile *fit[64], *rest[64];
    int fits = 0, rests = 0, n = 1 + (int)draw_below(d, FIRM_PRODUCTS);
    if (f->recycler)
        return;
    for (int i = 0; i < product_profile_count && fits < 64 && rests < 64; i++) {
        const struct product_profile *p = &product_profiles[i];
        if (&chain_profiles[p->chain] != f->chain)
            continue;
        if (p->class4 == f->class4)
            fits = add_product(fit, fits, p);
        else
            rests = add_product(rest, rests, p);
    }
    if (!fits) {
        memcpy(fit, rest, (size_t)rests * sizeof *rest);
        fits = rests;
    }
    int first = (int)draw_below(d, (uint64_t)fits);
    if (strcmp(f->chain->code, "02") == 0)
        first = 0;
    for (int i = 0; i < n; i++) {
        const struct product_profile *p = fit[(first + i) % fits];
        if (i >= fits)
            break;
        f->product[i] = p;
        f->product_share[i] = shares[i] + (int)draw_range(d, -30000, 30000);
        f->product_value[i] = (int)draw_exp(ppm_of(draw_normal(d), 100000));
    }
    if (strcmp(f->chain->code, "02") == 0 && f->product[1]) { /* fewer smartphones than handsets */
        f->product_value[0] = f->product_value[1] = 1000000;
    }
}

static void choose_ratios(struct firm *f, struct draw *d)
{
    static const int component[8][2] = {{130000, 240000}, {80000, 150000}, {60000, 150000}, {20000, 50000},
                                        {260000, 480000}, {40000, 100000}, {400000, 640000}, {50000, 140000}};
    const struct chain_profile *c = f->chain;
    f->size = ppm_of(c->size, draw_exp(ppm_of(draw_normal(d), c->spread)));
    if (f->size < 30000)
        f->size = 30000 + f->size / 10;
    f->growth = (int)ppm_of(draw_normal(d), 40000) + 55000;
    f->margin = pick(d, c->margin) - (draw_chance(d, 70000) ? 45000 : 0);
    f->exports = draw_chance(d, 650000) ? pick(d, c->exports) : 0;
    f->power = pick(d, c->power);
    f->per_head = pick(d, c->per_head);
    f->wage = (int)draw_range(d, 5200, 8800);
    f->tax_rate = draw_chance(d, 600000) ? 150000 : 250000;
    for (int i = 0; i < 4; i++)
        f->expense[i] = (int)about(d, c->expenses[i], 200000);
    for (int i = 0; i < 8; i++)
        f->finance_ratio[i] = pick(d, component[i]);
    if (c->role == 1)
        f->finance_ratio[4] /= 2;
    f->purchase = (int)draw_range(d, 640000, 830000);
    f->local = (int)draw_range(d, 150000, 480000);
    f->import = (int)draw_range(d, 20000, c->role == 1 ? 380000 : 150000);
    f->digital = (int)draw_range(d, 10, 70);
    f->institution = draw_chance(d, f->size > 400000 ? 900000 : 450000);
}

struct firm firm_at(uint64_t seed, uint32_t slot, int quarter)
{
    struct firm f = {.seed = seed};
    live(&f, slot, quarter);
    struct draw d = firm_draw(&f, TOPIC_TRAITS, 0);
    choose_place(&f, &d);
    choose_trade(&f, &d);
    choose_products(&f, &d);
    choose_ratios(&f, &d);
    return f;
}

int64_t firm_year(const struct firm *f, int year)
{
    struct draw d = firm_draw(f, TOPIC_YEAR, year);
    return ppm_of(f->size, draw_exp((int64_t)f->growth * (year - BASE_YEAR) + ppm_of(draw_normal(&d), 60000)));
}

/* The level that stocks and staff follow: it moves from last year's output to this year's in four steps, so that nothing
 * jumps at the turn of the year. */
static int64_t level(const struct firm *f, int quarter)
{
    int64_t before = firm_year(f, quarter / 4 - 1), now = firm_year(f, quarter / 4);
    return before + (now - before) * (quarter % 4 + 1) / 4;
}

static void sell(const struct firm *f, struct draw *d, int64_t *flow)
{
    int64_t gross = flow[F_GROSS];
    flow[F_SALES] = ppm_of(gross, draw_range(d, 960000, 1000000));
    flow[F_EXPORT] = ppm_of(flow[F_SALES], about(d, f->exports, 20000));
    flow[F_SECOND_CLASS] = f->second_class ? ppm_of(gross, draw_range(d, 80000, 160000)) : 0;
    flow[F_ORDERS] = ppm_of(gross, draw_range(d, 990000, 1060000));
    flow[F_REVENUE] = ppm_of(gross, draw_range(d, 970000, 1030000));
    flow[F_MAIN] = ppm_of(flow[F_REVENUE], draw_range(d, 984000, 998000));
    flow[F_NEW_PRODUCT] = ppm_of(flow[F_REVENUE], 8 * draw_range(d, f->expense[2] / 2, f->expense[2]));
    for (int i = 0; i < FIRM_PRODUCTS && f->product[i]; i++) {
        flow[F_VALUE + i] = ppm_of(gross, f->product_share[i]);
        int64_t price = ppm_of(f->product[i]->value * 1000, f->product_value[i]); /* thousandths of a yuan */
        flow[F_QUANTITY + i] = flow[F_VALUE + i] * PPM / about(d, price, 15000);
    }
    if (f->product[1] && strcmp(f->product[1]->code, "P09") == 0 && flow[F_QUANTITY + 1] > flow[F_QUANTITY])
        flow[F_QUANTITY + 1] = flow[F_QUANTITY];
}

static void spend(const struct firm *f, struct draw *d, int64_t debt, int64_t *flow)
{
    static const int to[4] = {F_SELLING, F_ADMIN, F_RD, F_TAXES};
    int64_t r = flow[F_REVENUE];
    flow[F_COST] = r - ppm_of(r, f->margin + draw_range(d, -6000, 6000));
    for (int i = 0; i < 4; i++)
        flow[to[i]] = ppm_of(r, about(d, f->expense[i], 60000));
    flow[F_INTEREST] = ppm_of(debt, draw_range(d, 9500, 11500));
    flow[F_FINANCE] = flow[F_INTEREST] - ppm_of(flow[F_EXPORT] + r / 4, draw_range(d, 0, 1500));
    if (flow[F_FINANCE] < -debt / 250)
        flow[F_FINANCE] = -debt / 250;
    flow[F_OTHER_INCOME] = ppm_of(r, draw_range(d, 0, 2000));
    flow[F_INVEST] = ppm_of(r, draw_range(d, -200, 600));
    flow[F_HEDGE] = f->exports > 600000 ? ppm_of(r, draw_range(d, -100, 150)) : 0;
    flow[F_FAIR] = ppm_of(r, draw_range(d, -150, 150));
    flow[F_CREDIT] = -ppm_of(r, draw_range(d, 20, 400));
    flow[F_ASSET_LOSS] = -ppm_of(r, draw_range(d, 20, 500));
    flow[F_DISPOSAL] = ppm_of(r, draw_range(d, -60, 90));
    flow[F_NONOP_IN] = ppm_of(r, draw_range(d, 30, 500));
    flow[F_NONOP_OUT] = ppm_of(r, draw_range(d, 20, 300));
    flow[F_VAT] = ppm_of(r, draw_range(d, 4000, 22000)) - ppm_of(flow[F_EXPORT], draw_range(d, 4000, 22000));
    flow[F_PURCHASE] = ppm_of(flow[F_COST], about(d, f->purchase, 20000));
    flow[F_LOCAL] = ppm_of(flow[F_PURCHASE], about(d, f->local, 20000));
    flow[F_IMPORT] = ppm_of(flow[F_PURCHASE], about(d, f->import, 20000));
    flow[F_REFIT] = ppm_of(r, draw_range(d, 0, 8000));
}

/* moved: the output that the vehicles drive for. */
static void burn(const struct firm *f, struct draw *d, int64_t moved, int64_t *flow)
{
    int64_t gross = flow[F_GROSS];
    flow[F_POWER] = 1 + ppm_of(gross, about(d, f->power, 30000));
    flow[F_POWER_OTHER] = ppm_of(flow[F_POWER], draw_range(d, 20000, 60000));
    flow[F_PV] = f->digital > 50 ? ppm_of(flow[F_POWER], draw_range(d, 5000, 40000)) : 0;
    flow[F_GREEN] = f->digital > 35 ? ppm_of(flow[F_POWER] - flow[F_PV], draw_range(d, 10000, 200000)) : 0;
    flow[F_GAS] = ppm_of(gross, about(d, f->chain->gas, 80000));
    flow[F_GAS_OTHER] = ppm_of(flow[F_GAS], draw_range(d, 10000, 50000));
    flow[F_DIESEL] = 1 + ppm_of(moved, draw_range(d, 12, 30));
    flow[F_DIESEL_INDUSTRY] = ppm_of(flow[F_DIESEL], draw_range(d, 150000, 300000));
    flow[F_WATER] = 40 + ppm_of(gross, draw_range(d, 42000, 60000));
    flow[F_WATER_REUSED] = ppm_of(flow[F_WATER], draw_range(d, 300000, 2500000));
    int64_t waste = 1 + ppm_of(gross, about(d, f->chain->waste, 60000));
    flow[F_WASTE_DISPOSED] = ppm_of(waste, draw_range(d, 20000, 90000));
    flow[F_WASTE_STORED] = ppm_of(waste, draw_range(d, 0, 15000));
    flow[F_WASTE_USED] = waste - flow[F_WASTE_DISPOSED] - flow[F_WASTE_STORED];
    flow[F_HAZARD] = ppm_of(gross, draw_range(d, 20, 60));
}

static int64_t hazard_level(const struct firm *f, int quarter)
{
    struct draw d = firm_draw(f, TOPIC_STOCK, quarter);
    return ppm_of(level(f, quarter), draw_range(&d, 1, 9));
}

/* Of what was collected a part is sold again and a part disposed of; the rest is taken apart. */
static void recycle(struct draw *d, int64_t *flow)
{
    flow[F_COLLECTED] = ppm_of(flow[F_GROSS], draw_range(d, 18000, 24000));
    flow[F_REUSED] = ppm_of(flow[F_COLLECTED], draw_range(d, 80000, 140000));
    flow[F_BURIED] = ppm_of(flow[F_COLLECTED], draw_range(d, 40000, 90000));
}

bool firm_suspended(const struct firm *f, int quarter)
{
    struct draw d = firm_draw(f, TOPIC_REST, quarter / 4);
    return draw_chance(&d, 6000) && (int)draw_below(&d, 4) == quarter % 4 && quarter > f->born;
}

/* Output of a quarter; an estimate misses it by up to two per cent. */
static int64_t output(const struct firm *f, int quarter, int64_t share, struct draw *d)
{
    int64_t v = ppm_of(firm_year(f, quarter / 4), share) + (int64_t)draw_below(d, 7);
    struct draw miss = firm_draw(f, TOPIC_ESTIMATE, quarter);
    return firm_suspended(f, quarter) ? 0 : quarter == f->preliminary ? about(&miss, v, 20000) : v;
}

void firm_quarter(const struct firm *f, int quarter, int64_t flow[FLOWS])
{
    static const int season[4] = {220000, 245000, 255000, 280000};
    memset(flow, 0, FLOWS * sizeof *flow);
    if (!firm_lives(f, quarter))
        return;
    struct draw d = firm_draw(f, TOPIC_QUARTER, quarter);
    int64_t size = level(f, quarter), debt = ppm_of(size, f->finance_ratio[7]);
    int64_t share = ppm_of(season[quarter % 4], draw_exp(ppm_of(draw_normal(&d), 45000)));
    flow[F_GROSS] = output(f, quarter, share, &d);
    sell(f, &d, flow);
    spend(f, &d, debt, flow);
    burn(f, &d, flow[F_GROSS] ? flow[F_GROSS] : size / 4, flow);
    flow[F_DEPRECIATION] = ppm_of(ppm_of(size, f->finance_ratio[4]), draw_range(&d, 17000, 23000));
    int64_t wage = f->wage + f->wage * (int64_t)(quarter / 4 - BASE_YEAR) / 20;
    flow[F_WAGES] = firm_staff_mean(f, quarter) * about(&d, wage, 20000) * 3 / 1000;
    flow[F_PAYROLL] = ppm_of(flow[F_WAGES], draw_range(&d, 1240000, 1340000));
    if (firm_suspended(f, quarter)) /* who stays makes nothing: it is a cost of administration */
        flow[F_ADMIN] = flow[F_PAYROLL];
    if (f->recycler)
        recycle(&d, flow);
    int64_t begin = firm_lives(f, quarter - 1) ? hazard_level(f, quarter - 1) : 0;
    int64_t end = hazard_level(f, quarter);
    if (flow[F_HAZARD] + begin < end) /* what is stored must have come from somewhere */
        flow[F_HAZARD] = end - begin;
    flow[F_HAZARD_TREATED] = begin + flow[F_HAZARD] - end;
}

void firm_flows(const struct firm *f, int first, int last, int64_t flow[FLOWS])
{
    int64_t one[FLOWS];
    memset(flow, 0, FLOWS * sizeof *flow);
    for (int t = first; t <= last; t++) {
        firm_quarter(f, t, one);
        for (int i = 0; i < FLOWS; i++)
            flow[i] += one[i];
    }
}

void firm_stocks(const struct firm *f, int quarter, int64_t stock[STOCKS])
{
    memset(stock, 0, STOCKS * sizeof *stock);
    if (!firm_lives(f, quarter))
        return;
    struct draw d = firm_draw(f, TOPIC_STOCK, quarter);
    int64_t size = level(f, quarter);
    const int *ratio = f->finance_ratio;
    stock[S_HAZARD] = ppm_of(size, draw_range(&d, 1, 9)); /* first, as in hazard_level */
    stock[S_RECEIVABLES] = ppm_of(size, about(&d, ratio[0], 30000));
    stock[S_INVENTORY] = ppm_of(size, about(&d, ratio[1], 30000));
    stock[S_FINISHED] = ppm_of(stock[S_INVENTORY], draw_range(&d, 250000, 400000));
    stock[S_CASH] = ppm_of(size, about(&d, ratio[2], 30000));
    stock[S_CURRENT] = stock[S_RECEIVABLES] + stock[S_INVENTORY] + stock[S_CASH] + ppm_of(size, ratio[3]);
    stock[S_FIXED] = ppm_of(size, ratio[4]);
    stock[S_DEPRECIATED] = ppm_of(stock[S_FIXED], draw_range(&d, 330000, 360000));
    stock[S_IMPAIRED] = ppm_of(stock[S_FIXED], draw_range(&d, 0, 3000));
    stock[S_FIXED_NET] = stock[S_FIXED] - stock[S_DEPRECIATED] - stock[S_IMPAIRED];
    stock[S_ASSETS] = stock[S_CURRENT] + stock[S_FIXED_NET] + ppm_of(size, ratio[5]);
    stock[S_DEBT] = ppm_of(size, ratio[7]);
    stock[S_LIABILITIES] = ppm_of(stock[S_ASSETS], about(&d, ratio[6], 8000));
    stock[S_EQUITY] = stock[S_ASSETS] - stock[S_LIABILITIES];
    stock[S_BACKLOG] = ppm_of(size, draw_range(&d, 280000, 330000));
    stock[S_DIESEL] = ppm_of(size, draw_range(&d, 1, 3));
    stock[S_COLLECTED] = f->recycler ? ppm_of(size, 400) : 0;
    for (int i = 0; i < FIRM_PRODUCTS && f->product[i]; i++) {
        int64_t price = ppm_of(f->product[i]->value * 1000, f->product_value[i]);
        stock[S_PRODUCT + i] = ppm_of(ppm_of(size, f->product_share[i]), draw_range(&d, 15000, 35000)) * PPM / price;
    }
}

int64_t firm_staff(const struct firm *f, int quarter, int month)
{
    if (month == 0) {
        quarter--;
        month = 3;
    }
    if (!firm_lives(f, quarter))
        return 0;
    struct draw d = firm_draw(f, TOPIC_STAFF, quarter), e = firm_draw(f, TOPIC_STAFF, quarter - 1);
    int64_t end = about(&d, level(f, quarter) / f->per_head + 8, 18000);
    int64_t begin = about(&e, level(f, quarter - 1) / f->per_head + 8, 18000);
    return begin + (end - begin) * month / 3;
}

int64_t firm_staff_mean(const struct firm *f, int quarter)
{
    if (!firm_lives(f, quarter))
        return 0;
    int64_t sum = 0;
    for (int month = 1; month <= 3; month++)
        sum += firm_staff(f, quarter, month);
    return (sum * 2 + 3) / 6;
}

/* A district that ends in November 2025 passes to its successor; of Yubei a part went to Beibei. */
int firm_region(const struct firm *f, struct date day)
{
    const struct region_profile *r = &region_profiles[f->district];
    const int32_t reform = 20398; /* 2025-11-06 */
    if (!r->successor || day.day < reform)
        return r->code;
    return r->code == 500112 && f->id / 8 % 6 == 0 ? 500109 : r->successor;
}

int firm_registry(const struct firm *f)
{
    return f->id / 8 % 9 == 4 ? 500000 : firm_region(f, (struct date){f->opened});
}

void firm_uscc(const struct firm *f, char *to)
{
    code_uscc(to, firm_registry(f), draw_permute(f->seed, f->id));
}
