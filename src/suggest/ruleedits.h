/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ruleedits: the linear edits that VTL rules state.
 *
 * Audience: suggest. Balances and bounds are written once, as rules; the methods of suggest/ take them from the rules' own
 * trees.
 *
 * Taken are comparisons of sums (ruleterms.h), abs(x - y) <= constant as a balance with a tolerance, between, parts joined by
 * `and`, user-defined operators (put in), nvl(condition, ...) as the condition, hierarchical rules of a record. What is not of
 * this form gives no edit. The `when` of a rule is not part of the edit: whether the rule
 * applies to a record is for the rule engine to say.
 */
#ifndef EC_SUGGEST_RULEEDITS_H
#define EC_SUGGEST_RULEEDITS_H

#include "edits/editset.h"
#include "vtl/ruleset.h"

struct ruleedits {
    struct editset set;   /* variables are columns by name; set.list[i] comes from rule of[i] */
    int *of;              /* [set.n]; -1: a bound of the form */
    size_t cap;
    int left_out;         /* rules with too many variables: more than VSET_MAX of all, or 64 terms in one edit */
    struct vset zero;     /* a missing value counts 0 (nvl(x, 0) somewhere) */
};

/* All members zero is empty. Adds the edits of rule number `rule`; names that are not in the schema give none. Returns how many
 * edits it gave. The rules must be linked. */
int ruleedits_add(struct ruleedits *e, const struct rules *rules, int rule, const struct schema *schema);

/* After the last rule: adds the form's bounds of a variable; NULL: none. */
void ruleedits_bounds(struct ruleedits *e, int var, const struct dec *min, const struct dec *max);

/* Gives everything back; e is empty and usable again. */
void ruleedits_free(struct ruleedits *e);

#endif
