/* SPDX-License-Identifier: Apache-2.0 */
/*
 * baseline: findings that somebody has looked at and accepted.
 *
 * Audience: eccheck --baseline.
 *
 * A sheet with the columns rule, key, variable, period, who, when, why. A finding is known by rule, key, variable and
 * period, never by its line in a file, and keys and periods are compared as values. who, when (YYYY-MM-DD) and why must
 * be filled: nothing is accepted without a name. variable and period may be empty: then any fits.
 */
#ifndef EC_CHECK_BASELINE_H
#define EC_CHECK_BASELINE_H

#include <stdbool.h>

#include "base/str.h"
#include "form/form.h"

struct baseline;

/* Reads the sheet, for findings of a table, which must outlive the result. Returns NULL after complaining. */
struct baseline *baseline_load(const char *path, const struct form_table *t);

/* Is the finding accepted? Its entry counts as used. */
bool baseline_has(struct baseline *b, struct str rule, struct str key, struct str variable, struct str period);

/* Complains (as warnings) about entries that were not used. Returns how many. */
int baseline_stale(const struct baseline *b);

/* b may be NULL. */
void baseline_free(struct baseline *b);

#endif
