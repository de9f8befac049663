/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sorted: the rows of a data set in an order.
 *
 * Audience: data/.
 */
#ifndef EC_DATA_SORTED_H
#define EC_DATA_SORTED_H

#include "data/rel.h"

/* One part of an order. */
struct sort_by {
    int comp;
    bool by_value; /* in the order of values, null last; else in key order */
    bool down;     /* by_value: reversed */
};

/* r in key order by these components: r itself where it comes so, else sorted (rec/extsort), equal rows in their order. */
struct rel *sorted_by(struct rel *r, const int *by, int n);

/* r in any order; always sorted. The leading parts in key order are said to be its order. */
struct rel *sorted_as(struct rel *r, const struct sort_by *by, int n);

/* Where r is such a sort, by these components alone: the key of its row at hand, as key_make makes it, set with each row. NULL
 * for any other. */
const struct str *sorted_key(const struct rel *r, const int *by, int n);

/* r in key order by all its identifiers. */
struct rel *sorted_by_key(struct rel *r);

/* r in key order, each key once: a key that an operator has made twice ends the run. place: of that operator. */
struct rel *sorted_unique(struct rel *r, struct loc place);

/* The identifiers of a structure in their order, into by[s->n]. Returns how many. */
int key_of(const struct structure *s, int *by);

#endif
