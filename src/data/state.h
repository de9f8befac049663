/* SPDX-License-Identifier: Apache-2.0 */
/*
 * state: what is known of an aggregate of a group so far, in few bytes.
 *
 * Audience: data/group, where millions of groups stand in memory at a time, and data/window. A sum is an integer of 128 bits on
 * the largest scale seen; what does not fit goes over into stat/agg, which is exact for all; the results are those of stat/agg in
 * any case. All bytes zero is the state of no value. States are put into bytes and merged from them: the state of parts, in
 * their order, is that of the whole, to the last digit.
 *
 * The values of a median stand in memory up to a bound, eight bytes each where they are plain; beyond it they are sorted on disk.
 */
#ifndef EC_DATA_STATE_H
#define EC_DATA_STATE_H

#include "data/state_type.h"

/* Bytes of a state of that kind; states of these sizes may stand one behind the other. */
size_t state_bytes(const struct state_kind *k);

/* Takes a value (or null) of the type. *heap grows by what it takes beside its own bytes; the values of a median
 * take most at most. */
void state_add(struct state *s, const struct state_kind *k, const struct value *v, uint64_t *heap, uint64_t most);

/* How many values of each scale, and how many rounded ones, are in a state from which values are taken away again. */
struct state_scales {
    uint64_t n[DEC_SCALE_MAX + 1], rounded;
};

/* Can values be taken away from states of that kind? */
bool state_slides(const struct state_kind *k);

/* Counts a value that goes into a state of numbers. */
void state_note(struct state_scales *c, const struct value *v);

/* Takes away a value that was added and noted (counts need no notes). The state is then that of the values that are left.
 * Returns false where that cannot be told: the state must be made anew. */
bool state_subtract(struct state *s, const struct state_kind *k, const struct value *v, struct state_scales *c);

/* Appends the state as bytes: for this process. Not of a median that has gone to disk. */
void state_put(struct buf *b, const struct state *s, const struct state_kind *k);

/* Takes all that another state has seen from its bytes. Returns the place behind them. */
const char *state_merge(struct state *s, const struct state_kind *k, const char *p, uint64_t *heap, uint64_t most);

/* The result; texts live as long as the state. Returns AGG_OK, or AGG_OVERFLOW or AGG_UNORDERED and a null. Nothing can be
 * added to a median
 * afterwards. */
enum agg_status state_result(struct state *s, const struct state_kind *k, struct value *out);

/* Gives back what is on the heap; all bytes are zero again. */
void state_free(struct state *s, const struct state_kind *k);

#endif
