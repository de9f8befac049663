/* SPDX-License-Identifier: Apache-2.0 */
#include "value/type.h"

static const char *const type_names[] = {
    [T_NULL] = "null", [T_BOOLEAN] = "boolean", [T_INTEGER] = "integer", [T_NUMBER] = "number", [T_STRING] = "string",
    [T_DATE] = "date", [T_PERIOD] = "time_period", [T_TIME] = "time", [T_DURATION] = "duration"};
_Static_assert(sizeof type_names / sizeof type_names[0] == VTYPE_COUNT, "one name a type");

static const char *const role_names[] = {
    [ROLE_IDENTIFIER] = "identifier", [ROLE_MEASURE] = "measure", [ROLE_ATTRIBUTE] = "attribute"};

const char *vtype_name(enum vtype t)
{
    return type_names[t];
}

bool vtype_find(struct str name, enum vtype *t)
{
    for (int i = T_BOOLEAN; i < VTYPE_COUNT; i++) {
        if (str_is(name, type_names[i])) {
            *t = (enum vtype)i;
            return true;
        }
    }
    return false;
}

bool vtype_widens(enum vtype a, enum vtype b)
{
    return a == b || a == T_NULL || (a == T_INTEGER && b == T_NUMBER) || (b == T_TIME && vtype_is_time(a));
}

const char *role_name(enum role r)
{
    return role_names[r];
}

bool role_find(struct str name, enum role *r)
{
    for (int i = ROLE_IDENTIFIER; i <= ROLE_ATTRIBUTE; i++) {
        if (str_is(name, role_names[i])) {
            *r = (enum role)i;
            return true;
        }
    }
    return false;
}
