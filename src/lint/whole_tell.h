/* SPDX-License-Identifier: Apache-2.0 */
/*
 * whole_tell: what was found about rules together, as complaints.
 *
 * Audience: whole.
 */
#ifndef EC_LINT_WHOLE_TELL_H
#define EC_LINT_WHOLE_TELL_H

#include "base/diag.h"
#include "lint/questions.h"

/* Something that does not exist: a record that passes a group of rules and fits a formula. */
struct claim {
    const struct group *group;
    struct formula *that; /* NULL: any record */
    int item;             /* the rule that it is about, or -1 */
    bool complete;        /* of records with values */
};

/* How a claim is told, made by whole_reasons. */
struct reasons {
    struct buf by;    /* the rules, with file and line, the form, whole numbers, the sum that shows it */
    struct buf given; /* the columns that must have values; empty: none */
};

/* Looks what a claim needs: which columns with values, the form, whole numbers. Free with reasons_free. */
void whole_reasons(struct questions *q, const struct claim *c, struct reasons *to);

/* Appends a rule: its name, file and line. */
void whole_put_rule(struct buf *to, const struct item *x);

/* Where the complaint about an item stands. */
struct loc whole_place(const struct item *x);

/* Gives everything back. */
void reasons_free(struct reasons *r);

#endif
