/* SPDX-License-Identifier: Apache-2.0 */
/*
 * as_fixed: a text as the number or code that ecfix would make of it.
 *
 * Audience: read/submit_value. Sums and predicates look at values before ecfix does: 1,500 and full-width digits are numbers to
 * them as well, and what ecfix makes null is null.
 */
#ifndef EC_READ_AS_FIXED_H
#define EC_READ_AS_FIXED_H

#include "base/arena.h"
#include "form/form.h"
#include "value/dec.h"

enum as_fixed { AS_FIXED_NUMBER, AS_FIXED_NULL, AS_FIXED_NONE };

/* The number of a text, by the type and unit of a variable. Returns AS_FIXED_NUMBER (and *d), AS_FIXED_NULL, or
 * AS_FIXED_NONE: it is none. Memory comes from the arena. */
enum as_fixed as_fixed_number(struct dec *d, struct str text, const struct form_var *v, struct arena *a);
/* Does ecfix make the same number, or the same code of the variable's list, of a text as the one that is wanted? */
bool as_fixed_same(struct str text, struct str wanted, const struct form_var *v, struct arena *a);

#endif
