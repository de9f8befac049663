/* SPDX-License-Identifier: Apache-2.0 */
/*
 * layout: which component of a data set stands in which slot, as clauses change it.
 *
 * Audience: fix/steps.
 *
 * Slots only grow: calc puts its result into a new slot, rename and drop change names only. So one array of values
 * serves a whole chain of clauses, and several chains over the same record share it. A slot that a chain does not see is
 * hidden: its column in the schema has a name that no program can write.
 */
#ifndef EC_VTL_LAYOUT_H
#define EC_VTL_LAYOUT_H

#include <stdbool.h>

#include "base/arena.h"
#include "value/schema.h"

struct component {
    struct str name;
    enum vtype type;
    enum role role;
    struct str unit;
    bool hidden;
};

struct layout {
    struct component *v; /* [n] by slot */
    int n;
    struct schema schema; /* made by layout_close: names to slots */
    bool closed;
};

/* A layout with n slots, copied from another one (or NULL: all hidden); more slots than that are hidden. Lives in the
 * arena; free the schema with layout_free. */
struct layout *layout_new(struct arena *a, const struct layout *from, int n);

/* A layout of the columns of a schema. */
struct layout *layout_of_schema(struct arena *a, const struct schema *s);

/* The slot of a component that can be seen, or -1. */
int layout_find(const struct layout *l, struct str name);

/* The name of a visible component nearest to a text; empty when none is near. */
struct str layout_nearest(const struct layout *l, struct str name);

/* Makes the schema; the components must not change afterwards. */
void layout_close(struct layout *l);

/* Gives the schema back; the components belong to the arena. */
void layout_free(struct layout *l);

#endif
