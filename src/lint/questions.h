/* SPDX-License-Identifier: Apache-2.0 */
/*
 * questions: which of a table's rules are against each other, or against a formula.
 *
 * Audience: whole. Rules are called by their numbers in `items`.
 *
 * Idea: most rules have nothing to do with a question. So a record is sought that fits the question alone, near to one that
 * passes all rules; then the rules that it breaks are added, until it breaks none, or there is no record. What is said of some
 * rules holds of all.
 */
#ifndef EC_LINT_QUESTIONS_H
#define EC_LINT_QUESTIONS_H

#include "lint/readrule.h"
#include "lint/solve.h"

/* What was said of a rule by itself, and is not to be said again. */
enum { SAID_OF_RULE = 1, SAID_SAME = 2 };

struct table_rules {
    const struct rules *rules;      /* linked */
    const struct program *program;  /* bound to schema; rules that are not ready are passed over */
    const struct schema *schema;
    const struct form_table *table;
    const unsigned char *said;      /* [rules] */
};

struct item {
    const struct rule *rule;
    int number;         /* of the rule */
    struct readrule as;
    bool active;        /* it counts in questions about others */
    int *columns;       /* [n_columns] that it reads */
    int n_columns;
};

/* Numbers of items, ascending. */
struct group {
    int list[SOLVE_MEMBERS];
    int n;
};

struct questions {
    const struct table_rules *rules;
    struct facts facts;
    struct item *items;    /* [n] */
    int n, unread;         /* unread: rules that are too large */
    int *first, *touching; /* items by column: touching[first[c] .. first[c + 1]) */
    int *others_first, *others; /* the same by fact: other and absent */
    int n_facts;           /* that others_first knows */
    struct trial full, sparse; /* records that pass: with all values, with none that may be missing */
    bool has_full, has_sparse;
    int *stamp;            /* [n] */
    int stamps;
    bool *varies;          /* [columns] two passing records differ in it */
    long left;             /* of the work for all questions */
    long asked, open;
};

/* Reads the rules of a table. Free with questions_free. */
void questions_begin(struct questions *q, const struct table_rules *r);

/* What is asked: is there a record that passes the rules and fits a formula? */
struct question {
    struct formula *that;   /* NULL: any record */
    bool complete;          /* with values in all columns, but those of which rules ask whether they have one */
    enum rule_level level;  /* rules of this weight or more, never those that only inform */
    int but;                /* an item that does not count, or -1 */
};

/* Asks. SOLVE_NO: *group is a set of items that suffices for it, of which none can be left out. SOLVE_YES: `found`, where it is
 * not NULL and empty, becomes the record. */
enum solve_answer questions_ask(struct questions *q, const struct question *x, struct group *group, struct trial *found);

/* Asks of just these items. solve, where it is not NULL: what is to be freed, for its proof. */
enum solve_answer questions_ask_group(struct questions *q, const struct group *group, struct formula *that,
                                      const struct solve_options *o, struct solve **solve);

/* A formula that says whether a column has a value. */
struct formula *questions_given(struct questions *q, int column);

/* Gives everything back. */
void questions_free(struct questions *q);

#endif
