/* SPDX-License-Identifier: Apache-2.0 */
/*
 * schema: the columns of a table, by slot and by name.
 *
 * Audience: the one vocabulary that the stream, the form and the rules share. A slot is the position of a column,
 * 0, 1, 2 ... Names are unique.
 */
#ifndef EC_VALUE_SCHEMA_H
#define EC_VALUE_SCHEMA_H

#include <stddef.h>

#include "base/arena.h"
#include "base/intern.h"
#include "base/str.h"
#include "value/type.h"

struct column {
    struct str name; /* owned by the schema */
    enum vtype type;
    enum role role;
    struct str unit; /* unit of measure as text; empty: none. Owned by the schema */
};

struct schema {
    struct column *columns; /* [n] by slot */
    int n;
    size_t cap;
    struct intern names; /* number = slot */
    struct arena text;
};

/* All members zero is a schema without columns. */

/* Adds a column (name and unit are copied). Returns its slot, or -1 when there is a column of that name. */
int schema_add(struct schema *s, struct str name, enum vtype type, enum role role, struct str unit);

/* The slot of a name, or -1. */
int schema_find(const struct schema *s, struct str name);

/* The slot of the column with the nearest name, for "did you mean"; -1 when none is near. */
int schema_nearest(const struct schema *s, struct str name);

/* Gives all memory back. */
void schema_free(struct schema *s);

#endif
