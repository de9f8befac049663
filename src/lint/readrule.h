/* SPDX-License-Identifier: Apache-2.0 */
/*
 * readrule: a VTL rule as formulas over facts.
 *
 * Audience: ruleset.
 *
 * Idea: conditions have three values. A formula says when one is true, is false, is not true or is not false, and these are
 * four readings of the same tree; `when P then Q` fails where P is true and Q false. So a missing value needs no value of its
 * own: a comparison is true or false only where its operands have values, and is "not false" also where one has none.
 *
 * Read are sums (edits/ruleterms), abs of them, between, `in` with constants, codes and booleans, isnull, nvl of columns and
 * of conditions, and or xor not, if and case, operators of the user, hierarchical rules of a record. Anything else is a fact
 * of which nothing is known, the same one where the same text stands.
 */
#ifndef EC_LINT_READRULE_H
#define EC_LINT_READRULE_H

#include "form/form.h"
#include "lint/facts.h"
#include "vtl/ruleset.h"

struct readrule {
    struct formula *holds;   /* it does not fail */
    struct formula *fails;
    struct formula *applies; /* its `when` is true; NULL without one */
};

/* What rules are read against. */
struct readrule_context {
    struct facts *facts;
    const struct rules *rules;
    const struct schema *schema;
    const struct form_table *table; /* NULL: no bounds, no codes */
};

/* Reads rule number `rule`. Returns false when it is too large, or a number in it does not fit; *out is then worth nothing. */
bool readrule_read(const struct readrule_context *c, int rule, struct readrule *out);

/* After the last rule: which codes the form allows. */
void readrule_allow(const struct readrule_context *c);

#endif
