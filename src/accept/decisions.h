/* SPDX-License-Identifier: Apache-2.0 */
/*
 * decisions: what officers and supervisors have decided about findings.
 *
 * Audience: weigh, accept.
 *
 * A record stream with the columns key, rule, variable, fingerprint, decision (pass, fail, ask), who, when, why. A decision is
 * bound to the fingerprint of its finding; with rule `*` to all the fingerprints that it lists, separated by blanks or commas.
 * A row that lacks who, when, why or a fingerprint, whose day lies after the day of the run, or that contradicts another one is
 * an error with its line: the last one is never silently taken.
 */
#ifndef EC_ACCEPT_DECISIONS_H
#define EC_ACCEPT_DECISIONS_H

#include <stdbool.h>

#include "base/str.h"
#include "value/date.h"

enum decision { DECISION_PASS, DECISION_FAIL, DECISION_ASK };

struct decided {
    enum decision decision;
    struct str rule, who;
    struct str key;        /* as the list says, may be empty */
    const char *path;      /* where the row is */
    long line;
    bool used, complained;
};

struct decisions;

/* An empty list. */
struct decisions *decisions_new(void);

/* Adds the rows of a file. has_day, day: the day of the run. Returns false after complaining. */
bool decisions_load(struct decisions *d, const char *path, bool has_day, struct date day);

/* The decision about a finding of that rule and fingerprint, or NULL. */
struct decided *decisions_find(struct decisions *d, struct str rule, struct str fingerprint);

/* Calls take for each decision that was not used, in the order of the files. */
void decisions_stale(const struct decisions *d, void (*take)(void *to, const struct decided *x), void *to);

/* d may be NULL. */
void decisions_free(struct decisions *d);

#endif
