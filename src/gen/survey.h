/* SPDX-License-Identifier: Apache-2.0 */
/*
 * survey: what a survey tells the generator of those who report to it.
 *
 * Audience: generator, history, registers; a folder beside gen/ (census/) fills the table for its survey.
 *
 * Idea: gen/ knows forms, not surveys: any form gets values line by line. Where a survey has a model of its enterprises, the
 * model is reached through this table of functions alone, so that neither gen/ nor a tool names it. A place in the frame
 * (unit 0, 1, 2 ...) is held by one enterprise after another; who holds it in a quarter is named by struct survey_unit.
 * Quarters are counted: year * 4 + (number - 1).
 */
#ifndef EC_GEN_SURVEY_H
#define EC_GEN_SURVEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gen/record.h"
#include "value/period.h"

/* The enterprise that holds a place of the frame in a quarter. */
struct survey_unit {
    uint64_t seed;
    uint32_t place;
    int quarter;
};

/* How often a quarter is sent, and as what. */
enum sending {
    SENT_ONCE,     /* revision 0 is the last word */
    SENT_BACK,     /* revision 0 lacks who filled it in */
    SENT_ESTIMATE, /* revision 0 holds together, but output and all that follows from it is off by up to two per cent */
};

/* A column of a register: a variable of its table, or of the unit (the form's first table). */
struct survey_column {
    const char *name, *variable;
    bool of_unit;
};

/* A register that goes with the quarter's submissions: a row for each row of a table of the form. */
struct survey_register {
    const char *name;                    /* of its file */
    const char *table;                   /* NULL: the form's first */
    const struct survey_column *columns; /* [n] */
    int n;
    bool frame;                          /* with frame_from and frame_to, the first and last quarter of the enterprise */
    bool distinct;                       /* rows that differ in nothing but the unit's columns stand once */
};

struct survey {
    size_t size; /* of the state that bind fills; it holds no memory of its own */

    /* Finds the survey's variables in a form, which must outlive the state. False: the form is not of this survey. */
    bool (*bind)(void *state, const struct form *form);

    /* Can it be made up for this period? And what to say when not, in English and Chinese. */
    bool (*takes)(struct period p);
    const char *periods[2];

    /* Fills the record, as it is sent first, of the enterprise in a quarter, which may be another than the one that names it
     * (it must be there then). how: the version. The record is reset first. */
    void (*fill)(const void *state, struct survey_unit u, int quarter, enum sending how, struct gen_record *r);

    /* The first and the last quarter in which the enterprise is there. */
    void (*stay)(struct survey_unit u, int *first, int *last);

    /* How it sends this quarter. */
    enum sending (*sending)(struct survey_unit u);

    /* The first one is the frame: the units that must report. */
    const struct survey_register *registers; /* [n_registers] */
    int n_registers;
};

/* The surveys that this build knows, up to a NULL; the first whose bind takes a form is asked. Defined beside them
 * (census/survey.c), not in gen/. */
extern const struct survey *const surveys[];

#endif
