/* SPDX-License-Identifier: Apache-2.0 */
/*
 * solve: can some formulas all be true of one record? If not, which of them are against each other.
 *
 * Audience: ruleset.
 *
 * Idea: a search that learns a clause from each conflict (CDCL), over the facts; what numbers and codes say of each other is
 * judged beside it (simplex, sets of codes). Formulas become clauses by facts that stand for their parts (Plaisted and
 * Greenbaum). What is tried first is what is true of the record that one starts from, so that what is found is near to it,
 * and facts that no clause needs are left alone. Each clause knows the members (formulas, by numbers that the caller gives)
 * that it follows from; so a contradiction names them.
 *
 * Columns bring what the form says of them: member SOLVE_FORM. Where the question is about complete records, they also bring
 * that they have values, unless a rule asks whether they do: member SOLVE_COMPLETE.
 *
 * Whole numbers: bounds of sums of whole numbers are rounded, and a value that is not whole is split off. This ends after
 * some splits: the answer is then open.
 */
#ifndef EC_LINT_SOLVE_H
#define EC_LINT_SOLVE_H

#include "lint/trial.h"
#include "lint/simplex.h"

struct solve;

/* Members: the numbers below these are the caller's. */
enum { SOLVE_FORM = VSET_MAX - 1, SOLVE_COMPLETE = VSET_MAX - 2, SOLVE_MEMBERS = VSET_MAX - 2 };

enum solve_answer {
    SOLVE_NO,  /* no record */
    SOLVE_YES, /* solve_record has one */
    SOLVE_OPEN /* the work, the numbers or the splits did not suffice */
};

struct solve_options {
    bool complete; /* columns have values */
    bool whole;    /* whole numbers are whole: else any numbers */
    bool no_form;  /* without the bounds and codes of the form; a column that is required still has a value */
};

/* An empty question. f gets new facts by it; start and work must outlive it. Free with solve_free. */
struct solve *solve_new(struct facts *f, const struct trial *start, const struct solve_options *o, long *work);

/* Demands a formula, also after an answer. member < 0: none of the members. */
void solve_add(struct solve *s, struct formula *x, int member);

/* Looks for a record. After SOLVE_YES more may be demanded, and asked again. */
enum solve_answer solve_run(struct solve *s);

/* After SOLVE_NO: members that are against each other; not always all needed. */
const struct vset *solve_core(const struct solve *s);

/* After SOLVE_NO: when bounds alone, without a choice, are against each other: their members and multipliers. Returns how many;
 * 0 where it was not so. `literal` is what the member demands. */
struct solve_proof {
    int member, literal;
    struct ratio multiplier;
};
int solve_proof(const struct solve *s, const struct solve_proof **list);

/* After SOLVE_YES: the record that was found, over the one that was started from. false: a number did not fit. */
bool solve_record(const struct solve *s, struct trial *to);

/* s may be NULL. */
void solve_free(struct solve *s);

#endif
