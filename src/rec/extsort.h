/* SPDX-License-Identifier: Apache-2.0 */
/*
 * extsort: sorts any number of records in a bounded amount of memory.
 *
 * Audience: ecmerge, ecjoin and other tools that need an order. Records go in with a key of bytes (sortkey.h) and come
 * out by key, equal keys in the order in which they came. Beyond the bound, sorted runs go to a temporary file (io/temp.h); 16 of
 * them become one longer run, 16 of these one longer still, so that each record is written a few times for any memory.
 * What comes in order is not sorted: it is one run.
 *
 * In memory, keys are compared by eight bytes behind what all of them begin with, as a number: sorted by its bytes from the
 * highest down (radix sort), and as a whole only where these are equal.
 *
 * Failure to write or read a temporary file is final: complaint, exit with status 2.
 */
#ifndef EC_REC_EXTSORT_H
#define EC_REC_EXTSORT_H

#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct extsort;

/* bytes: what the records in memory may take, index included; at least 64 KiB are used. A record larger than that
 * stands alone in its run. Free with extsort_free. */
struct extsort *extsort_new(uint64_t bytes);

/* Adds a record; key and data are copied. Not after extsort_next. */
void extsort_add(struct extsort *s, struct str key, struct str data);

/* The next record in order; the slices are valid until the next call. Returns 1, or 0 at the end. The first call ends
 * the input. */
int extsort_next(struct extsort *s, struct str *key, struct str *data);

/* s may be NULL. */
void extsort_free(struct extsort *s);

#endif
