/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pivot: the values of an identifier become measures.
 *
 * Audience: data/dsplan_pivot. What the measures are called stands in the data, so the operand is read to its end before anything
 * else is known: it goes into a spool, and is read from there once more, one row of the result for each combination of the other
 * identifiers.
 */
#ifndef EC_DATA_PIVOT_H
#define EC_DATA_PIVOT_H

#include "data/rel.h"
#include "data/viral.h"

enum { PIVOT_MOST = 4096 };

/* Components of r: the identifier, the measure; viral [r->s.n] how attributes are combined. Measures ascend by value, their names
 * are its text. Returns NULL after complaining about loc: more than PIVOT_MOST values, a name that another component has or
 * that no header can hold, a fault of the operand. Sorted by key. */
struct rel *pivot_new(struct rel *r, int id, int me, const struct viral *const *viral, struct loc loc);

#endif
