/* SPDX-License-Identifier: Apache-2.0 */
/*
 * settle: decides by the evidence what the form says of each variable: type, role, codes, and which keys a table inherits.
 *
 * Audience: starter/starter.
 *
 * What is decided must take the siblings of the samples as well: nothing is required, a code list is made only where the samples
 * probably know all of it, whole numbers are integers only where many were seen. Identifiers are guesses, and marked as such.
 */
#ifndef EC_STARTER_SETTLE_H
#define EC_STARTER_SETTLE_H

#include "starter/draft.h"

/* lists: code lists can be written. */
void settle(struct draft *d, bool lists);

#endif
