/* SPDX-License-Identifier: Apache-2.0 */
/*
 * whole: the rules of a table together, with what the form says: what of them cannot be meant.
 *
 * Audience: lint.
 *
 * Looked for: rules that no record can pass together; a `when` that no record meets that passes; rules that can never fail
 * given others, or say the same as others; columns that can have but one value. Each complaint names a set of rules of which
 * none can be left out, and what else it needs: columns with values, the form's bounds, whole numbers.
 *
 * A claim is that something does not exist, and rests on a search through all there could be (solve). Where that does not end
 * in time nothing is claimed; how many questions were left open is told at the end.
 *
 * A rule is judged by such as weigh as much as it does, or more: that nobody fails a hard rule who passes a soft one makes it
 * no less needed.
 */
#ifndef EC_LINT_WHOLE_H
#define EC_LINT_WHOLE_H

#include "lint/questions.h"

/* Judges the rules of one table. */
void whole_judge(const struct table_rules *r);

#endif
