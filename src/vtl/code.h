/* SPDX-License-Identifier: Apache-2.0 */
/*
 * code: compiled expressions.
 *
 * Audience: compile makes them, eval runs them. A code node is a small closure: its operands, its constants and the
 * function that evaluates it. Equal expressions share one node, over all rules (compile sees to it), so the whole
 * program is a graph without circles.
 */
#ifndef EC_VTL_CODE_H
#define EC_VTL_CODE_H

#include "vtl/ast.h"
#include "vtl/func.h"

enum code_kind {
    C_CONST,
    C_SLOT,
    C_LINEAR,  /* sum of slots with signs, and a constant */
    C_NEG,
    C_ADD,
    C_SUB,
    C_MUL,
    C_DIV,
    C_CONCAT,
    C_COMPARE, /* op */
    C_AND,
    C_OR,
    C_XOR,
    C_NOT,
    C_ISNULL,
    C_NVL,
    C_CASE,    /* condition, value, ..., else; `if` is a case */
    C_IN,      /* set */
    C_DOMAIN,
    C_MATCH,   /* constant pattern */
    C_ABS,
    C_CAST,
    C_CALL,    /* a built-in through its function */
    C_KINDS
};

enum got { GOT_VALUE, GOT_NULL, GOT_ERROR };

/* A truth value as evaluation hands it on: enum tri, or this. */
enum { TRI_ERROR = 3 };

struct code;
struct run;
struct affine;

typedef int code_tri(const struct code *c, struct run *r);
typedef enum got code_value(const struct code *c, struct run *r, struct value *out);

struct term {
    int slot;   /* number of the used slot */
    bool minus;
};

/* The members of `in {...}`: few are compared one by one, many are hashed. */
struct set {
    struct value *v; /* [n] */
    int n;
    int32_t *table;  /* [size] number or -1, or NULL */
    uint32_t size;
};

struct code {
    code_tri *tri;           /* booleans */
    code_value *value;       /* all */
    uint8_t kind;            /* enum code_kind */
    uint8_t type;            /* enum vtype */
    uint8_t op;              /* C_COMPARE: enum op; C_IN, C_DOMAIN: OP_IN or OP_NOT_IN */
    uint8_t to;              /* C_CAST */
    int16_t builtin;         /* C_CALL */
    uint16_t depth;
    int n;                   /* operands, or terms of C_LINEAR */
    const struct code **kids;
    const struct code *a, *b; /* kids[0], kids[1] */
    int slot;                /* C_SLOT: number of the used slot */
    struct term *terms;      /* C_LINEAR */
    struct value constant;   /* C_CONST; C_LINEAR: what is added; C_CAST: the mask where has_mask */
    bool has_mask;
    func *f;                 /* C_CALL */
    struct regex *regex;     /* C_MATCH */
    struct str pattern;      /* C_MATCH */
    const struct set *set;   /* C_IN */
    const void *domain;      /* C_DOMAIN, C_CAST: or NULL */
    struct str domain_name;

    const struct affine *affine; /* C_COMPARE of numbers: the quick way (affine.h), or NULL */
    uint8_t holds;           /* C_COMPARE: bit order + 1 is set where the comparison holds for that order */
    int refs;                /* how often it is used */
    int memo;                /* number of its memo, or -1 */
    code_tri *tri_inner;     /* behind the memo */
    code_value *value_inner;
    uint32_t hash;
    struct code *chain;      /* all nodes with this hash */
    struct code *older;      /* all nodes of a program, newest first */
};

/* Appends a listing of a node and what it needs, one line each, operands first: `%3 = compare <= %1 %2`. */
void code_print(struct buf *b, const struct code *c, const struct str *slot_names);

#endif
