/* SPDX-License-Identifier: Apache-2.0 */
/*
 * seek: the records of a stream that have the values of rows of a result: which record is it, and who shares one telephone?
 *
 * Audience: assess/assess.
 *
 * What a row and a record must have in common are some components, compared as values of their types (value/keytext.h). A null
 * meets nothing, as in a join. Memory grows with the rows, which are those of findings.
 */
#ifndef EC_ASSESS_SEEK_H
#define EC_ASSESS_SEEK_H

#include "base/intern.h"
#include "data/structure.h"
#include "rec/recin.h"

struct seek {
    int *comps;           /* [n] of the result */
    int *from;            /* [n] the column of the stream for each */
    enum vtype *types;    /* [n] */
    int n;
    struct intern keys;
    int *first;           /* [keys.n] the last row that has the key, */
    int *next;            /* [rows] and the one before it, or -1 */
    int rows;
    size_t cap_first, cap_next;
};

/* Begins; room for n components. All members zero needs no seek_free. */
void seek_start(struct seek *s, int n);

/* One more component that must be equal. */
void seek_by(struct seek *s, int comp, enum vtype type, int column);

/* Adds the next row; rows are numbered from 0. */
void seek_row(struct seek *s, const struct value *row);

/* The last row that has the values of a record, or -1; then the one before it. */
int seek_find(const struct seek *s, const struct rec *r);
int seek_next(const struct seek *s, int row);

/* Gives everything back. */
void seek_free(struct seek *s);

#endif
