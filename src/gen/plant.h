/* SPDX-License-Identifier: Apache-2.0 */
/*
 * plant: errors on purpose, each of them listed.
 *
 * Audience: the tool ecgen. Whether a submission gets an error, which and where follows from seed, period and unit: the
 * run without errors differs from the run with them in nothing else.
 */
#ifndef EC_GEN_PLANT_H
#define EC_GEN_PLANT_H

#include "gen/plant_work.h"

struct plant;

/* rate: errors per million submissions, one each. kinds: ids separated by commas, NULL for all. files: every submission
 * is a file of its own, so that errors of files are possible. Complains and returns NULL when a kind is unknown, or when
 * none that was asked for is possible. Free with plant_free. */
struct plant *plant_new(const struct generator *g, uint64_t seed, int64_t rate, const char *kinds, bool files);

/* Plants errors of cells into the record of a unit, before it is written. */
void plant_record(struct plant *p, uint32_t unit, struct gen_record *r);

/* Plants errors of files into the bytes of the same unit. */
void plant_file(struct plant *p, struct buf *b);

/* What was planted into this unit, in order. Valid until the next plant_record; its texts are those of the record. */
int plant_list(const struct plant *p, const struct planted **list);

/* The ids and what they mean, one a line, for people. */
void plant_kinds(struct buf *b);

/* p may be NULL. */
void plant_free(struct plant *p);

#endif
