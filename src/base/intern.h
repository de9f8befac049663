/* SPDX-License-Identifier: Apache-2.0 */
/*
 * intern: a name becomes a small integer.
 *
 * Audience: everybody who keeps tables of names (columns, codes, variables). A hash table with linear probing; numbers
 * are given in order 0, 1, 2 ... and never change; names are copied.
 */
#ifndef EC_BASE_INTERN_H
#define EC_BASE_INTERN_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

struct intern {
    struct arena text;   /* the copies of the names */
    struct str *names;   /* [n] */
    uint32_t *hashes;    /* [n] */
    int32_t *table;      /* [size] number or -1; size is a power of two */
    size_t size;
    int n;
    size_t cap_names, cap_hashes;
};

/* All members zero is an empty set of names. */

/* The number of a name; gives it the next one when it is new. */
int intern_add(struct intern *t, struct str name);

/* The number of a name, or -1. */
int intern_find(const struct intern *t, struct str name);

/* The name of a number (0 <= i < t->n); valid until intern_free. */
static inline struct str intern_name(const struct intern *t, int i)
{
    return t->names[i];
}

/* Gives all memory back. */
void intern_free(struct intern *t);

/* The hash that intern uses: 32 bits, another one in each process (base/seeded). */
uint32_t intern_hash(struct str s);

#endif
