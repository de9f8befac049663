/* SPDX-License-Identifier: Apache-2.0 */
/*
 * source: the bytes of a file of which the first ones were read already.
 *
 * Audience: sheet/grid and the readers behind it.
 */
#ifndef EC_SHEET_SOURCE_H
#define EC_SHEET_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/str.h"
#include "io/in.h"

struct source {
    struct in *in;   /* may be NULL: there is no more than head */
    struct str head; /* what is to be given out first */
    bool failed;     /* in_read failed: in_why tells */
};

/* Reads up to n bytes (n > 0); from is a struct source (sheet/part's part_source). Returns how many, 0 at the end, -1: failed. */
ssize_t source_read(void *from, void *to, size_t n);

#endif
