/* SPDX-License-Identifier: Apache-2.0 */
/*
 * deduce: missing values that the edits and the observed values leave only one number for.
 *
 * Audience: ecsuggest.
 *
 * For each missing variable the other missing ones are eliminated exactly (fm.h); where the smallest and the largest
 * value that remain are the same number, that is the value. This is complete for linear edits: nothing that is determined is
 * overlooked, and nothing is imputed that is not determined. Nothing is deduced when the observed values alone contradict
 * an edit: the error must be found first.
 *
 * A tolerance of a balance is for residues of rounding; a missing value is deduced from the exact balance.
 */
#ifndef EC_SUGGEST_DEDUCE_H
#define EC_SUGGEST_DEDUCE_H

#include "suggest/fm.h"
#include "edits/linear.h"

enum deduce_state {
    DEDUCE_NONE,    /* nothing is determined, or nothing is missing */
    DEDUCE_IMPUTED, /* at least one value */
    DEDUCE_INVALID, /* the observed values contradict the edits */
    DEDUCE_LIMIT    /* numbers or systems too large; what was found until then stands */
};

struct deduced {
    int var;
    struct dec value;
};

/* Looks at the missing variables of r that occur in the edits; of those in `asked`, where it is not NULL. out: [VSET_MAX], filled
 * in order of the variables; *n is how many. f is working memory. A determined value of more than four decimals beyond the
 * record's is left out. */
enum deduce_state deduce(const struct lin *edits, int n_edits, const struct numbers *r, const struct vset *asked, struct fm *f,
                         struct deduced *out, int *n);

/* What remains possible for one missing variable, in units of 10^-scale. Returns DEDUCE_NONE, DEDUCE_INVALID or
 * DEDUCE_LIMIT. */
enum deduce_state deduce_range(const struct lin *edits, int n_edits, const struct numbers *r, struct fm *f, int var,
                               struct fm_bounds *bounds);

#endif
