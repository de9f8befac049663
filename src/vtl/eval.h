/* SPDX-License-Identifier: Apache-2.0 */
/*
 * eval: compiled expressions get values.
 *
 * Audience: ruleset, compile (folding). A run holds what evaluation of one record needs; each thread has its own.
 */
#ifndef EC_VTL_EVAL_H
#define EC_VTL_EVAL_H

#include "vtl/code.h"

/* The value of an expression that several rules share, kept for the record. */
struct memo {
    uint64_t stamp; /* of the record */
    int tri;
    enum got got;
    enum vtl_error error;
    struct value value;
};

struct run {
    struct value *slots; /* values of the used slots of this record */
    int64_t *fixed;      /* the same as fixed-point where state (FIXED, FIXED_NULL, FIXED_NOT) is FIXED; see affine.h */
    uint8_t *state;
    struct memo *memos;
    uint64_t stamp;      /* number of the record, from 1 */
    enum vtl_error error; /* why the last TRI_ERROR or GOT_ERROR */
    struct func_env env;
    bool (*member)(void *ctx, const void *domain, const struct value *v); /* x in NAME */
    void *ctx;
};

/* Makes room for slots and memos; the rest of a run is its owner's. Slots are untyped nulls. */
void run_start(struct run *r, int slots, int memos);

/* Puts a value into a slot. */
void run_set(struct run *r, int slot, const struct value *v);

/* Frees what run_start and evaluation made. */
void run_end(struct run *r);

/* Evaluates a boolean expression: TRI_FALSE, TRI_NULL, TRI_TRUE or TRI_ERROR (the reason is in r->error). */
static inline int eval_tri(const struct code *c, struct run *r)
{
    return c->tri(c, r);
}

/* Evaluates any expression; *out is set for GOT_VALUE. */
static inline enum got eval_value(const struct code *c, struct run *r, struct value *out)
{
    return c->value(c, r, out);
}

/* Chooses the functions of a node from its kind, type and operands. */
void eval_choose(struct code *c);

/* Is it a comparison that may be an affine one? Then eval_affine sees to it that its affine, once set, is asked first. */
bool eval_may_be_affine(const struct code *c);
void eval_affine(struct code *c);

/* Puts a memo (number already in c->memo) before the functions of a node. */
void eval_memo(struct code *c);

#endif
