/* SPDX-License-Identifier: Apache-2.0 */
/*
 * suggest_options: what the suggestions are made from, and what one says. The methods are listed in suggest_methods.def.
 *
 * Audience: suggest and its parts, suggestions.
 */
#ifndef EC_SUGGEST_SUGGEST_OPTIONS_H
#define EC_SUGGEST_SUGGEST_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "suggest/localise.h"
#include "suggest/medians.h"
#include "vtl/ruleset.h"

#define SUGGEST_VERSION "suggest/6"

enum suggest_method {
#define METHOD(id, name, usual) SUGGEST_##id,
#include "suggest/suggest_methods.def"
#undef METHOD
    SUGGEST_METHODS
};

extern const struct suggest_method_text {
    const char *name;
    bool usual;
} suggest_methods[SUGGEST_METHODS];

/* The methods in use unless something else is said, as bits. */
uint32_t suggest_usual(void);

/* The method of a name; -1: there is none. */
int suggest_method_find(struct str name);

struct suggest_column {
    bool amount;      /* money: moves when the whole form is in another unit */
    int power;        /* of an amount: its unit is 10^power yuan */
    bool quantity;    /* measured in a unit, money or not: the cell alone may be in another one */
    struct str unit;  /* as the form has it */
    struct str section; /* of the form: the first step of the path */
    int statement;    /* number of its statement and unit: items with the same one may be exchanged; -1: with none */
    bool computed;    /* a sum over other rows: moves with them, but is nobody's cell */
    bool wanted;      /* must be filled in: worth a deduction when it is missing */
    const struct dec *min, *max; /* bounds of the form, or NULL; the form's */
    const void *list; /* of a coded column: its code list, for host->member; NULL: any text */
    int n_codes;      /* of the list */
    bool negative;    /* may be negative: its sign may be wrong */
    int32_t weight;   /* reliability in thousandths, for localisation; LOCALISE_FIXED: never suggested, never asked about */
    bool alone;       /* it is the NAME_q of a NAME: one quarter, not the year to date */
    int prior;        /* position of the column with its prior value, or -1 */
    int year_ago;     /* position of the column with its value of the same quarter last year, or -1 */
    int quarter, last_year; /* positions of NAME_q and NAME_lyr of the form itself, or -1 */
    bool flow, stock; /* it counts from the beginning of the year, for it has a NAME_q; it stands, for it has a NAME_begin */
};

struct suggest_options {
    struct rules *rules;                  /* linked */
    const struct schema *schema;          /* slot = position in the stream */
    const struct rules_host *host;
    const struct suggest_column *columns; /* [schema->n] */
    uint32_t methods;                     /* bits of enum suggest_method */
    struct medians *medians;              /* of the classes, or NULL */
    bool all_missing;         /* localise, deduce: every empty cell counts, not those only that are wanted */
    int period, prior_period; /* positions of the record's period and of the prior one's, or -1 */
};

/* Which report of the past. */
enum suggest_past { PAST_NONE, PAST_PRIOR, PAST_YEAR_AGO };

struct suggestion {
    int column;           /* -1: about the record */
    struct str new;       /* the cell suggested; p == NULL: none (ask, ambiguous) */
    const char *method;
    const char *grade;    /* A, B, C; ask; note (an old report); ambiguous; infeasible; no-solution; limit */
    struct str heals;     /* rules, joined by ';' */
    int distance;         /* characters between old and new; -1: not meant */
    int solutions;        /* equally good ones; 0: not meant */
    struct str evidence;  /* text */
    int power;            /* of the methods unit-*: what was reported is 10^power times what the form wants; else 0 */
    int slip;             /* unit-cell, unit-prior: rows of one slip of the pen have the same number, from 1 */
    enum suggest_past whose; /* unit-prior: which old report is in another unit */
    int partner;          /* swap, swap-prior: the column that the quarter before shows to be exchanged with this one; else -1 */
    bool year_to_date;    /* where there is a partner: compared at a steady pace, not as a stock */
};

#endif
