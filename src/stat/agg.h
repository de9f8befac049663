/* SPDX-License-Identifier: Apache-2.0 */
/*
 * agg: the aggregates of a group of values, exact.
 *
 * Audience: data/state and the reports. No binary floating point: sums, and sums of squares for the variance, are integers of
 * 640 bits on the largest scale seen, so the result does not depend on the order of the values, and states of parts
 * merge into the very state of the whole (stat/agg_text.h writes and reads them). The scale that respondents wrote is
 * kept: 12.50 + 1 is 13.50.
 *
 * Nulls are skipped, but for AGG_ROWS. Of no value at all the count is 0 and everything else null; so is the
 * sample variance of one value.
 *
 * avg, var and stddev are one division (and a square root) at the end, rounded half-even to at least 18 significant
 * digits; var is (n S2 - S1^2) / n^2 or / n(n-1) of exact sums S1 and S2, so neither a first pass for the mean nor
 * an updating formula is needed. The numerator is cut to 38 digits before the division.
 * The median keeps its values.
 */
#ifndef EC_STAT_AGG_H
#define EC_STAT_AGG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "stat/quantile.h"
#include "stat/wide.h"
#include "value/value.h"

enum agg_kind {
    AGG_ROWS, /* count(): every row */
    AGG_COUNT,
    AGG_SUM,
    AGG_AVG,
    AGG_MIN,
    AGG_MAX,
    AGG_MEDIAN,
    AGG_VAR_POP,
    AGG_VAR_SAMP,
    AGG_STDDEV_POP,
    AGG_STDDEV_SAMP,
    AGG_KINDS
};

enum agg_status {
    AGG_OK,
    AGG_OVERFLOW, /* a sum of squares of more than 192 digits, or a result of more than 38 */
    AGG_SYNTAX,   /* agg_parse: not a state of that kind */
    AGG_UNORDERED /* data/state: a minimum or maximum of values that have no order */
};

/* Integers on a common scale. */
struct agg_sums {
    int scale;
    struct wide sum, squares; /* squares on twice the scale; only for variances */
};

/* One state. Made by agg_start; what it points to stands in the arena or on the heap until agg_free. */
struct agg {
    uint8_t kind;           /* enum agg_kind */
    uint8_t type;           /* enum vtype of the values */
    bool rounded;           /* a value was itself rounded: its sum may be, too */
    bool overflow;
    bool unordered;         /* min, max: two values had no order (periods of two frequencies), and were taken as texts */
    uint64_t n;             /* values that were not null; AGG_ROWS: rows */
    struct agg_sums *sums;  /* sums and variances */
    struct value best;      /* min, max: when n > 0; text on the heap */
    struct dec *values;     /* median */
    size_t cap;
};

/* What the result of an aggregate of values of a type is; T_NULL when there is no such aggregate (the sum of texts). */
enum vtype agg_type(enum agg_kind kind, enum vtype of);

/* Begins a state without values of that type; its sums stand in the arena, the rest on the heap. */
void agg_start(struct agg *a, enum agg_kind kind, enum vtype type, struct arena *arena);

/* Takes a value of the type (or null). Returns AGG_OK or AGG_OVERFLOW. */
enum agg_status agg_add(struct agg *a, const struct value *v);

/* Takes everything that another state of the same kind and type has seen. As agg_add. */
enum agg_status agg_merge(struct agg *a, const struct agg *other);

/* The result; texts live as long as the state. Returns AGG_OK, or AGG_OVERFLOW and a null. The values of a median are
 * sorted in place. */
enum agg_status agg_result(struct agg *a, struct value *out);

/* The quantile permille/1000 of the values of an AGG_MEDIAN state, exact in decimals (n > 0). Returns DEC_OK or
 * DEC_OVERFLOW. */
enum dec_status agg_quantile(struct agg *a, unsigned permille, enum quantile_rule rule, struct dec *out);

/* Does v go before best as the minimum (kind AGG_MIN), or maximum? Of equal numbers the one with more decimals does; values
 * without an order (periods of two frequencies) are ordered as texts. An order of all values, so that theirs cannot be seen. */
bool agg_better(enum agg_kind kind, const struct value *v, const struct value *best);

/* Gives back what is on the heap. */
void agg_free(struct agg *a);

/* ---- for agg_text.c ---- */

/* Does it need sums of squares? */
bool agg_is_variance(enum agg_kind k);

/* Keeps a value for the median. */
void agg_keep(struct agg *a, const struct dec *d);

/* Makes v, whose text is copied, the minimum or maximum. */
void agg_set_best(struct agg *a, const struct value *v);

/* Sorts the values of a median, equal numbers by their decimals. */
void agg_sort(struct agg *a);

#endif
