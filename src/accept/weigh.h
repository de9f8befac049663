/* SPDX-License-Identifier: Apache-2.0 */
/*
 * weigh: what one finding means for its unit, by level, policy, decisions, explanations and re-openings.
 *
 * Audience: accept.
 *
 *     hard   never passes, but by a supervisor's decision where the policy names the rule passable; a rule that the policy names
 *            reopenable waits for a registered re-opening, and with one it passes, explained by the reason registered
 *     quasi  passes by a supervisor's decision
 *     soft   passes when explained by the respondent (unless the policy wants a decision), by a decision, or for units whose
 *            score is below the policy's autopass.score
 *     info   always passes
 * A decision `fail` fails the unit, `ask` leaves it open. A decision that its author may not take is an error with its line.
 */
#ifndef EC_ACCEPT_WEIGH_H
#define EC_ACCEPT_WEIGH_H

#include "accept/decisions.h"
#include "accept/policy.h"
#include "accept/reopened.h"
#include "finding/verdict.h"

/* What is asked with. */
struct scales {
    const struct policy *policy;
    struct decisions *decisions;
    const struct reopened *reopened;
};

enum weight {
    WEIGHT_NONE,   /* nothing holds: info */
    WEIGHT_PASSED,
    WEIGHT_HOLDS,
    WEIGHT_FAILS,
    WEIGHT_WRONG   /* an inadmissible decision; complained about */
};

struct weighed {
    enum weight weight;
    unsigned need;  /* NEED_ of unittable.h */
    struct str who; /* of a decision or re-opening that let it pass */
};

/* x: level, result, rule, variable, values, fingerprint. unit: its key. explained: the respondent explained this rule for this
 * unit. low: its score is below autopass.score. */
struct weighed weigh(const struct scales *s, const struct finding *x, struct str unit, bool explained, bool low);

#endif
