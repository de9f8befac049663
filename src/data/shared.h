/* SPDX-License-Identifier: Apache-2.0 */
/*
 * shared: one data set for several readers.
 *
 * Audience: data/dsplan, data/pass. The rows are written once and read by each reader at its own place (data/spool). Where all
 * readers only gather rows into groups nothing is written: the rows come one by one, and each reader sees each once (a tap).
 */
#ifndef EC_DATA_SHARED_H
#define EC_DATA_SHARED_H

#include "data/rel.h"

struct shared;

/* The data set r for several readers. */
struct shared *shared_new(struct rel *r);

/* One more reader of it. owner: any number that the planner gives, for shared_readers. */
struct rel *shared_reader(struct shared *h, int owner);

/* What a reader reads; NULL: r is no reader. */
struct shared *shared_of(const struct rel *r);

/* What is below it. */
struct rel *shared_from(const struct shared *h);

/* Once for each reader that only gathers rows into groups. Returns true with the last of those whose owner is wanted[owner]: h
 * may be a tap. Never where shared_keep was called: h will have readers of another kind. */
bool shared_claim(struct shared *h, const bool *wanted);
void shared_keep(struct shared *h);

/* Before anything is read: a row is there once for each reader while *row keeps its number, which grows from 1. Between two rows
 * readers are at the end. */
void shared_tap(struct shared *h, const uint64_t *row);

/* Reads the row of the present number. Returns 1, 0 at the end, -1 after complaining; asked again, the same. */
int shared_pull(struct shared *h);

/* What all readers of a tap together need, by component: one of them more. Returns what is known so far, and in *all whether that
 * was the last reader. */
bool *shared_need(struct shared *h, const bool *need, bool *all);

/* Is it a tap? */
bool shared_is_tap(const struct shared *h);

#endif
