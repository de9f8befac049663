/* SPDX-License-Identifier: Apache-2.0 */
/*
 * structure: the components of a data set, with role and type.
 *
 * Audience: data/ and ecvtl. A structure is made once, in an arena, and not changed afterwards. Names are distinct.
 */
#ifndef EC_DATA_STRUCTURE_H
#define EC_DATA_STRUCTURE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"
#include "form/form.h"
#include "value/schema.h"

struct comp {
    struct str name;
    enum vtype type;
    enum role role;
    bool viral; /* an attribute that travels */
};

struct structure {
    struct str name;  /* as its file has it; empty: none */
    struct comp *v;   /* [n] */
    int n;
    bool scalar;      /* one value without identifiers: its only component has no name of its own */
};

/* One that grows: free v with mem_free, or take it with structure_keep. */
struct structure_maker {
    struct comp *v;
    int n;
    size_t cap;
};

/* Appends a component; no check of its name. Returns its index. */
int structure_add(struct structure_maker *m, struct comp c);

/* What was made, moved into the arena; the maker is empty again. */
struct structure structure_keep(struct structure_maker *m, struct arena *a);

/* The index of a component of that name, or -1. */
int structure_find(const struct structure *s, struct str name);

/* The same, or else the only one equal but for ASCII case: *near is then true. -1 also where several are. */
int structure_find_loose(const struct structure *s, struct str name, bool *near);

/* The name nearest to a text; empty when none is near. */
struct str structure_nearest(const struct structure *s, struct str name);

/* How many components have a role. */
int structure_count(const struct structure *s, enum role role);

/* Is it an identifier, a measure? */
static inline bool comp_is_id(const struct comp *c)
{
    return c->role == ROLE_IDENTIFIER;
}

/* Is it a measure? */
static inline bool comp_is_measure(const struct comp *c)
{
    return c->role == ROLE_MEASURE;
}

/* Reads structures from JSON: {"name", "components": [{"name", "role", "data_type"}]}, {"name", "type"} for a scalar, or an
 * array of these. Returns them in the arena (*n), or NULL after complaining. file is for messages. */
struct structure *structures_of_json(struct arena *a, const char *file, struct str text, int *n);

/* Appends one as such JSON. */
void structure_put_json(struct buf *b, const struct structure *s, struct str name);

/* The structure of a stream of a table of the form: its columns in order. Identifiers are those of the form. */
struct structure structure_of_stream(struct arena *a, const struct form_table *t, const struct intern *columns);

/* Its columns as a schema, for expressions; free with schema_free. */
void structure_schema(const struct structure *s, struct schema *to);

#endif
