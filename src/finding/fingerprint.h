/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fingerprint: what a finding asks, as a number: the same question in the next run or revision has the same one.
 *
 * Audience: finding (the column), ecaccept through it. Decisions are bound to it: a changed figure is a new question, a
 * resubmission of the same figure is not.
 *
 * It is the first 32 hexadecimal digits of SHA-256 over rule, table, key less `revision`, variable and values, each ended by a
 * zero byte. Values are sorted by name, and numbers stand in one form (0012.50 is 12.5), so that the order in which a rule reads
 * and the way somebody writes do not matter. It is made of what is shown (conceal): a hash of a telephone is a telephone to who
 * tries them all. So another value of a personal variable is not another question.
 */
#ifndef EC_FINDING_FINGERPRINT_H
#define EC_FINDING_FINGERPRINT_H

#include "base/buf.h"
#include "base/str.h"
#include "finding/verdict.h"

/* Room that is used again. Zero at first. */
struct fingerprint {
    struct str *parts; /* owned */
    size_t cap;
    struct buf text;
    char hex[33];
};

/* The fingerprint; valid until the next call with the same room. */
struct str fingerprint_of(struct fingerprint *f, const struct finding *x);

/* A key (name=value joined by ';') without its part `revision`, appended to b. */
void fingerprint_put_key(struct buf *b, struct str key);

/* Gives everything back. */
void fingerprint_free(struct fingerprint *f);

#endif
