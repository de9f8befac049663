/* SPDX-License-Identifier: Apache-2.0 */
#include "accept/weigh.h"

#include "accept/unittable.h"
#include "base/diag.h"

/* May this decision let the finding pass? Complains, once a row, where it may not. */
static bool may_pass(const struct scales *s, struct decided *d, const struct finding *x)
{
    bool hard = x->level == LEVEL_HARD, supervisor = intern_find(&s->policy->supervisors, d->who) >= 0;
    bool passable = !hard || policy_names(&s->policy->passable, x->rule);
    if (passable && (x->level == LEVEL_SOFT || supervisor))
        return true;
    if (!d->complained)
        diag(passable ? D_DECISION_SUPERVISOR : D_DECISION_HARD, loc_line(d->path, d->line), diag_str(d->who), diag_str(x->rule),
             level_name(x->level));
    d->complained = true;
    return false;
}

static struct weighed by_decision(const struct scales *s, struct decided *d, const struct finding *x)
{
    d->used = true;
    if (d->decision == DECISION_FAIL)
        return (struct weighed){.weight = WEIGHT_FAILS, .need = NEED_RESUBMISSION};
    if (d->decision == DECISION_ASK)
        return (struct weighed){.weight = WEIGHT_HOLDS, .need = NEED_ANSWER};
    if (!may_pass(s, d, x))
        return (struct weighed){.weight = WEIGHT_WRONG};
    return (struct weighed){.weight = WEIGHT_PASSED, .who = d->who};
}

static struct weighed weigh_hard(const struct scales *s, const struct finding *x, struct str unit)
{
    if (policy_names(&s->policy->reopenable, x->rule)) {
        const struct reopening *r = reopened_find(s->reopened, unit, x->variable, x->values);
        if (r)
            return (struct weighed){.weight = WEIGHT_PASSED, .who = r->who};
        return (struct weighed){.weight = WEIGHT_HOLDS, .need = NEED_REOPENING};
    }
    if (policy_names(&s->policy->passable, x->rule))
        return (struct weighed){.weight = WEIGHT_HOLDS, .need = NEED_DECISION};
    return (struct weighed){.weight = WEIGHT_FAILS, .need = NEED_RESUBMISSION};
}

struct weighed weigh(const struct scales *s, const struct finding *x, struct str unit, bool explained, bool low)
{
    struct decided *d = decisions_find(s->decisions, x->rule, x->fingerprint);
    bool outlier = s->policy->outliers_free && str_is(x->ruleset, "outlier");
    const struct reopening *r;

    if (d && x->level != LEVEL_INFO)
        return by_decision(s, d, x);
    if (d)
        d->used = true;
    switch (outlier ? LEVEL_INFO : x->level) {
    case LEVEL_HARD:
        return weigh_hard(s, x, unit);
    case LEVEL_QUASI:
        r = policy_names(&s->policy->reopenable, x->rule) ? reopened_find(s->reopened, unit, x->variable, x->values) : NULL;
        if (r)
            return (struct weighed){.weight = WEIGHT_PASSED, .who = r->who};
        return (struct weighed){.weight = WEIGHT_HOLDS, .need = NEED_DECISION};
    case LEVEL_SOFT:
        if (low || (explained && !s->policy->soft_decision))
            return (struct weighed){.weight = WEIGHT_PASSED};
        return (struct weighed){.weight = WEIGHT_HOLDS, .need = s->policy->soft_decision ? NEED_DECISION : NEED_EXPLANATION};
    case LEVEL_INFO:
        break;
    }
    return (struct weighed){.weight = WEIGHT_NONE};
}
