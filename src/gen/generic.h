/* SPDX-License-Identifier: Apache-2.0 */
/*
 * generic: a value for any variable, from what its line in the form says.
 *
 * Audience: gen/generator. In this order: a code of the list that is valid at the period; a number, date or period within
 * the bounds; text like an example of the pattern, its digits changed as far as the pattern goes on matching. Keys get
 * the number of the unit or row, so that they differ where the form leaves room for that.
 */
#ifndef EC_GEN_GENERIC_H
#define EC_GEN_GENERIC_H

#include "gen/draw.h"
#include "gen/record.h"
#include "value/period.h"

struct generic {
    const struct form *form;
    struct str period_text; /* as asked for */
    bool has_period;        /* period is what it says */
    struct period period;
    struct date day;        /* codes are judged at it */
    uint64_t seed;
};

/* Which unit and which row of its table a value is for; rows 0: the unit's own row, not one of a group. */
struct generic_place {
    uint32_t unit;
    int row, rows;
};

/* The value, its text in the record's arena. */
struct gen_cell generic_value(const struct generic *g, const struct form_var *v, struct generic_place at,
                              struct draw *d, struct arena *text);

/* A period that a form's own variable takes: wanted if its pattern allows it, else the example of the pattern, else
 * "2025Q3". wanted may be NULL. */
struct str generic_period(const struct form *form, const char *wanted);

#endif
