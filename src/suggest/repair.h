/* SPDX-License-Identifier: Apache-2.0 */
/*
 * repair: what the methods for systematic errors (signs, typing errors, rounding) have in common: a repair is a few
 * cells with new values, and a record may have several equally good ones.
 *
 * Audience: signs, typo, rounding, and ecsuggest, which shows them.
 */
#ifndef EC_SUGGEST_REPAIR_H
#define EC_SUGGEST_REPAIR_H

#include "edits/linear.h"

enum repair_state {
    REPAIR_VALID,     /* no balance fails: nothing to do */
    REPAIR_CORRECTED, /* one repair */
    REPAIR_PARTIAL,   /* one repair, but some balance still fails */
    REPAIR_AMBIGUOUS, /* several equally good ones: nothing is suggested */
    REPAIR_INVALID,   /* none */
    REPAIR_LIMIT      /* the search was given up, or a number is too large, or a value is missing */
};

enum { REPAIR_CELLS = 16, REPAIR_KEPT = 16 };

struct repair {
    int n;
    struct {
        int var;
        int128 value; /* in units of 10^-scale of the record */
    } cell[REPAIR_CELLS];
};

struct repairs {
    enum repair_state state;
    int n;                           /* equally good repairs (only the first REPAIR_KEPT are kept) */
    struct repair found[REPAIR_KEPT];
};

/* The edits and what may be done. */
struct repair_rules {
    const struct lin *edits; /* balances and inequalities */
    int n_edits;
    struct vset fixed;       /* never changed */
};

/* Do all edits hold? Missing operands count as not failing; *failing_balances is set when not NULL. */
bool repair_all_hold(const struct repair_rules *rules, const struct numbers *r, int *failing_balances);

/* Does an inequality that held for `before` fail for `after`? */
bool repair_breaks(const struct repair_rules *rules, const struct numbers *before, const struct numbers *after);

#endif
