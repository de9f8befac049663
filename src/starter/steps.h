/* SPDX-License-Identifier: Apache-2.0 */
/*
 * steps: the paths of a draft, in the form language.
 *
 * Audience: starter/draft and starter/settle. Prefixes are those of the samples where these are clear.
 */
#ifndef EC_STARTER_STEPS_H
#define EC_STARTER_STEPS_H

#include "starter/draft.h"

/* Chooses a prefix for each namespace of the outline. */
void steps_prefixes(struct draft *d);

/* The path from one element down to another node; from 0 it is absolute. An attribute or an element's text comes out as the form
 * language has it, "." for the element itself. Below a record that may be a root, an absolute path has two alternatives. The text
 * belongs to the draft. */
struct str steps_path(struct draft *d, int from, int to);

/* The path of a variable of a table as a record inside, `below`, takes it. */
struct str steps_inherited(struct draft *d, int below, int table, const struct draft_var *v);

#endif
