/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cast: from one scalar type to another.
 *
 * Audience: check, eval, compile. Which casts there are, and what each does, is one table (VTL 2.2 reference manual, cast); null
 * is none of its cells, and stays null. Masks are those of value/nummask and value/timemask.
 */
#ifndef EC_VTL_CAST_H
#define EC_VTL_CAST_H

#include "vtl/func.h"

/* Is there a cast between two types (never for T_NULL)? with_mask: a mask is given. */
bool cast_allowed(enum vtype from, enum vtype to, bool with_mask);

/* Can the mask of a cast that is allowed with one be understood? */
bool cast_mask_ok(enum vtype from, enum vtype to, struct str mask);

/* Casts a value that is not null; from is the type of the expression that it comes from. mask may be NULL. Texts that are made
 * live in the arena of the environment. Returns ERR_NONE, or why the value has none of the other type. */
enum vtl_error cast_value(struct func_env *env, const struct value *v, enum vtype to, const struct value *mask,
                          struct value *out);

#endif
