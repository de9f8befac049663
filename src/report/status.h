/* SPDX-License-Identifier: Apache-2.0 */
/*
 * status: how a quarter stands: the states of its units, what holds those that wait, and whom to call first.
 *
 * Audience: status_streams.c fills it, status_text.c shows it.
 *
 * A unit is told by the identifiers of the form's first table less period and revision, as ecaccept tells it; what belongs to
 * it counts by the list of units alone. Amounts are those of the form's key variable (#size), exact. Memory grows with the units
 * and the rules that hold some, not with the findings.
 */
#ifndef EC_REPORT_STATUS_H
#define EC_REPORT_STATUS_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/intern.h"
#include "form/form.h"
#include "report/model.h"
#include "stat/agg.h"
#include "value/date.h"

enum { STATUS_CALLS = 10, STATUS_KEYS = 16 };

/* Whose value of the key variable. */
enum status_when { STATUS_NOW, STATUS_PRIOR, STATUS_WHENS };

/* A row of the list of units. Slices are empty where nothing is known; text in the arena of the status. */
struct status_unit {
    enum verdict state;         /* accepted, open, failed, missing */
    bool in_frame, in_records;
    long rank;                  /* of the calls, from 1; 0: it is none of them */
    bool has[STATUS_WHENS];
    struct dec value[STATUS_WHENS];
    struct str period, shown;   /* a cell; its identifiers as text */
    struct str held, needs;     /* joined by commas */
    struct str name, person, phone; /* only of those that wait: open, failed, missing */
};

/* Some units, and their sum of the key variable. */
struct status_sum {
    long units;
    struct agg amount;
    bool known;                 /* from status_end on: there is a sum, `total` */
    struct dec total;
};

/* What holds units: a rule, or a need. */
struct status_cause {
    struct str id, message[2];  /* of the first finding of that rule */
    struct status_sum sum;
};

struct status_causes {
    struct intern ids;          /* number = index */
    struct status_cause *of;    /* [ids.n] */
    size_t cap;
};

struct status {
    const struct form *form;
    const struct form_table *table;         /* the unit's */
    int key[STATUS_KEYS], n_keys;           /* the identifiers of a unit: indexes of variables */
    const struct form_var *person, *phone;  /* whom to call; NULL: the form has none */
    struct arena text;
    struct intern keys;                     /* number = unit */
    struct status_unit *units;              /* [keys.n] */
    size_t cap;
    struct str period;                      /* that of the first unit that tells one */
    bool any_missing;
    struct str missing_period;              /* of the first missing unit: the one that was judged; empty: any */
    bool has_calls, has_frame, has_prior;
    long outside;                           /* units that reported and are not in the frame */
    struct status_sum state[VERDICTS];      /* unreadable: submissions, no units */
    struct status_sum all[STATUS_WHENS];    /* all units; the key variable of those that reported now, or before */
    struct status_causes rules, needs;      /* of open and failed units */
    const struct status_unit *first[STATUS_CALLS];
    int n_first;
    bool has_deadline, is_today;            /* is_today: the day was not given */
    struct date deadline, day;
};

/* Begins an empty status; the form must outlive it. Returns false after complaining: the form's first table has no
 * identifier of a unit, or too many. */
bool status_start(struct status *s, const struct form *form);

/* Does the unit wait: is it open, failed or missing? */
bool status_waits(const struct status_unit *u);

/* The cause of a name, made when it is not there; valid until the next call. */
struct status_cause *status_cause(struct status *s, struct status_causes *c, struct str id);

/* Sums, causes and calls, when everything was read. */
void status_end(struct status *s);

/* The causes, the most units first, then by name: an array of ids.n pointers for mem_free. */
const struct status_cause **status_order(const struct status_causes *c);

/* Appends the share of the part in the whole, one decimal and %; "–" where one of them is not known or the whole not above 0. */
void status_share(struct buf *b, const struct status_sum *part, const struct status_sum *whole);

/* Gives everything back. */
void status_free(struct status *s);

#endif
