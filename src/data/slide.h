/* SPDX-License-Identifier: Apache-2.0 */
/*
 * slide: an aggregate over a window that moves forward: values come at its end and leave at its beginning.
 *
 * Audience: data/window. The work of each row is that of a value added and one taken away, whatever the width: sums are added to
 * and subtracted from, which is exact; of a minimum or maximum those values wait in a queue that can still become it; a median is
 * the middle of an ordered tree (data/ostree), where no value leaves a state (data/state).
 */
#ifndef EC_DATA_SLIDE_H
#define EC_DATA_SLIDE_H

#include "data/state.h"

struct slide;

/* How the window moves. */
enum slide_window { SLIDE_WHOLE /* all values come before the first result */, SLIDE_GROWS /* none leaves */, SLIDE_MOVES };

/* bytes: what its values may take in memory. Free with slide_free. */
struct slide *slide_new(const struct state_kind *k, enum slide_window window, uint64_t bytes);

/* To a window without values. */
void slide_reset(struct slide *s);

/* A row comes with its number, greater than those before; v is copied. Returns false where its values need more memory. */
bool slide_add(struct slide *s, const struct value *v, uint64_t row);

/* The row of the least number leaves, which had v. Returns false where the state must be made anew: slide_reset, then all rows
 * of the window once more. */
bool slide_leave(struct slide *s, const struct value *v, uint64_t row);

/* As state_result; texts are valid until the window moves. */
enum agg_status slide_result(struct slide *s, struct value *out);

/* s may be NULL. */
void slide_free(struct slide *s);

#endif
