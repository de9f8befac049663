/* SPDX-License-Identifier: Apache-2.0 */
/*
 * join: puts the cells of a second stream beside the records of a first one.
 *
 * Audience: ecjoin.
 *
 * Keys are compared as values of their types. A record of the left stream meets at most one of the right: a key that
 * stands twice on the right is an error, since it would multiply enterprises. Records whose key holds a null meet
 * nothing. The order is that of the left stream.
 *
 * Three ways, one result: a hash table of the right stream while it fits in the memory allowed; beyond that both sides
 * are sorted on disk and the matches are brought back into the left order; with `sorted` both streams are read side by
 * side, and their order is checked.
 *
 * The right may have a second stream, for the keys that are not in the first: what was accepted, and for whom it was not what was
 * submitted last. Then a further cell says which of the two was met. Not with `sorted`, not with JOIN_ANTI.
 */
#ifndef EC_REC_JOIN_H
#define EC_REC_JOIN_H

#include <stdbool.h>
#include <stdint.h>

#include "rec/reckey.h"
#include "rec/recout.h"

enum join_mode {
    JOIN_LEFT,  /* all records of the left; nulls where nothing was met */
    JOIN_INNER, /* only those that met one */
    JOIN_ANTI   /* only those that met none, without cells of the right */
};

/* A stream of the right. */
struct join_right {
    struct recin *in;
    const struct reckey *key;        /* of the types of the left's */
    const int *take;                 /* [n_take] positions in it */
    const char *word;                /* the further cell; NULL: none is written */
};

enum { JOIN_RIGHTS = 2 };

struct join_options {
    const struct reckey *left_key;
    struct join_right right[JOIN_RIGHTS];
    int n_right;                     /* 1 or 2 */
    int n_take;
    enum join_mode mode;
    const char *null;                /* what a null is written as; NULL is \N */
    uint64_t bytes;                  /* memory allowed */
    bool sorted;                     /* both streams are in key order (rec/sortkey.h) */
    void (*tick)(const struct recin *left); /* progress, after each record of the left; may be NULL */
};

struct join_counts {
    uint64_t left, right, matched, written;
    uint64_t left_null, right_null; /* records with a null in the key */
    uint64_t second;                /* matched: met a record of the second stream of the right */
    bool spilled;
};

/* Joins to the end; the header is the caller's to write. Returns false after complaining: malformed stream, duplicate key
 * on the right, not in order. */
bool join_run(const struct join_options *options, struct recin *left, struct recout *out, struct join_counts *counts);

#endif
