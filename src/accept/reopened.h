/* SPDX-License-Identifier: Apache-2.0 */
/*
 * reopened: what was registered as a re-opening of earlier figures (a merger, an audit, a restatement, a late revision).
 *
 * Audience: weigh, accept.
 *
 * A record stream with the columns key (of the unit), period (the one that is judged), variable (or *), reason, who, until. A
 * reason, who and the day are needed; `until` is compared with the day of the run, never with the clock.
 */
#ifndef EC_ACCEPT_REOPENED_H
#define EC_ACCEPT_REOPENED_H

#include <stdbool.h>

#include "accept/unitkey.h"
#include "base/str.h"
#include "value/date.h"

struct reopening {
    struct str unit;     /* its key, as unitkey has it */
    struct str variable, reason, who;
    long line;
    bool expired;        /* its day is over */
    int next;            /* of the same unit, or -1 */
};

struct reopened;

/* Reads a file, rows of that period alone (its canonical writing). path NULL: nothing was reopened. has_day, day: the day of the
 * run. Returns NULL after complaining. */
struct reopened *reopened_load(const char *path, struct unitkey *k, struct str period, bool has_day, struct date day);

/* The first re-opening of a unit that covers a variable of a finding: the one that it is about, or one of its values
 * (name=value;...). NULL: none, or its day is over. */
const struct reopening *reopened_find(const struct reopened *r, struct str unit, struct str variable, struct str values);

/* Row i, or NULL beyond the last; the name of the file. */
const struct reopening *reopened_row(const struct reopened *r, int i);
const char *reopened_path(const struct reopened *r);

/* r may be NULL. */
void reopened_free(struct reopened *r);

#endif
