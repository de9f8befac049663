/* SPDX-License-Identifier: Apache-2.0 */
/*
 * window: analytic functions: a value for each row from the rows around it.
 *
 * Audience: data/dsplan_window. The operand is sorted by (partition, order, key). A partition goes into a spool; three readers go
 * over it: the row at hand, the end of its window, and its beginning, so that memory holds a few rows. Sums, counts and all
 * that has a window from the beginning of the partition are added to once a row. Others are computed anew from the beginning
 * of the window whenever rows have left it.
 */
#ifndef EC_DATA_WINDOW_H
#define EC_DATA_WINDOW_H

#include "data/rel.h"
#include "data/viral.h"
#include "stat/agg.h"
#include "vtl/ast.h"

enum window_kind { WINDOW_AGG, WINDOW_FIRST, WINDOW_LAST, WINDOW_SHIFT, WINDOW_RANK, WINDOW_RATIO, WINDOW_VIRAL };

struct window_item {
    struct comp comp;      /* of the result, appended to those of the operand */
    enum window_kind kind;
    enum agg_kind agg;
    int arg;               /* component of the operand, -1: none */
    int64_t shift;         /* WINDOW_SHIFT: so many rows behind, negative before */
    struct value fallback; /* WINDOW_SHIFT */
    const struct viral *viral; /* WINDOW_VIRAL: combined in the order of the window */
    struct loc loc;
};

struct window_maker {
    struct window_item *v;
    int n;
    size_t cap;
};

/* Which rows belong together, and which of them are in a window. */
struct window_frame {
    int *partition;   /* [npartition] */
    int npartition;
    int *order;       /* [norder] components */
    bool *down;
    int norder;
    bool whole;       /* the window is the partition */
    bool range;
    struct limit from, to;
};

/* Appends an item. */
void window_add(struct window_maker *m, struct window_item item);

/* The components of r and the items; rows by (partition, order, key). The maker is empty again. */
struct rel *window_new(struct rel *r, const struct window_frame *f, struct window_maker *m);

#endif
