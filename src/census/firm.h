/* SPDX-License-Identifier: Apache-2.0 */
/*
 * firm: the economic life of a made-up enterprise.
 *
 * Audience: census/census. A slot of the frame (0, 1, 2 ...) is held by one enterprise after another: when one closes, a new
 * one with another code opens in the next quarter, so that every quarter has as many submissions as slots. All that an
 * enterprise does in a quarter is a function of seed, slot and quarter; the quarters of a year add up, the balance at
 * the end of one year opens the next, and last year's column is what last year's form said. No state is kept.
 *
 * Quarters are counted: year * 4 + (number - 1). Money is in thousand yuan.
 */
#ifndef EC_CENSUS_FIRM_H
#define EC_CENSUS_FIRM_H

#include <stdbool.h>
#include <stdint.h>

#include "census/profile.h"
#include "gen/draw.h"
#include "value/date.h"

enum { FIRM_PRODUCTS = 3 };

/* What flows in a quarter. Electricity and gas in tenths of 10^4 kWh and 10^4 m3. */
enum flow {
    F_GROSS, F_SALES, F_EXPORT, F_SECOND_CLASS, F_ORDERS, F_BONDED,
    F_REVENUE, F_MAIN, F_COST, F_TAXES, F_SELLING, F_ADMIN, F_RD, F_FINANCE, F_INTEREST, F_OTHER_INCOME, F_INVEST,
    F_HEDGE, F_FAIR, F_CREDIT, F_ASSET_LOSS, F_DISPOSAL, F_NONOP_IN, F_NONOP_OUT, F_VAT,
    F_PAYROLL, F_WAGES, F_DEPRECIATION,
    F_POWER, F_POWER_OTHER, F_PV, F_GREEN, F_GAS, F_GAS_OTHER, F_DIESEL, F_DIESEL_INDUSTRY,
    F_WATER, F_WATER_REUSED, F_WASTE_USED, F_WASTE_DISPOSED, F_WASTE_STORED, F_HAZARD, F_HAZARD_TREATED,
    F_PURCHASE, F_LOCAL, F_IMPORT, F_NEW_PRODUCT, F_REFIT,
    F_COLLECTED, F_REUSED, F_BURIED, /* what recyclers take in, sell again, dispose of; tonnes */
    F_VALUE, F_QUANTITY = F_VALUE + FIRM_PRODUCTS, FLOWS = F_QUANTITY + FIRM_PRODUCTS
};

/* What stands at the end of a quarter. */
enum stock {
    S_CASH, S_RECEIVABLES, S_INVENTORY, S_FINISHED, S_CURRENT, S_FIXED, S_DEPRECIATED, S_IMPAIRED, S_FIXED_NET, S_ASSETS,
    S_DEBT, S_LIABILITIES, S_EQUITY, S_BACKLOG, S_DIESEL, S_HAZARD, S_COLLECTED, S_PRODUCT, STOCKS = S_PRODUCT + FIRM_PRODUCTS
};

struct firm {
    uint64_t seed;
    uint32_t id;                 /* of the enterprise: no two of a frame share it */
    int born, died;              /* first and last quarter of its life */
    int opened;                  /* day of its opening, days since 1970-01-01 */
    const struct chain_profile *chain;
    bool recycler;               /* of used goods: outside the chains, without products */
    int preliminary;             /* quarter whose output is an estimate yet; 0: none */
    int class4, second_class;    /* second_class 0: none */
    int district;                /* index in region_profiles: where it was before November 2025 */
    bool zoned;                  /* in a development zone, where its district has one */
    int64_t size;                /* output a year in 2020 */
    int growth;                  /* a year, logarithm */
    int margin, exports, power, per_head, wage, tax_rate;
    int expense[4];              /* as in struct chain_profile */
    int finance_ratio[8];        /* receivables, inventory, cash, other current, fixed, other, liabilities, debt */
    int purchase, local, import; /* shares of cost, of purchases, of purchases */
    int digital;                 /* 0..100 in 2020 */
    bool institution;
    const struct product_profile *product[FIRM_PRODUCTS]; /* NULL: none */
    int product_share[FIRM_PRODUCTS];                     /* of output */
    int product_value[FIRM_PRODUCTS];                     /* its price, ppm of the usual one */
};

/* The enterprise that holds a slot in a quarter. */
struct firm firm_at(uint64_t seed, uint32_t slot, int quarter);

/* A sequence of draws of the enterprise for a topic (any number from 100 on) and a quarter or year. */
struct draw firm_draw(const struct firm *f, uint64_t topic, int when);

/* Does it live in that quarter? */
static inline bool firm_lives(const struct firm *f, int quarter)
{
    return quarter >= f->born && quarter <= f->died;
}

/* Does it stand still in that quarter? A few do, for one quarter of a year; their staff stays. */
bool firm_suspended(const struct firm *f, int quarter);

/* The flows of one quarter; all zero when it does not live. */
void firm_quarter(const struct firm *f, int quarter, int64_t flow[FLOWS]);

/* The sums of the flows of first..last. */
void firm_flows(const struct firm *f, int first, int last, int64_t flow[FLOWS]);

/* What stands at the end of a quarter; all zero when it does not live. */
void firm_stocks(const struct firm *f, int quarter, int64_t stock[STOCKS]);

/* Persons employed at the end of a month: month 1..3 of the quarter, 0 the end of the quarter before. */
int64_t firm_staff(const struct firm *f, int quarter, int month);

/* The mean of the three months of a quarter, rounded; 0 when it does not live. */
int64_t firm_staff_mean(const struct firm *f, int quarter);

/* Output of a whole year, before the quarters are rounded. */
int64_t firm_year(const struct firm *f, int year);

/* The code of its district on a day, and that of the place where it was registered. */
int firm_region(const struct firm *f, struct date day);
int firm_registry(const struct firm *f);

/* Its credit code into to[18]. */
void firm_uscc(const struct firm *f, char *to);

#endif
