/* SPDX-License-Identifier: Apache-2.0 */
/*
 * census_put: the workbench of census/census: an enterprise, its figures of the quarter, and the row being filled.
 *
 * Audience: census, census_unit, census_groups.
 */
#ifndef EC_CENSUS_CENSUS_PUT_H
#define EC_CENSUS_CENSUS_PUT_H

#include "census/census_vars.h"
#include "census/firm.h"
#include "gen/record.h"

struct census_fuel {
    const char *code;
    int64_t begin, end, purchase, own, used, industry; /* in 10^-scale units */
    int scale;
    int64_t coefficient;                               /* 10^-4 tce */
    int64_t factor;                                    /* 10^-4 t CO2 */
    int64_t tce, co2;                                  /* 10^-4 t */
};

enum { FUELS = 3 };

struct census_work {
    const struct census *map;
    const struct firm *firm;
    struct gen_record *record;
    struct gen_cell *row;  /* the row being filled */
    bool full;             /* optional variables too */
    int quarter, year, number; /* number 1..4 */
    struct date end;       /* last day of the quarter */
    int64_t now[FLOWS], ytd[FLOWS], lyr[FLOWS];
    int64_t stock[STOCKS], begin[STOCKS], stock_lyr[STOCKS];
    struct census_fuel fuel[FUELS], fuel_lyr[FUELS];
    int workshops, smart;  /* recognised ones */
    struct buf text;       /* scratch */
};

/* Starts a row of a table; the put functions fill it. Returns false when the form lacks the table. */
bool put_row(struct census_work *w, enum census_table table);

/* Sets a value of the row: v / 10^scale, or a copy of the text. A variable that the form lacks is passed over. */
void put_number(struct census_work *w, enum census_var var, int64_t v, int scale);
void put_text(struct census_work *w, enum census_var var, const char *text);

/* w->text becomes the value and is emptied. */
void put_buf(struct census_work *w, enum census_var var);

/* Sets a date: days since 1970-01-01. */
void put_day(struct census_work *w, enum census_var var, int day);

/* The three columns of a flow: year to date, quarter, same period last year. */
#define PUT_FLOW(w, name, flow, scale)                                                                                \
    (put_number(w, V_enterprise_##name, (w)->ytd[flow], scale),                                                       \
     put_number(w, V_enterprise_##name##_q, (w)->now[flow], scale),                                                   \
     put_number(w, V_enterprise_##name##_lyr, (w)->lyr[flow], scale))

#endif
