/* SPDX-License-Identifier: Apache-2.0 */
/*
 * state_text: states as text, which other machines read.
 *
 * Audience: data/group_parts. The words are those of stat/agg_text; a least value is '=' and its cell, or '-' where there is
 * none.
 */
#ifndef EC_DATA_STATE_TEXT_H
#define EC_DATA_STATE_TEXT_H

#include "data/state.h"

/* Values of a median in one text: more come in further pieces. */
enum { STATE_TEXT_VALUES = 1000 };

/* Appends piece number `piece` (from 0, each in its turn) of a state: the same text for the same values in any order. Pieces
 * after the first have values of a median, or are the state of no value. Returns whether there are more. Nothing can be added
 * to a median afterwards. */
bool state_put_text(struct buf *b, struct state *s, const struct state_kind *k, uint64_t piece);

/* Takes all that such a text has seen. Returns false where it is none of that kind. heap, most: as state_add. */
bool state_take_text(struct state *s, const struct state_kind *k, struct str text, uint64_t *heap, uint64_t most);

#endif
