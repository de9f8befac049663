/* SPDX-License-Identifier: Apache-2.0 */
/*
 * localise: which cells of a record to ask about (error localisation of Fellegi and Holt).
 *
 * Audience: ecsuggest --localise.
 *
 * Given edits that a record fails, the least-weight set of variables such that some values for them, the others kept,
 * satisfy all edits. Weight means reliability: what is trusted more is named less readily. Missing values are always in
 * the set. All optimal sets are found; the one to name is chosen by a fixed rule: fewest cells, then the order of the
 * variables.
 *
 * Method: a search over sets, the threshold of weight raised step by step. At each set its variables are eliminated from
 * the edits exactly (fm.h); an edit that then fails for the kept values names the variables of which one more must go
 * into the set. This is complete: the set is a solution exactly when nothing fails after the elimination.
 * Fellegi and Holt (JASA 71, 1976); de Waal, Pannekoek, Scholtus, Handbook of Statistical Data Editing (2011), chapter 4.
 *
 * Values may be any rational numbers (as in the peers), with exact strict inequalities.
 */
#ifndef EC_SUGGEST_LOCALISE_H
#define EC_SUGGEST_LOCALISE_H

#include <stdint.h>

#include "edits/editset.h"
#include "suggest/fm.h"

enum localise_state {
    LOCALISE_VALID,       /* all edits hold, nothing is missing */
    LOCALISE_FOUND,
    LOCALISE_INFEASIBLE,  /* the edits contradict each other: no record satisfies them */
    LOCALISE_NO_SOLUTION, /* the fixed cells leave none */
    LOCALISE_LIMIT        /* the search was given up: too many steps, or numbers too large */
};

enum { LOCALISE_SETS = 64, LOCALISE_FIXED = INT32_MAX };

/* A record for the search. Coded variables have the number of their code, -1 for one outside the domain; both kinds may be
 * in numbers.missing. */
struct localise_record {
    struct numbers numbers;
    const int *code; /* [numbers.n], read for coded variables */
};

struct localise_result {
    enum localise_state state;
    int64_t weight;                  /* of the optimal sets */
    int n_optimal;                   /* how many there are; only the first LOCALISE_SETS are kept */
    struct vset sets[LOCALISE_SETS]; /* sets[0] is the one to name */
    long steps;
};

struct localiser;

/* weights: [vars.n], > 0, LOCALISE_FIXED for a cell that must not change. The edits and weights stay the caller's and must not
 * change. limit: sets looked at per record (0: 20,000), and of numbers calculated the
 * thousandfold. */
struct localiser *localiser_new(struct editset *edits, const int32_t *weights, long limit);

/* Can the edits be satisfied by any record at all? False also when the search was given up. r: a record of the right size. */
bool localiser_feasible(struct localiser *l, const struct localise_record *r);

/* Says that they can: then LOCALISE_INFEASIBLE is not looked for. */
void localiser_trust(struct localiser *l);

/* Solves one record. */
void localise(struct localiser *l, const struct localise_record *r, struct localise_result *out);

/* Does a record satisfy all edits? LIN_HOLDS, LIN_FAILS, LIN_MISSING (some edit could not be judged, none failed) or
 * LIN_OVERFLOW. */
enum lin_state localise_judge(const struct editset *edits, const struct localise_record *r);

/* The same of one edit. */
enum lin_state localise_judge_edit(const struct edit *e, const struct localise_record *r);

/* l may be NULL. */
void localiser_free(struct localiser *l);

#endif
