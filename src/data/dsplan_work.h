/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dsplan_work: what the files of dsplan share.
 *
 * Audience: dsplan.c and dsplan_*.c. All functions that return a rel return NULL after complaining.
 */
#ifndef EC_DATA_DSPLAN_WORK_H
#define EC_DATA_DSPLAN_WORK_H

#include "base/intern.h"
#include "data/map.h"
#include "data/shared.h"
#include "data/sorted.h"
#include "data/viral.h"
#include "vtl/ast.h"
#include "vtl/ruleset.h"

enum {
    DSPLAN_DEPTH = 50,         /* of operators in operators */
    DSPLAN_EXPANSIONS = 20000, /* of one program */
    DSPLAN_NESTED = 2000       /* operators on data sets that read one another, in one result or through several */
};

/* A name that is read, by number. */
struct need {
    int k;
    struct need *older;
};

/* An input or a result. */
struct named {
    struct statement *st;   /* NULL: an input, or an argument */
    struct rel *rel;        /* once planned; NULL for a scalar constant */
    struct node *scalar;    /* a constant expression */
    struct shared *shared;  /* where it has several readers */
    int uses;
    struct need *needs;     /* what its statement reads */
    int state;              /* 0 not planned, 1 being planned, 2 done, 3 faulty, 4 left out */
    bool wanted;
};

struct dsplan {
    struct session *e;
    const struct rules *rules;
    const struct rules_host *host;
    struct intern names;
    struct named *v;        /* by number of the name */
    size_t cap;
    const struct statement *st; /* being planned */
    int owner;              /* the number of its name */
    int *results;           /* [n] numbers of names */
    int n;
    int errors;
    int left_out;           /* references to what is left out */
    bool any_group;         /* see dsplan_any_group */
    bool groups_only;       /* see dsplan_groups_only */
    bool *needed;           /* after planning, by number of the name */
    int hidden;             /* of components that no program can name */
    const struct calling *calling; /* the operators being expanded, innermost first */
    int expansions;
    int nested;
};

/* What an expression is: rows, or a constant. */
struct operand {
    struct rel *rel;
    struct node *scalar;
};

/* Plans an expression on data sets. Returns false after complaining. */
bool dsplan_operand(struct dsplan *p, struct node *n, struct operand *out);

/* The same where only a data set will do. */
struct rel *dsplan_rel(struct dsplan *p, struct node *n);

/* Complains about a place of the present statement. Returns NULL. */
void *dsplan_complain(struct dsplan *p, enum diag_id id, struct span span, const char *a, const char *b, const char *c);

/* The text of a node, for messages. */
const char *dsplan_text(const struct dsplan *p, const struct node *n);

/* The component that a name of a program means in s, or -1 after complaining. alias#c is also c where that is the only one. */
int dsplan_comp(struct dsplan *p, const struct structure *s, struct name name);

/* Can a name be found at all? As dsplan_comp, but silent; with a warning where only case differs. */
int dsplan_comp_find(struct dsplan *p, const struct structure *s, struct name name);

/* A name that no program can write. */
struct str dsplan_hidden(struct dsplan *p);

/* A copy of a component expression over s: names resolved, scalars put in. Analytic calls and aggregates become names of hidden
 * components, and go to calls (NULL: there may be none). Returns NULL after complaining. */
struct calls {
    struct {
        struct node *n;   /* N_AGGR or N_INVOKE, its operand copied; N_NAME: of scalar */
        struct rel *scalar; /* a data set that is a scalar, or NULL */
        struct str name;
    } *v;
    int n;
    size_t cap;
};
struct node *dsplan_expr(struct dsplan *p, const struct structure *s, const struct node *n, struct calls *calls);

/* A copy of a node whose kids are new. */
struct node *dsplan_copy(struct dsplan *p, const struct node *n, struct node *const *kids);

/* A copy of a tree whose nodes all stand at one place. */
struct node *dsplan_placed(struct dsplan *p, const struct node *n, struct span at);

/* Is name number k a constant, or an expression whose result is a scalar? dsplan.c */
bool dsplan_is_scalar(struct dsplan *p, int k);

/* Nodes made here: a name, a call of two operands, a truth value. */
struct node *dsplan_name(struct dsplan *p, struct str name, struct span span);
struct node *dsplan_binary(struct dsplan *p, enum op op, struct node *a, struct node *b);
struct node *dsplan_choice(struct dsplan *p, struct node *condition, struct node *then, struct node *otherwise);
struct node *dsplan_const(struct dsplan *p, struct value v, struct span span);
struct node *dsplan_isnull(struct dsplan *p, struct node *x);

