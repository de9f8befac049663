/* SPDX-License-Identifier: Apache-2.0 */
/*
 * parse_rules: datapoint and hierarchical rules, and the rulesets that hold them.
 *
 * Audience: parse. A faulty rule is left out after a complaint; the others of its ruleset are kept.
 */
#ifndef EC_VTL_PARSE_RULES_H
#define EC_VTL_PARSE_RULES_H

#include "vtl/parser.h"

/* One rule; number (from 1) is its name if it has none. Returns false after complaining. */
bool parse_dp_rule(struct parser *p, struct dp_rule *r, int number);
bool parse_hr_rule(struct parser *p, struct hr_rule *r, int number);

/* A ruleset from the word behind `define` (K_DATAPOINT or K_HIERARCHICAL, as st->kind says) to its end. Returns false after
 * complaining about what cannot be passed by. */
bool parse_ruleset(struct parser *p, struct statement *st, enum keyword word);

#endif
