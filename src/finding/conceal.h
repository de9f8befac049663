/* SPDX-License-Identifier: Apache-2.0 */
/*
 * conceal: what is personal goes out of a finding before anybody sees it.
 *
 * Audience: finding/finding.c, the one place that all findings pass.
 *
 * Two things are done. Values of variables that the form calls personal become *** (their length is not told), unless they
 * are empty; so do values that a rule computed of them, but for numbers. And identity and telephone numbers are masked in all
 * texts (value/personal), with two exceptions: plain numbers of numeric variables are not looked at, nor are they in a
 * message, and the key loses identity numbers only, for a serial number of eleven digits must go on telling its records
 * apart. Who writes a message from a personal value masks it there (FINDING_PERSONAL): here it is text among text.
 */
#ifndef EC_FINDING_CONCEAL_H
#define EC_FINDING_CONCEAL_H

#include "base/buf.h"
#include "finding/verdict.h"

/* What stands for a personal value. */
#define FINDING_PERSONAL "***"

/* What a variable's values may show. SHOWN_UNKNOWN: there is no such variable. */
enum shown { SHOWN_UNKNOWN, SHOWN_TEXT, SHOWN_NUMBER, SHOWN_NEVER };

/* Asked for each variable of a finding; table may be absent. */
typedef enum shown conceal_shown(const void *to, struct str table, struct str variable);

struct conceal {
    conceal_shown *shown; /* NULL: nothing is known of variables */
    const void *to;
    struct buf value, expected, values, key, file, submission, message[2], numbers;
};

/* Changes the texts of x; the new ones stand in c until the next call. */
void conceal_finding(struct conceal *c, struct finding *x);

/* Gives the memory back. */
void conceal_free(struct conceal *c);

#endif
