/* SPDX-License-Identifier: Apache-2.0 */
/*
 * parse_operator: define operator.
 *
 * Audience: parse. In programs on data sets parameters may be data sets, components, sets and rulesets, with constraints; in
 * others they are scalars.
 */
#ifndef EC_VTL_PARSE_OPERATOR_H
#define EC_VTL_PARSE_OPERATOR_H

#include "vtl/parser.h"

/* At `operator` behind define, up to `end operator`. Returns false after complaining. */
bool parse_operator(struct parser *p, struct statement *st);

#endif
