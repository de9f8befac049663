/* SPDX-License-Identifier: Apache-2.0 */
/*
 * otherperiod: is a submission of another period than the one that is taken (--period)?
 *
 * Audience: read/submit_record, read/table.
 */
#ifndef EC_READ_OTHERPERIOD_H
#define EC_READ_OTHERPERIOD_H

#include <stdbool.h>

#include "base/arena.h"
#include "form/form.h"

/* Does the text of the period's variable tell another period than wanted? What is no period is left to the form's constraints. a:
 * for a short while. */
bool otherperiod(const struct form_var *v, struct str wanted, struct str text, struct arena *a);

#endif
