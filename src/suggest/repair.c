/* SPDX-License-Identifier: Apache-2.0 */
#include "suggest/repair.h"

bool repair_all_hold(const struct repair_rules *rules, const struct numbers *r, int *failing_balances)
{
    bool good = true;
    int failing = 0;
    for (int i = 0; i < rules->n_edits; i++) {
        enum lin_state s = lin_judge(&rules->edits[i], r);
        good = good && s != LIN_FAILS && s != LIN_OVERFLOW;
        failing += s == LIN_FAILS && rules->edits[i].op == LIN_EQ;
    }
    if (failing_balances)
        *failing_balances = failing;
    return good;
}

bool repair_breaks(const struct repair_rules *rules, const struct numbers *before, const struct numbers *after)
{
    for (int i = 0; i < rules->n_edits; i++)
        if (lin_judge(&rules->edits[i], after) == LIN_FAILS && lin_judge(&rules->edits[i], before) == LIN_HOLDS)
            return true;
    return false;
}
