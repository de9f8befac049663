/* SPDX-License-Identifier: Apache-2.0 */
/*
 * policy: what an authority asks for before a unit is accepted, and who may let what pass.
 *
 * Audience: weigh, accept. A TSV of people (item, value, note); unknown items and values are errors with their line:
 *     need.quasi decision | need.soft explanation|decision | passable RULE | reopenable RULE | bind outlier yes|no
 *     autopass.score N | require prior|ly|register|accepted | supervisor NAME
 *     release.open SHARE | release.response SHARE | release.indicator hard|quasi|soft (for who releases the quarter)
 * RULE may end with *: I03* names I03A, I03B and so on.
 * Without a file the strict policy holds: nothing is passable or reopenable, nobody is a supervisor.
 */
#ifndef EC_ACCEPT_POLICY_H
#define EC_ACCEPT_POLICY_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/intern.h"
#include "base/str.h"
#include "value/dec.h"

/* What may stand beside the records, as bits. */
enum { BESIDE_PRIOR = 1, BESIDE_LY = 2, BESIDE_REGISTER = 4, BESIDE_ACCEPTED = 8 };

struct policy {
    bool soft_decision;         /* need.soft decision: an explanation is not enough */
    bool outliers_free;         /* bind outlier no */
    bool has_autopass;
    struct dec autopass;        /* global score below which soft findings pass */
    unsigned require;           /* BESIDE_ */
    struct intern passable, reopenable, supervisors;
};

/* Reads a policy; path NULL: the strict one. Returns NULL after complaining. */
struct policy *policy_load(const char *path);

/* The word of a BESIDE_ bit. */
const char *policy_beside_word(unsigned bit);

/* p may be NULL. */
void policy_free(struct policy *p);

/* Does a list name a rule? An entry that ends with * names all that begin so. */
bool policy_names(const struct intern *list, struct str rule);

#endif
