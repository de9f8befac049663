/* SPDX-License-Identifier: Apache-2.0 */
/*
 * plan_work: what the files of plan share.
 *
 * Audience: plan.c and plan_*.c. All functions that return a rel return NULL after complaining.
 */
#ifndef EC_DATA_PLAN_WORK_H
#define EC_DATA_PLAN_WORK_H

#include "base/intern.h"
#include "data/map.h"
#include "data/plan.h"
#include "data/sorted.h"
#include "vtl/ast.h"

/* An input or a result. */
struct named {
    struct statement *st;   /* NULL: an input */
    struct rel *rel;        /* once planned; NULL for a scalar constant */
    struct node *scalar;    /* a constant expression */
    struct shared *shared;  /* where it has several readers */
    int uses;
    int state;              /* 0 not planned, 1 being planned, 2 done, 3 faulty */
    bool wanted;
};

struct plan {
    struct session *e;
    const struct rules *rules;
    const struct rules_host *host;
    struct intern names;
    struct named *v;        /* by number of the name */
    size_t cap;
    const struct statement *st; /* being planned */
    int *results;           /* [n] numbers of names */
    int n;
    int errors;
    int hidden;             /* of components that no program can name */
};

/* What an expression is: rows, or a constant. */
struct operand {
    struct rel *rel;
    struct node *scalar;
};

/* Plans an expression on data sets. Returns false after complaining. */
bool plan_operand(struct plan *p, struct node *n, struct operand *out);

/* The same where only a data set will do. */
struct rel *plan_rel(struct plan *p, struct node *n);

/* Complains about a place of the present statement. Returns NULL. */
void *plan_complain(struct plan *p, enum diag_id id, struct span span, const char *a, const char *b, const char *c);

/* The text of a node, for messages. */
const char *plan_text(const struct plan *p, const struct node *n);

/* The component that a name of a program means in s, or -1 after complaining. alias#c is also c where that is the only one. */
int plan_comp(struct plan *p, const struct structure *s, struct name name);

/* Can a name be found at all? As plan_comp, but silent; with a warning where only case differs. */
int plan_comp_find(struct plan *p, const struct structure *s, struct name name);

/* A name that no program can write. */
struct str plan_hidden(struct plan *p);

/* A copy of a component expression over s: names resolved, scalars put in. Analytic calls and aggregates become names of hidden
 * components, and go to calls (NULL: there may be none). Returns NULL after complaining. */
struct calls {
    struct {
        struct node *n;   /* N_AGGR or N_INVOKE, its operand copied */
        struct str name;
    } *v;
    int n;
    size_t cap;
};
struct node *plan_expr(struct plan *p, const struct structure *s, const struct node *n, struct calls *calls);

/* A copy of a node whose kids are new. */
struct node *plan_copy(struct plan *p, const struct node *n, struct node *const *kids);

/* Nodes made here: a name, a call of two operands, a truth value. */
struct node *plan_name(struct plan *p, struct str name, struct span span);
struct node *plan_binary(struct plan *p, enum op op, struct node *a, struct node *b);
struct node *plan_choice(struct plan *p, struct node *condition, struct node *then, struct node *otherwise);
struct node *plan_const(struct plan *p, struct value v, struct span span);
struct node *plan_isnull(struct plan *p, struct node *x);

/* Compiles an expression over s. */
struct cellexpr *plan_compile(struct plan *p, struct node *n, const struct structure *s, const char *what);

/* The default name of a measure of a type ("int_var"). */
struct str plan_default_name(enum vtype t);

/* r with all components but those that drop[i]. */
struct rel *plan_without(struct rel *r, const bool *drop);

/* ---- the operators, a file each ---- */

struct rel *plan_values(struct plan *p, struct node *n, struct operand *kids);  /* plan_values.c: operators on values */
struct rel *plan_member(struct plan *p, struct node *n, struct rel *r);
struct rel *plan_choose(struct plan *p, struct node *n, struct operand *kids);  /* if, case */
struct rel *plan_clause(struct plan *p, const struct clause *c, struct rel *r); /* plan_clause.c */
struct rel *plan_aggr_call(struct plan *p, struct node *n, struct rel *r);      /* plan_group.c: agg(ds group ...) */
struct rel *plan_aggr_clause(struct plan *p, const struct clause *c, struct rel *r);
struct rel *plan_windows(struct plan *p, struct rel *r, struct calls *calls);   /* plan_window.c: adds hidden components */
struct rel *plan_window_call(struct plan *p, struct node *n, struct rel *r);
struct rel *plan_invoke(struct plan *p, struct node *n);                        /* plan_invoke.c */
struct rel *plan_join(struct plan *p, struct node *n);                          /* plan_join.c */
struct rel *plan_check(struct plan *p, struct node *n);                         /* plan_check.c */
struct rel *plan_check_datapoint(struct plan *p, struct node *n);
struct rel *plan_series(struct plan *p, struct node *n, struct rel *r);         /* plan_series.c */
struct rel *plan_hierarchy(struct plan *p, struct node *n, struct rel *r);      /* plan_hierarchy.c */
struct rel *plan_pivot(struct plan *p, const struct clause *c, struct rel *r);  /* plan_pivot.c: unpivot, too */

/* plan_series.c: r with its one time identifier (among by, where by is given) turned into periods of `to`. */
struct rel *plan_time_agg(struct plan *p, struct rel *r, const struct clause *c);

#endif
