/* SPDX-License-Identifier: Apache-2.0 */
/*
 * levels: the classes of a unit, from fine to coarse, as the user names them: A,B+C,D:3.
 *
 * Audience: outlier/units.
 *
 * A level is a list of columns, or of their first characters; a class is what they hold, joined with "+". Cells are
 * compared as values of their types, and a class is called as it was first written. Classes are numbered as they are
 * met. A unit whose class variable is null or empty has no class at that level.
 */
#ifndef EC_OUTLIER_LEVELS_H
#define EC_OUTLIER_LEVELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"
#include "form/form.h"
#include "rec/recin.h"
#include "value/keynames.h"

enum { LEVEL_PARTS_MAX = 8, LEVELS_MAX = 100 };

/* One member of a class level: a column, or its first characters. */
struct level_part {
    int column;
    long chars; /* 0: all */
    enum vtype type; /* of the column; first characters are text */
};

struct class_level {
    struct str name; /* as given */
    struct level_part parts[LEVEL_PARTS_MAX];
    int n;
    struct keynames classes;
    int32_t *of; /* [units] the class of each, or -1; NULL once units_fit handed it on */
};

struct levels {
    struct class_level *v;
    int n;
    struct buf key; /* scratch */
};

/* Parses the option --by against the columns of in, whose types the form knows. text must live as long as l; NULL is
 * no level. Returns false after complaining. */
bool levels_parse(struct levels *l, const char *text, const struct form_table *t, const struct recin *in);

/* Room for the classes of cap units. */
void levels_reserve(struct levels *l, size_t cap);

/* Sets the classes of a unit from its record. room is scratch. */
void levels_set(struct levels *l, size_t unit, const struct rec *r, struct buf *room);

/* Gives everything back. */
void levels_free(struct levels *l);

#endif
