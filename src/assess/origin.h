/* SPDX-License-Identifier: Apache-2.0 */
/*
 * origin: what the components that a program makes were made of: of variables that nobody may see, of identifiers of units.
 *
 * Audience: assess/assess: a name says nothing about a component that a program made.
 *
 * A component that calc, aggr or rename makes, anywhere in the program, is made of all that its expression reads; but a count
 * tells nothing of what it counts. This goes by names, over all statements together: two components of one name are as secret as
 * the more secret of them.
 */
#ifndef EC_ASSESS_ORIGIN_H
#define EC_ASSESS_ORIGIN_H

#include "assess/unitnames.h"
#include "base/intern.h"
#include "vtl/ruleset.h"

/* What a component was made of: a set of these. */
enum { ORIGIN_PERSONAL = 1, ORIGIN_UNIT = 2 };

struct origin {
    const struct form *form;
    const struct unitnames *units;
    struct intern names;  /* that the program makes */
    unsigned char *of;    /* [names.n] */
    size_t cap;
    unsigned char pivoted; /* what pivot made components of, whose names are values */
};

/* Looks at a linked program. form and units (initialised) are the caller's. */
void origin_init(struct origin *o, const struct rules *rules, const struct form *form, const struct unitnames *units);

/* What a component of that name was made of. */
unsigned char origin_of(const struct origin *o, struct str name);

/* Gives everything back. */
void origin_free(struct origin *o);

#endif
