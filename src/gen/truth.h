/* SPDX-License-Identifier: Apache-2.0 */
/*
 * truth: the list of the errors that were planted, as a stream, to be held against what the checks find.
 *
 * Audience: ecgen --truth.
 */
#ifndef EC_GEN_TRUTH_H
#define EC_GEN_TRUTH_H

#include "gen/plant.h"
#include "rec/recout.h"

/* Opens the stream and writes its header; exits with 2 when it cannot. Close with recout_close. */
struct recout *truth_open(const char *path, const struct dialect *dialect);

/* A row for each error of the present unit, which stands in that file; w may be NULL. Returns how many errors there are. */
int truth_rows(struct recout *w, const struct form *form, const struct plant *plant, const char *file);

#endif
