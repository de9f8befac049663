/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sharers: the units whose records have the values of a row that names no unit: who shares one telephone.
 *
 * Audience: sum/offenders.
 *
 * What a row and a record must have in common are the group components of the result, compared as values of their types
 * (value/keytext.h). A null meets nothing, as in a join. Memory grows with the units that are found, not with the records.
 */
#ifndef EC_SUM_SHARERS_H
#define EC_SUM_SHARERS_H

#include "sum/unitnames.h"
#include "value/schema.h"

/* The units of one row, in the order of the stream. */
struct sharers_row {
    struct intern units; /* by key text */
    struct str **part;   /* [units.n] the values of their identifiers, as unitnames_of_record gives them */
    size_t cap;
};

struct sharers {
    const struct unitnames *names;
    const struct schema *columns;
    int *slots, *from;        /* [n] the group components: slots of the result, columns of the stream */
    int n;
    struct intern keys;       /* of the rows */
    int *first;               /* [keys.n] the last row that has the key, */
    int *next;                /* [n_rows] and the one before it, or -1 */
    struct sharers_row *rows; /* [n_rows] */
    int n_rows;
    size_t cap_first, cap_next, cap_rows;
    struct arena text;
};

/* Ready for the rows of a result; names and columns (of the stream) are the caller's. Returns false when it cannot be told who
 * has a row's values: there are no group components, or *missing is one of them that is no column of the stream. */
bool sharers_init(struct sharers *s, const struct unitnames *names, const struct layout *l, const struct schema *columns,
                  struct str *missing);

/* Adds the next row. */
void sharers_add(struct sharers *s, const struct value *row);

/* Adds the unit of a record to the rows that have its values. */
void sharers_match(struct sharers *s, const struct rec *r);

/* Gives everything back. */
void sharers_free(struct sharers *s);

#endif