/* Compiles an expression over s. */
struct cellexpr *dsplan_compile(struct dsplan *p, struct node *n, const struct structure *s, const char *what);

/* The default name of a measure of a type ("int_var"). */
struct str dsplan_default_name(enum vtype t);

/* r with all components but those that drop[i]. */
struct rel *dsplan_without(struct rel *r, const bool *drop);

/* ---- the operators, a file each ---- */

struct rel *dsplan_values(struct dsplan *p, struct node *n, struct operand *kids);  /* dsplan_values.c: operators on values */
struct rel *dsplan_member(struct dsplan *p, struct node *n, struct rel *r);           /* r#component */
struct rel *dsplan_choose(struct dsplan *p, struct node *n, struct operand *kids);  /* if, case */
struct rel *dsplan_clause(struct dsplan *p, const struct clause *c, struct rel *r); /* dsplan_clause.c */
struct rel *dsplan_aggr_call(struct dsplan *p, struct node *n, struct rel *r);      /* dsplan_group.c: agg(ds group ...) */
struct rel *dsplan_aggr_clause(struct dsplan *p, const struct clause *c, struct rel *r); /* [aggr ...] */
struct rel *dsplan_windows(struct dsplan *p, struct rel *r, struct calls *calls);   /* dsplan_window.c: adds hidden components */
struct rel *dsplan_window_call(struct dsplan *p, struct node *n, struct rel *r);    /* f(ds over ...) */
struct rel *dsplan_invoke(struct dsplan *p, struct node *n);                        /* dsplan_invoke.c */
struct rel *dsplan_join(struct dsplan *p, struct node *n);                          /* dsplan_join.c */
struct rel *dsplan_check(struct dsplan *p, struct node *n);                         /* dsplan_check.c */
struct rel *dsplan_check_datapoint(struct dsplan *p, struct node *n);               /* and its rulesets */
struct rel *dsplan_hierarchy(struct dsplan *p, struct node *n);                     /* dsplan_hierarchy.c: check_hierarchy, too */
struct rel *dsplan_series(struct dsplan *p, struct node *n, struct rel *r);         /* dsplan_series.c */
struct rel *dsplan_pivot(struct dsplan *p, const struct clause *c, struct rel *r);  /* dsplan_pivot.c: unpivot, too */

/* ---- rulesets: dsplan_check.c ---- */

/* The ruleset of a name. */
const struct statement *dsplan_ruleset(struct dsplan *p, const struct name *name, enum statement_kind kind);

/* A condition of a ruleset over the components of s: the signature's names become those that the check binds. */
struct node *dsplan_bound(struct dsplan *p, const struct statement *st, const struct statement *check, const struct structure *s,
                          const struct node *n);

/* The type of the codes, or levels, of a ruleset. Returns false after complaining. */
bool dsplan_code_type(struct dsplan *p, const struct statement *st, bool level, enum vtype *type);

/* ---- operators that the program defines on data sets: dsplan_operator.c ---- */

/* The operator that n calls where it is expanded, or NULL. */
const struct statement *dsplan_defined(const struct dsplan *p, const struct node *n);

/* A call where a data set stands: *out is what its body is. Returns false after complaining. */
bool dsplan_call(struct dsplan *p, struct node *n, const struct statement *op, struct operand *out);

/* A call in a component expression over s: its body with the arguments in it, as dsplan_expr gives it. */
struct node *dsplan_call_expr(struct dsplan *p, const struct structure *s, const struct node *n, const struct statement *op,
                              struct calls *calls);

/* Gives a data set a name that no program can write, for uses readers. Returns the name. */
struct str dsplan_bind(struct dsplan *p, struct rel *r, int uses);

/* dsplan_viral.c: looks at what is declared for viral attributes. Returns false after complaining. */
bool dsplan_check_virals(struct dsplan *p);

/* The rule by which values of a viral attribute are combined; NULL: the least, or after complaining. */
const struct viral *dsplan_viral(struct dsplan *p, const struct comp *c);

/* dsplan_series.c: r with its one time identifier (among by, where by is given) turned into periods of `to`. */
struct rel *dsplan_time_agg(struct dsplan *p, struct rel *r, const struct clause *c);

#endif
