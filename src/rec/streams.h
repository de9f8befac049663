/* SPDX-License-Identifier: Apache-2.0 */
/*
 * streams: several files of the same columns read as one stream.
 *
 * Audience: ecvtl.
 *
 * The columns are those of the first file. The others have the same ones, in any order; their records come with the cells in the
 * order of the first.
 */
#ifndef EC_REC_STREAMS_H
#define EC_REC_STREAMS_H

#include <stdbool.h>
#include <stdint.h>

#include "rec/recin.h"

struct streams {
    const char *const *paths; /* [n] the caller's */
    int n;
    const struct dialect *dialect;
    struct recin *in;         /* the file being read; NULL at the end */
    int at;                   /* its number */
    struct intern columns;    /* of the first file */
    int *from;                /* [columns.n] where the present file has them; NULL: at the same places */
    struct str *cells;        /* [columns.n] of the present record, where they were moved */
};

/* Opens the first of n > 0 files ("-" is standard input). Paths and dialect are kept. Returns false after complaining. */
bool streams_open(struct streams *s, const char *const paths[], int n, const struct dialect *dialect);

/* The next record, as recin_next: 1; 0 at the end of the last file; -1 after complaining, also about a file that cannot be
 * opened or has other columns. */
int streams_next(struct streams *s, struct rec *r);

/* Can it be read again? Returns the name of the first that is no regular file, or NULL; one that is not
 * there is none of these, for reading it complains better. */
const char *streams_unrepeatable(const struct streams *s);

/* The name of the present file (after the end: the last one) for messages; it lives as long as s and its paths. */
const char *streams_name(const struct streams *s);

/* The name of the i-th. */
const char *streams_name_of(const struct streams *s, int i);

/* Gives everything back. */
void streams_free(struct streams *s);

#endif
