/* SPDX-License-Identifier: Apache-2.0 */
/*
 * type: the scalar types and the roles of VTL, by number and by name.
 *
 * Audience: everybody who declares or reads columns. The names are VTL's keywords; `time_period` is T_PERIOD.
 */
#ifndef EC_VALUE_TYPE_H
#define EC_VALUE_TYPE_H

#include <stdbool.h>

#include "base/str.h"

enum vtype { T_NULL, T_BOOLEAN, T_INTEGER, T_NUMBER, T_STRING, T_DATE, T_PERIOD, T_TIME, T_DURATION };
enum { VTYPE_COUNT = T_DURATION + 1 };

enum role { ROLE_IDENTIFIER, ROLE_MEASURE, ROLE_ATTRIBUTE };

/* The VTL name of a type ("time_period"); T_NULL gives "null". Never NULL. */
const char *vtype_name(enum vtype t);

/* Finds a type by its VTL name; "null" is not found. Returns false and leaves *t when there is none. */
bool vtype_find(struct str name, enum vtype *t);

/* May a value of type a stand where type b is wanted, without cast? The same type; integer as number; date and
 * time_period as time; T_NULL (the bare literal null) as anything. */
bool vtype_widens(enum vtype a, enum vtype b);

/* integer or number */
static inline bool vtype_is_numeric(enum vtype t)
{
    return t == T_INTEGER || t == T_NUMBER;
}

/* date, time_period or time */
static inline bool vtype_is_time(enum vtype t)
{
    return t == T_DATE || t == T_PERIOD || t == T_TIME;
}

/* "identifier", "measure", "attribute" */
const char *role_name(enum role r);

/* Finds a role by name. Returns false and leaves *r when there is none. */
bool role_find(struct str name, enum role *r);

#endif
