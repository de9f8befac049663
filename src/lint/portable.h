/* SPDX-License-Identifier: Apache-2.0 */
/*
 * portable: what in a sound rule file other VTL engines may not take, or take otherwise.
 *
 * Audience: lint.
 *
 * Two looks: at the words of a file (a minus that touches a number, names that begin with a digit), and at its trees
 * (comparisons with null, patterns that not every regex dialect has, or not every PCRE2 in the same sense). Reserved words
 * without quotes and rulesets that name only some of their rules never come this far: the parser and rules_link refuse them.
 */
#ifndef EC_LINT_PORTABLE_H
#define EC_LINT_PORTABLE_H

#include "vtl/ruleset.h"

/* What a pattern uses beyond the regular expressions that all dialects have; only the first such thing counts. */
enum regex_extra {
    REGEX_PLAIN,
    REGEX_LOOKAROUND, /* (?= (?! (?<= (?<! and the atomic (?> */
    REGEX_BACKREF,    /* \1 \k<n> \g1 (?P=n) */
    REGEX_POSSESSIVE  /* *+ ++ ?+ }+ */
};
enum regex_extra portable_regex(struct str pattern);

/* Complains through diag about all statements of a linked rule set. Each place is named once, however often a ruleset is
 * checked. */
void portable_rules(const struct rules *r);

#endif
