/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fingerprint: what a finding asks, as a number: the same question in the next run or revision has the same one.
 *
 * Audience: finding (the column), ecaccept through it. Decisions are bound to it: a changed figure is a new question, a
 * resubmission of the same figure is not.
 *
 * It is the first 32 hexadecimal digits of SHA-256 over rule, table, key less `revision`, variable and values, each ended by a
 * zero byte. Values are sorted by name, and numbers stand in one form (0012.50 is 12.5), so that the order in which a rule
 * reads and the way somebody writes do not matter. Who knows the types of the variables (form/guide) tells them: then all that
 * is equal by value is written alike, in keys too, and text that looks like a number stays text. It is made of what is shown
 * (conceal): a hash of a telephone is a telephone to who tries them all. So another value of a personal variable is not another
 * question.
 */
#ifndef EC_FINDING_FINGERPRINT_H
#define EC_FINDING_FINGERPRINT_H

#include "base/buf.h"
#include "base/str.h"
#include "finding/verdict.h"
#include "value/type.h"

/* Says of which type a variable of a table is; returns false when it does not know. */
typedef bool fingerprint_types(const void *to, struct str table, struct str variable, enum vtype *type);

/* Room that is used again. Zero at first, but for the types, which may be NULL. */
struct fingerprint {
    fingerprint_types *types;
    const void *to;    /* for types */
    struct str *parts; /* owned */
    size_t cap;
    struct buf text;
    char hex[33];
};

/* The fingerprint; valid until the next call with the same room. */
struct str fingerprint_of(struct fingerprint *f, const struct finding *x);

/* Gives everything back; the types stay. */
void fingerprint_free(struct fingerprint *f);

#endif
