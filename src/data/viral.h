/* SPDX-License-Identifier: Apache-2.0 */
/*
 * viral: the values of a viral attribute over several data points become one.
 *
 * Audience: data/. A rule (define viral propagation) names pairs of values, or an aggregate. A single value is copied whatever
 * the rule; pairs are folded in the order in which the values are added, so the caller adds them in key order. Without a rule
 * the least value is taken, null before all.
 */
#ifndef EC_DATA_VIRAL_H
#define EC_DATA_VIRAL_H

#include "data/rel.h"
#include "stat/agg.h"
#include "vtl/ast.h"

/* A rule; NULL stands for the least value. */
struct viral;

/* Of a statement, for values of a type. All in the arena of the session; st must outlive it. Type errors are the caller's. */
const struct viral *viral_new(struct session *e, const struct statement *st, enum vtype type, struct loc loc);

/* Does the order in which values are added matter? */
bool viral_ordered(const struct viral *v);

/* Values being combined. All members zero before the first viral_start. */
struct viral_fold {
    uint64_t n;          /* values so far */
    struct value v;      /* what they are, but for aggregates */
    struct buf text;     /* of v */
    struct agg agg;
    struct arena sums;   /* of agg */
};

/* Begins anew. */
void viral_start(const struct viral *v, struct viral_fold *f, enum vtype type);

/* Adds a value; its text is copied. */
void viral_add(const struct viral *v, struct viral_fold *f, const struct value *x);

/* What the values became: null of none. Its text is valid until the fold begins anew or ends. An aggregate that cannot be had is
 * null; s and row tell where, for the report. */
void viral_result(const struct viral *v, struct viral_fold *f, enum vtype type, struct value *out, const struct structure *s,
                  const struct value *row);

/* Gives memory back. */
void viral_end(struct viral_fold *f);

#endif
