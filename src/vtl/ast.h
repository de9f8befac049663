/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ast: what a rule file says, as a tree.
 *
 * Audience: vtl/ only. Everything lives in the arena of the rule set. parse makes the tree, check fills in types, print
 * writes it back. A tree is never deeper than AST_DEPTH_MAX, so the others may recurse.
 */
#ifndef EC_VTL_AST_H
#define EC_VTL_AST_H

#include <stdbool.h>
#include <stdint.h>

#include "value/value.h"
#include "vtl/source.h"

enum { AST_DEPTH_MAX = 1000 };

enum op {
#define OP(id, spelling, precedence, arity) id,
#include "vtl/op.def"
#undef OP
    OP_COUNT
};

/* The spelling ("<="), the precedence (1 is if/case), the number of operands. */
const char *op_text(enum op op);
int op_precedence(enum op op);

enum node_kind {
    N_CONST,  /* value */
    N_NAME,   /* name */
    N_UNARY,  /* op, kid */
    N_BINARY, /* op, two kids */
    N_IF,     /* condition, then, else */
    N_CASE,   /* condition, value, condition, value ..., else */
    N_CALL,   /* a built-in (builtin >= 0) or operator `name`; kids may be N_OMIT */
    N_IN,     /* op is OP_IN or OP_NOT_IN; kids: operand, then constants (N_CONST or N_CAST) */
    N_DOMAIN, /* op likewise; one kid; name: a value domain */
    N_CAST,   /* one kid, type `to` or value domain `name`, perhaps a mask (value) */
    N_AGGR,   /* an aggregate, in aggr and having only: builtin is enum aggr; no kid for count() */
    N_OMIT,   /* _ */
    N_MEMBER, /* data sets: kid # name; in a component expression the kid is the N_NAME of an alias */
    N_CLAUSE, /* data sets: kid [ more->clauses ] */
    N_INVOKE  /* data sets: builtin is enum invoke; more has the rest; kids: data sets, or the component of an analytic call */
};

struct node {
    uint8_t kind;         /* enum node_kind */
    uint8_t op;           /* enum op */
    uint8_t type;         /* enum vtype, set by check */
    uint8_t to;           /* N_CAST: enum vtype */
    int16_t builtin;      /* N_CALL: enum builtin or -1; N_AGGR: enum aggr */
    uint16_t depth;       /* 1 for a leaf */
    uint32_t n;           /* number of kids */
    struct span span;
    struct node **kids;
    struct str name;
    const struct value *value;
    const void *extra;    /* check: N_NAME the symbol, N_CALL the operator, N_DOMAIN and N_CAST the domain */
    struct more *more;    /* N_CLAUSE, N_INVOKE; N_AGGR with group or over; else NULL */
};

/* AVG and friends; `aggr_name` gives the spelling, `aggr_find` the number of a keyword's spelling or -1. */
enum aggr { AGGR_SUM, AGGR_AVG, AGGR_MIN, AGGR_MAX, AGGR_MEDIAN, AGGR_COUNT, AGGR_STDDEV_POP, AGGR_STDDEV_SAMP,
            AGGR_VAR_POP, AGGR_VAR_SAMP, AGGR_KINDS };
const char *aggr_name(enum aggr a);
int aggr_find(struct str name);

struct name {
    struct str text; /* without quotes */
    struct span span;
};

/* A component of a signature, with the name that the rules use for it. */
struct sig_item {
    struct name name;
    struct str alias; /* the same text as name where there is no `as` */
};

/* Rules of both kinds. */
struct rule_head {
    struct name name;              /* text is "1", "2" ... where the file gives none */
    bool named;
    bool faulty;                   /* link: a name in it is not in the signature */
    struct span span;              /* the whole rule */
    const struct node *errorcode;  /* N_CONST or NULL */
    const struct node *errorlevel; /* N_CONST or NULL */
    struct node *when;             /* NULL: always */
};

struct dp_rule {
    struct rule_head head;
    struct node *then;
};

struct hr_item {
    bool minus;
    struct name code;
    struct node *condition; /* NULL: always in */
};

struct hr_rule {
    struct rule_head head;
    struct hr_item left;
    enum op relation; /* OP_EQ OP_LT OP_LE OP_GT OP_GE */
    struct hr_item *right;
    int n;
};

/* define viral propagation: two values, in any order, become one. */
struct viral_when {
    const struct value *a, *b; /* b NULL: a with any other */
    const struct value *then;
    struct span span;
};

struct param {
    struct name name;
    enum vtype type;
    const struct node *fallback; /* N_CONST or NULL */
};

enum hr_mode { MODE_NON_NULL, MODE_NON_ZERO, MODE_PARTIAL_NULL, MODE_PARTIAL_ZERO, MODE_ALWAYS_NULL, MODE_ALWAYS_ZERO,
               MODE_KINDS };

/* The VTL name of a mode ("non_null"). */
const char *mode_name(enum hr_mode m);

enum check_output { OUTPUT_INVALID, OUTPUT_ALL, OUTPUT_ALL_MEASURES };

/* The VTL name of an output ("all_measures"). */
const char *output_name(enum check_output o);

/* The last four on data sets only. */
enum clause_kind { CLAUSE_CALC, CLAUSE_FILTER, CLAUSE_KEEP, CLAUSE_DROP, CLAUSE_RENAME, CLAUSE_AGGR,
                   CLAUSE_SUB, CLAUSE_PIVOT, CLAUSE_UNPIVOT, CLAUSE_APPLY };

