/* SPDX-License-Identifier: Apache-2.0 */
/*
 * editset: the edits (rules of a record) as linear and coded atoms.
 *
 * Audience: suggest/, lint/, the cases of the tests.
 *
 * An edit is a disjunction of atoms; it holds when one of them does. A plain balance or bound has one atom. `if (P) Q` is
 * "not P, or Q". An atom is linear over numbers, or says that a coded variable has one of some codes.
 *
 * Text form, one edit a line:
 *     total == a + b          x >= 0          cost >= 0.6*turnover
 *     if (employees >= 1) wages >= 1          if (age == "under15") married == "no"
 * Comparisons == = != < <= > >=; and, or (&&, ||; one kind in a condition); decimals; parentheses; # begins a comment.
 */
#ifndef EC_EDITS_EDITSET_H
#define EC_EDITS_EDITSET_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/intern.h"
#include "edits/linear.h"

struct atom {
    bool coded;      /* which of the two */
    struct lin lin;  /* not coded */
    int var;         /* coded: */
    uint64_t codes;  /* bit = number in the variable's domain */
};

struct edit {
    struct str name;    /* text of the line, or the id of a rule */
    struct atom *atoms; /* [n] */
    int n;
    struct vset vars;
};

struct editset {
    struct arena text;
    struct intern vars;      /* number = variable; at most VSET_MAX */
    struct intern *domains;  /* [VSET_MAX] codes of a coded variable, at most 64 */
    struct vset coded;
    struct edit *list;       /* [n] */
    int n;
    size_t cap;
};

/* All members zero is an empty set. */

/* The number of a variable, new or old; -1 when there are too many. */
int editset_var(struct editset *s, struct str name);

/* Declares a code of a coded variable. Returns its number, or -1 when there are more than 64. */
int editset_code(struct editset *s, int var, struct str code);

/* Reads one line of text. Returns NULL when it is right (also for an empty line or a comment), else what is wrong, in
 * English, static. Codes of a coded variable must be declared before, unless open_domains. */
const char *editset_line(struct editset *s, struct str line, bool open_domains);

/* A linear expression being built: sum of coefficient * variable, plus a constant. All members zero is 0. */
struct linexpr {
    struct linexpr_term {
        int var;
        struct dec a;
    } terms[64];
    int n;
    struct dec constant;
};

/* e += k * variable (var < 0: e += k). Returns false when it does not fit. */
bool linexpr_add(struct linexpr *e, int var, struct dec k);

/* e += k * f. */
bool linexpr_add_scaled(struct linexpr *e, const struct linexpr *f, struct dec k);

/* The atom e op 0; for LIN_EQ |e| <= tolerance. Returns false when the whole numbers do not fit 64 bits. */
bool atom_of(struct editset *s, struct atom *out, const struct linexpr *e, enum lin_op op, struct dec tolerance);

/* Adds an edit of n atoms (copied). */
void editset_add(struct editset *s, struct str name, const struct atom *atoms, int n);

/* The edits that are one linear atom: an array in s->text; *n is their number. *which, where which is not NULL, are their
 * numbers in s->list. */
struct lin *editset_linear(struct editset *s, int *n, int **which);

/* Gives everything back; s is empty and usable again. */
void editset_free(struct editset *s);

#endif
