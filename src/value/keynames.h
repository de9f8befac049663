/* SPDX-License-Identifier: Apache-2.0 */
/*
 * keynames: values as small numbers, each shown as it was written first.
 *
 * Audience: what counts or groups by a cell and shows the groups: the report, the classes of ecoutlier. 07 and 7 are one
 * group of an integer (value/keytext.h), and it is called 07 when that came first: nobody's spelling is changed.
 */
#ifndef EC_VALUE_KEYNAMES_H
#define EC_VALUE_KEYNAMES_H

#include "base/arena.h"
#include "base/intern.h"
#include "value/keytext.h"

struct keynames {
    int n;              /* numbers given, 0 to n - 1 */
    struct intern keys; /* the rest is keynames' own */
    struct str *shown;  /* [n] p == NULL: as its key */
    size_t cap;
    struct arena text;
    struct buf room;
};

/* The number of a key of the caller's own making; a new one is shown as given there. */
int keynames_add(struct keynames *k, struct str key, struct str shown);

/* The number of a value of a type, by its text. */
int keynames_of(struct keynames *k, enum vtype type, struct str text);

/* The same of one that was added before, or -1. */
int keynames_find(const struct keynames *k, enum vtype type, struct str text);

/* What is shown for a number; valid until keynames_free. */
struct str keynames_shown(const struct keynames *k, int i);

/* Gives everything back. */
void keynames_free(struct keynames *k);

#endif
