/* SPDX-License-Identifier: Apache-2.0 */
/*
 * state_work: what is in a state, for the files of state.
 *
 * Audience: state.c and state_text.c.
 */
#ifndef EC_DATA_STATE_WORK_H
#define EC_DATA_STATE_WORK_H

#include "data/state_type.h"
#include "rec/extsort.h"

/* A sum, an average, a variance. Full: agg, on the heap with its sums. */
struct sums {
    union {
        int128 sum;
        struct large *large;
    };
    int128 squares; /* on twice the scale; only for variances */
};

struct large {
    struct agg agg;
    struct agg_sums sums;
};

/* Minimum and maximum. */
struct extreme {
    struct agg agg;
};

/* The least value of a viral attribute; its text is on the heap. */
struct least {
    struct value v;
};

/* Values of a median: words, or decimals where one does not fit a word (full). */
struct values {
    void *v;
    size_t n, cap;
    struct extsort *sort; /* those that have gone to disk */
};

/* Is it a sum, an average, a variance? */
static inline bool state_has_sums(const struct state_kind *k)
{
    return !k->least && (k->kind == AGG_SUM || k->kind == AGG_AVG || agg_is_variance(k->kind));
}

/* A count? */
static inline bool state_is_count(const struct state_kind *k)
{
    return !k->least && (k->kind == AGG_ROWS || k->kind == AGG_COUNT);
}

/* A median? */
static inline bool state_is_median(const struct state_kind *k)
{
    return !k->least && k->kind == AGG_MEDIAN;
}

/* What follows the head: one of the structs above. */
static inline void *state_rest(struct state *s)
{
    return s->rest;
}

/* The same of one that is only read. */
static inline const void *state_rest_in(const struct state *s)
{
    return s->rest;
}

/* The state of a sum in the large form, into l, which is zero. */
void state_make_large(const struct state *s, const struct state_kind *k, struct large *l);

/* The state itself goes over into the large form; *heap grows. */
void state_go_over(struct state *s, const struct state_kind *k, uint64_t *heap);

/* Takes a value into a median, a minimum or maximum (not null), a least value. As state_add. */
void state_keep_value(struct state *s, const struct dec *d, uint64_t *heap, uint64_t most);
void state_take_extreme(struct state *s, const struct state_kind *k, const struct value *v, uint64_t *heap);
void state_take_least(struct state *s, const struct value *v, uint64_t *heap);

/* Value i of a median in memory; and all of them go to the sort, where their order is that of values, equal ones by decimals. */
struct dec state_value_at(const struct state *s, size_t i);
void state_to_disk(struct state *s, uint64_t most);

#endif
