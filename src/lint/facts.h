/* SPDX-License-Identifier: Apache-2.0 */
/*
 * facts: what can be true of a record, numbered: the yes-or-no questions that rules are made of, and formulas of them.
 *
 * Audience: readrule (makes them of rules), solve and ruleset (ask what can be true together).
 *
 * Idea: a record has columns; a column has a value or none. A fact is one of
 *     absent   the column has no value
 *     linear   a sum of columns is at most a bound (a bound less the infinitely small: below it)
 *     coded    the column's text is one of some codes
 *     other    whatever else a rule asks, the same text the same fact; nothing is known of it
 * A literal is 2 * fact, or 2 * fact + 1 for its contrary. The same sum, scaled or rearranged, is the same sum here: its terms
 * are brought to whole numbers without common divisor, the first one positive.
 *
 * The facts linear and coded of a column without a value are free: who uses them says beside it whether there is a value.
 * A sum takes 0 for it, where nvl(x, 0) is meant.
 */
#ifndef EC_LINT_FACTS_H
#define EC_LINT_FACTS_H

#include "base/arena.h"
#include "base/intern.h"
#include "edits/vset.h"
#include "lint/ratio.h"

enum fact_kind { FACT_OTHER, FACT_ABSENT, FACT_LINEAR, FACT_CODED };

struct fact {
    enum fact_kind kind;
    int column;        /* absent, coded */
    int sum;           /* linear */
    struct near bound; /* linear */
    struct vset codes; /* coded: numbers of the column's codes */
};

struct sum_term {
    int column;
    struct ratio a; /* a whole number */
};

/* n == 1: the column itself, a = 1. */
struct sum {
    struct sum_term *terms; /* [n] by column */
    int n;
    bool whole;             /* whole numbers only, were all its columns so */
};

enum column_kind { COLUMN_NUMBER, COLUMN_CODED, COLUMN_OTHER };

struct fact_column {
    struct str name;
    enum column_kind kind;
    bool required;        /* it always has a value */
    bool tested;          /* some rule asks whether it has a value, or says what counts instead */
    bool whole;           /* whole numbers only */
    int absent;           /* the fact; -1 where required */
    bool has[2];          /* the form's bounds: lower, upper */
    struct ratio bound[2];
    struct intern *codes; /* coded: those that rules name; number 0 is any other text */
    struct vset allowed;  /* coded: set by readrule_allow */
};

enum { CODES_MAX = VSET_MAX };

enum formula_kind { FORMULA_TRUE, FORMULA_FALSE, FORMULA_LITERAL, FORMULA_ALL, FORMULA_ANY };

struct formula {
    enum formula_kind kind;
    int literal;
    int stands;            /* all, any: the fact that it holds, once solve needs one; else -1 */
    int n;
    struct formula **kids; /* [n] neither true, false nor of the same kind */
};

struct facts {
    struct arena text;
    struct intern names;         /* number = fact: each by what it says */
    struct fact *list;           /* [names.n] */
    size_t cap;
    struct intern sum_names;
    struct sum *sums;            /* [sum_names.n] */
    size_t cap_sums;
    struct intern column_names;
    struct fact_column *columns; /* [column_names.n] */
    size_t cap_columns;
    long nodes;                  /* of formulas, made so far */
    bool unfit;                  /* set when a number did not fit: the formula is worth nothing */
};

/* All members zero is empty. */

/* The number of a column, new or old; *is_new tells which. */
int facts_column(struct facts *f, struct str name, bool *is_new);

/* The number of a code of a coded column; -1 when there are too many. */
int facts_code(struct facts *f, int column, struct str code);

/* The fact of a text: other. */
int facts_other(struct facts *f, struct str text);

/* A fact that no other is equal to. */
int facts_fresh(struct facts *f);

/* The facts absent and coded. */
int facts_absent(struct facts *f, int column);
int facts_coded(struct facts *f, int column, const struct vset *codes);

/* The literal for: sum of n terms (any order, columns may repeat, some 0) op bound, where upper is <= and else >=, and strict
 * takes the bound away. Returns a literal, or -1 / -2 when the sum has no columns and it is true / false; sets unfit when a
 * number does not fit. */
enum { LITERAL_TRUE = -1, LITERAL_FALSE = -2 };
int facts_linear(struct facts *f, const struct sum_term *terms, int n, bool upper, bool strict, struct ratio bound);

/* Formulas; they live as long as the facts. */
struct formula *formula_truth(struct facts *f, bool truth);
struct formula *formula_literal(struct facts *f, int literal); /* also LITERAL_TRUE, LITERAL_FALSE */
struct formula *formula_many(struct facts *f, bool all, struct formula *const *list, int n);
struct formula *formula_both(struct facts *f, bool all, struct formula *a, struct formula *b);

/* Gives everything back; f is empty and usable again. */
void facts_free(struct facts *f);

#endif
