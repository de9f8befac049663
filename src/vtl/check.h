/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check: names find what they mean, every expression gets one type, at load.
 *
 * Audience: ruleset. The types go into the tree (node.type), what a name means into node.extra. Faults are reported with
 * their place and, for names, the nearest known one; checking goes on, so that one run shows several.
 */
#ifndef EC_VTL_CHECK_H
#define EC_VTL_CHECK_H

#include "base/intern.h"
#include "vtl/ast.h"

/* What a name in an expression stands for. */
struct symbol {
    bool param;      /* a parameter of an operator, else a column */
    int index;       /* number of the parameter, or slot of the column */
    enum vtype type;
};

/* The names that an expression may use. All members zero is an empty scope. */
struct scope {
    struct intern names;
    struct symbol **symbols; /* by number of the name; they live in the arena */
    size_t cap;
};

/* Adds a name. Returns false when it is there already. */
bool scope_add(struct scope *s, struct arena *a, struct str name, struct symbol symbol);
void scope_free(struct scope *s);

/* A user-defined operator. */
struct operator {
    const struct statement *st;
    enum vtype type; /* of its result */
    int state;       /* 0 not checked yet, 1 being checked, 2 sound, 3 faulty */
};

struct operators {
    struct intern names;
    struct operator *v; /* by number of the name */
    size_t cap;
};

/* A named set of values (code list) that the host knows. */
struct domain {
    const void *handle;
    enum vtype type;
};

struct checker {
    struct arena *a;
    const struct source *source;
    const struct scope *scope;
    struct operators *operators;
    /* finds a value domain: its handle and type, or returns NULL. May be NULL: no domain is known. */
    const void *(*find_domain)(void *ctx, struct str name, enum vtype *type);
    void *ctx;
    int depth;  /* of operators in operators */
    int errors; /* complaints made */
};

/* Checks an expression. Returns false after complaining. */
bool check_node(struct checker *c, struct node *n);

/* The same, and it must be boolean (or the literal null). what names the place in a message: "when", "then". */
bool check_condition(struct checker *c, struct node *n, const char *what);

/* Checks the body of an operator (once; later calls return the first answer). */
bool check_operator(struct checker *c, int number);

#endif
