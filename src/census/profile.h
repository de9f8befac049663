/* SPDX-License-Identifier: Apache-2.0 */
/*
 * profile: what made-up enterprises of each value chain look like.
 *
 * Audience: census/firm, census/census. Static tables: twelve chains with their classes of industry, levels and ratios, and
 * the products with their unit values. The levels are plausible, not measured: nothing here describes a real industry.
 */
#ifndef EC_CENSUS_PROFILE_H
#define EC_CENSUS_PROFILE_H

/* Ratios are ppm; a pair is the lowest and the highest level of an enterprise. */
struct chain_profile {
    const char *code;        /* "01" */
    int weight;              /* how many enterprises */
    int role;                /* 1 final product, 2 component */
    int classes[8];          /* class codes, 0 ends; the first is the commonest */
    long size;               /* median output a year in 2020, thousand yuan */
    int spread;              /* sigma of its logarithm, millionths */
    int per_head[2];         /* output a year and person, thousand yuan */
    int margin[2];           /* (revenue - cost) / revenue */
    int expenses[4];         /* selling, admin, R&D, taxes: share of revenue; a firm's is 0.8 to 1.2 times that */
    int exports[2];          /* share of sales, of those who export */
    int power[2];            /* electricity, 0.1 x 10^4 kWh per million yuan x 1000 of output, ppm of thousand yuan */
    int gas;                 /* natural gas, 0.1 x 10^4 m3, ppm of thousand yuan; 0 none */
    int waste;               /* tonnes, ppm of thousand yuan */
    const char *words[4];    /* trade names, for the names of enterprises */
};

enum { CHAINS = 12 };
extern const struct chain_profile chain_profiles[CHAINS];

/* Those who take used goods apart belong to no chain: its code is empty. */
extern const struct chain_profile recycler_profile;

struct product_profile {
    const char *code;    /* "P01" */
    int chain;           /* index in chain_profiles */
    int class4;          /* where it is made; 0: any class of the chain */
    long value;          /* yuan per unit */
    const char *unit, *name;
};

extern const struct product_profile product_profiles[];
extern const int product_profile_count;

/* Districts: code, weight, and the code that follows it in November 2025 where it ends then (else 0). */
struct region_profile {
    int code, weight, successor;
    const char *name, *road;
};

extern const struct region_profile region_profiles[];
extern const int region_profile_count;

/* Classes of industry outside the census in which its enterprises have a second activity. */
extern const int second_classes[];
extern const int second_class_count;

/* Development zones by district, and the first quarter in which they are there (0: always). */
struct zone_profile {
    const char *code;
    int region, bonded, from;
    const char *park;
};

extern const struct zone_profile zone_profiles[];
extern const int zone_profile_count;

/* Parts that enterprises buy, for their suppliers. */
struct part_profile {
    const char *code;
    int abroad;          /* is usually bought abroad */
    const char *country, *name;
};

extern const struct part_profile part_profiles[];
extern const int part_profile_count;

#endif