struct clause_item {
    int role;           /* enum role or -1 where none is written */
    bool viral;         /* viral attribute */
    struct name name;   /* calc, aggr: the result; keep, drop: the component; rename: the old name */
    struct name second; /* rename: the new name */
    struct node *expr;  /* calc, filter, apply; aggr: an N_AGGR; sub: what it equals */
};

struct clause {
    enum clause_kind kind;
    struct span span;
    struct clause_item *items;
    int n;
    bool grouped, except;  /* aggr: group by / group except */
    bool whole;            /* aggr: group all; group is empty */
    const struct value *agg_to; /* aggr: time_agg("A") behind the group, or NULL */
    bool agg_first;        /* its third argument: first instead of last */
    struct name *group;
    int ngroup;
    struct node *having;   /* aggr: or NULL */
};

/* The operators on data sets that are written like functions, and the analytic ones that are no aggregates. */
enum invoke { INVOKE_INNER_JOIN, INVOKE_LEFT_JOIN, INVOKE_FULL_JOIN, INVOKE_CROSS_JOIN, INVOKE_UNION, INVOKE_INTERSECT,
              INVOKE_SETDIFF, INVOKE_SYMDIFF, INVOKE_EXISTS_IN, INVOKE_CHECK, INVOKE_CHECK_DATAPOINT,
              INVOKE_CHECK_HIERARCHY, INVOKE_HIERARCHY, INVOKE_FILL, INVOKE_FLOW_TO_STOCK, INVOKE_STOCK_TO_FLOW,
              INVOKE_TIMESHIFT, INVOKE_FIRST_VALUE, INVOKE_LAST_VALUE, INVOKE_LAG, INVOKE_LEAD, INVOKE_RANK, INVOKE_RATIO,
              INVOKE_KINDS };

/* The word of it ("inner_join"); the number of a keyword's spelling or -1. */
const char *invoke_name(enum invoke i);
int invoke_find(struct str name);

struct order_item {
    struct name name;
    bool down;
};

/* An end of a window: so many rows or units before (side -1) or behind (1) the current data point (0). */
struct limit {
    int side;
    bool unbounded;
    int64_t n;
};

struct over {
    bool partitioned, except, whole; /* partition by / except; whole: partition except all */
    struct name *partition;
    int npartition;
    struct order_item *order;
    int norder;
    bool windowed, range;            /* range between, instead of data points between */
    struct limit from, to;
};

struct join_nvl {
    struct name name;
    const struct node *value; /* N_CONST */
};

struct statement;

/* What a node on data sets has besides its kids. */
struct more {
    struct clause *clauses;      /* N_CLAUSE; joins: filter apply calc aggr keep drop rename; N_AGGR: its group */
    int nclauses;
    struct over *over;           /* analytic calls */
    struct name *aliases;        /* [kids] joins; empty text where none is written */
    struct name *keys;           /* joins: using */
    int nkeys;
    struct join_nvl *nvl;
    int nnvl;
    int choice;                  /* exists_in: -1 all, 0 false, 1 true; fill_time_series: 1 single; check: 1 invalid;
                                  * hierarchy: 0 rule 1 dataset 2 rule_priority */
    bool everything;             /* hierarchy: all instead of computed */
    const struct node *errorcode, *errorlevel; /* check */
    struct node *imbalance;      /* check: or NULL */
    int64_t n;                   /* timeshift, lag, lead */
    struct node *shift;          /* instead of n, where it is a name */
    const struct node *fallback; /* lag, lead: N_CONST or NULL */
    struct statement *check;     /* check_datapoint, check_hierarchy, hierarchy: ruleset and the rest */
};

/* The last two are of programs on data sets (parse_program with datasets); the body of the last is its expression. */
enum statement_kind { ST_DATAPOINT, ST_HIERARCHY, ST_OPERATOR, ST_CHECK_DATAPOINT, ST_CHECK_HIERARCHY, ST_CLAUSES,
                      ST_VIRAL, ST_DATASET };

struct statement {
    enum statement_kind kind;
    const struct source *source;
    struct span span;
    struct name name;      /* what is defined or assigned */
    bool persistent;       /* <- instead of := */

    bool valuedomain;      /* rulesets: signature kind */
    struct sig_item *sig;  /* datapoint signature; hierarchy: its condition variables */
    int nsig;
    struct dp_rule *dp;    /* ST_DATAPOINT */
    struct hr_rule *hr;    /* ST_HIERARCHY */
    int nrules;
    struct name rule_item; /* ST_HIERARCHY: the variable or domain behind `rule` */

    struct param *params;  /* ST_OPERATOR */
    int nparams;
    int returns;           /* enum vtype, or -1 where it is not written */
    struct node *body;     /* ST_OPERATOR, ST_DATASET */

    struct name dataset;   /* checks and clauses: what they apply to */
    struct name measure;   /* check_hierarchy: dataset#measure; empty text where it is not written */
    struct name ruleset;   /* checks */
    struct name *components; /* check_datapoint components; check_hierarchy condition */
    int ncomponents;
    struct name check_rule;  /* check_hierarchy: rule c; empty text where it is not written */
    bool has_mode, has_input, has_output;
    enum hr_mode mode;
    bool dataset_priority;
    enum check_output output;
    struct clause *clauses; /* ST_CLAUSES */
    int nclauses;

    struct name on;         /* ST_VIRAL: the variable, or value domain (valuedomain) */
    struct viral_when *viral; /* [nviral] */
    int nviral;
    const struct value *viral_else; /* or NULL */
    int viral_aggregate;    /* enum aggr, or -1 */
};

/* Same tree, places apart? */
bool node_equal(const struct node *a, const struct node *b);
bool statement_equal(const struct statement *a, const struct statement *b);

#endif
