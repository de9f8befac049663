/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lint: what can be said against forms, patterns, messages and rules without any data.
 *
 * Audience: eclint.
 *
 * The loaders have refused what is wrong; lint looks for what is lawful but cannot be meant: a rule that can never fail,
 * a code that no list holds, a variable that no rule reads. All complaints go through diag: errors for what will not
 * work, warnings for what is likely a slip, notes for what is worth knowing.
 *
 * What constants and the form's bounds show is decided for comparisons of a variable with constants, joined by and, or,
 * not: no more is claimed.
 */
#ifndef EC_LINT_LINT_H
#define EC_LINT_LINT_H

#include <stdbool.h>

#include "base/intern.h"
#include "form/form.h"
#include "form/messages.h"
#include "vtl/ruleset.h"

/* What rules are judged against. */
struct lint_rules {
    struct rules *rules;             /* linked */
    const struct messages *messages; /* empty: nothing is said about messages */
    const struct form *form;         /* NULL: only what the rules show by themselves */
};

/* Tries the examples of patterns and says what in them follows the version of PCRE2. Passes over those that are in seen
 * (forms share their regex files, which may be operands too), and adds the others. */
void lint_patterns(const struct patterns *p, struct intern *seen);

/* The same for the patterns of a form; checks that its paths can be read, that each table has identifiers, that no
 * variable is named by a keyword of the rule language. */
void lint_form(const struct form *f, struct intern *seen);

/* Binds the rules to the tables of the form and looks for everything above. */
void lint_rules(const struct lint_rules *l);

/* Of rules that could not be linked: only binds those that rules_link lists, for their faults. */
void lint_types(const struct lint_rules *l);

#endif
