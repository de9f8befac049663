/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unpivot: a row for each measure of a row that has a value.
 *
 * Audience: data/dsplan_pivot. Order: that of the operand, then of the measures.
 */
#ifndef EC_DATA_UNPIVOT_H
#define EC_DATA_UNPIVOT_H

#include "data/rel.h"

/* The identifiers of r, id (a string) with the name of the measure, me with its value of that type, viral attributes. */
struct rel *unpivot_new(struct rel *r, struct str id, struct str me, enum vtype type);

#endif
