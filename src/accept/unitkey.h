/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unitkey: who a row or a finding is about: the identifiers of the form's first table less period and revision.
 *
 * Audience: the other files of accept/. Two keys are equal when their values are, whatever the writing: 07 and 7 are one integer.
 * A key is kept as one text, its parts in their canonical writing joined by TAB.
 */
#ifndef EC_ACCEPT_UNITKEY_H
#define EC_ACCEPT_UNITKEY_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/intern.h"
#include "form/form.h"
#include "rec/recin.h"

enum { UNITKEY_MOST = 16 };

struct unitkey {
    const struct form_table *table; /* the unit's own */
    int var[UNITKEY_MOST];          /* [n] its identifiers: indexes of variables */
    int n;
    int period, revision;           /* variables, or -1 */
    struct arena text;              /* of one key; reset with each */
};

/* Where a stream has them; columns or -1. */
struct unitkey_columns {
    int at[UNITKEY_MOST];
    int period, revision, sub;
};

/* Looks the identifiers up. Returns false after complaining: none, or more than UNITKEY_MOST. The form must outlive it. */
bool unitkey_init(struct unitkey *k, const struct form *form);

/* Finds the columns of a stream. Returns false after complaining when an identifier of the unit is missing and `need`; without
 * need it says nothing. */
bool unitkey_find(const struct unitkey *k, const struct recin *in, bool need, struct unitkey_columns *c);

/* Appends the key of a row. False, nothing appended: one of its cells is null or empty. */
bool unitkey_put(struct unitkey *k, const struct unitkey_columns *c, const struct rec *rec, struct buf *b);

/* Appends the key that a text name=value;name=value tells. False: it does not tell all identifiers. */
bool unitkey_put_text(struct unitkey *k, struct str text, struct buf *b);

/* The value of a name in such a text, as it is written (value/keyparts.h); p == NULL: it has none. A value may hold `;` where no
 * `name=` follows. */
struct str unitkey_part(struct str text, struct str name);

/* Gives everything back. */
void unitkey_free(struct unitkey *k);

#endif
