/* SPDX-License-Identifier: Apache-2.0 */
/*
 * accept_questions: the findings that hold units, as a list of decisions that are still to be taken.
 *
 * Audience: accept. The columns of a list of decisions come first, with decision, who, when and why empty: whoever decides fills
 * them in. Rows are in the order of unit, rule and fingerprint, whatever the order of the findings; any number of them is sorted
 * in bounded memory.
 */
#ifndef EC_ACCEPT_ACCEPT_QUESTIONS_H
#define EC_ACCEPT_ACCEPT_QUESTIONS_H

#include "accept/accept_work.h"

/* Takes a finding that holds the unit whose key is in a->a; need: what is needed against it. */
void accept_question(struct accept *a, const struct finding *x, unsigned need);

/* Writes the list. Exits with 2 when it cannot be written. */
void accept_questions(struct accept *a);

#endif
