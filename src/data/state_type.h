/* SPDX-License-Identifier: Apache-2.0 */
/*
 * state_type: what a state is, for those that only hold them.
 *
 * Audience: data/state and its files.
 */
#ifndef EC_DATA_STATE_TYPE_H
#define EC_DATA_STATE_TYPE_H

#include "stat/agg.h"

/* What is aggregated. */
struct state_kind {
    enum agg_kind kind;
    bool least;      /* instead of kind: the least value, null before all */
    enum vtype type; /* of the values */
};

/* The head of a state; what follows it depends on the kind. */
struct state {
    uint64_t n;                        /* values that were not null; AGG_ROWS: rows */
    uint8_t scale;
    bool rounded, full, any;           /* full: it went over into the large form; any: least has a value */
    _Alignas(max_align_t) char rest[]; /* state_bytes - sizeof(struct state) */
};

#endif
