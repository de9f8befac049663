/* SPDX-License-Identifier: Apache-2.0 */
/*
 * map: one row becomes one row, or none: what calc, filter, keep, drop, rename, sub, membership and the operators on values do.
 *
 * Audience: data/dsplan. The order of the rows stays.
 */
#ifndef EC_DATA_MAP_H
#define EC_DATA_MAP_H

#include "data/rel.h"
#include "data/viral.h"
#include "vtl/expression.h"

/* An expression over the rows of a data set. */
struct cellexpr;

/* How a component of the result is made. */
enum map_how {
    MAP_PASS,     /* component a of the operand */
    MAP_EXPR,     /* expr */
    MAP_VIRAL,    /* components parts[nparts] combined: those of which there is a row */
    MAP_CONST,    /* constant */
    MAP_CHANGE    /* change(component a) */
};

/* A viral attribute of one of several rows side by side. */
struct map_part {
    int comp;
    int there; /* the boolean component that tells whether there is such a row; -1: always */
};

struct map_item {
    struct comp comp;
    enum map_how how;
    int a;
    struct cellexpr *expr;
    struct value constant;
    enum vtl_error (*change)(const void *ctx, const struct value *v, struct value *out); /* v is not null */
    const void *ctx;
    struct loc loc;       /* MAP_CHANGE: for troubles */
    const struct map_part *parts; /* [nparts] MAP_VIRAL, in the order in which they are combined; in the arena */
    int nparts;
    const struct viral *viral;
    bool key;             /* it becomes an identifier: null is an error with status 2 */
};

struct map_maker {
    struct map_item *v;
    int n;
    size_t cap;
};

/* Appends an item; map_pass one that passes component i of s through. */
void map_add(struct map_maker *m, struct map_item item);
void map_pass(struct map_maker *m, const struct structure *s, int i);

/* The operator over r; filter (or NULL): rows for which it is not true are left out. The maker is empty again. */
struct rel *map_new(struct rel *r, struct map_maker *m, struct cellexpr *filter);

/* Before anything is read: of what r hands out nobody needs but the components for which need[i]. Adds to below, by component of
 * its operand, what it needs for them. */
void map_need(struct rel *r, const bool *need, bool *below);

/* Is r such an operator? */
bool map_is(const struct rel *r);

/* Compiles an expression over the components of s. what: NULL, or the place of a condition. Returns NULL after complaining. */
struct cellexpr *cellexpr_new(struct session *e, const struct rules *rules, const struct statement *st, struct node *n,
                              const struct structure *s, const struct rules_host *host, const char *what);
/* Would cellexpr_new take it? Says nothing; the node cannot be used afterwards. */
bool cellexpr_suits(const struct rules *rules, const struct statement *st, struct node *n, const struct structure *s,
                    const struct rules_host *host);
enum vtype cellexpr_type(const struct cellexpr *x);

/* Its value; where it has none, null, and the trouble is counted. */
void cellexpr_eval(struct cellexpr *x, const struct value *row, struct value *out);

/* Frees all expressions of a session: before session_end. */
void cellexprs_end(struct session *e);

#endif
