/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sensitivity: what a form says of who may see the values of its variables, for findings about them.
 *
 * Audience: the tools that judge data by a form; check/ and pack/, which write values into messages.
 */
#ifndef EC_FORM_SENSITIVITY_H
#define EC_FORM_SENSITIVITY_H

#include "finding/finding.h"
#include "form/form.h"

/* The findings show of each variable what the form allows. form stays the caller's. */
void sensitivity_guard(struct findings *f, const struct form *form);

/* Is the variable of a column (or of NAME_SUFFIX) personal? */
bool sensitivity_personal(const struct form_table *t, struct str column);

/* A value as a message about its variable may hold it; empty stays empty. */
struct str sensitivity_value(const struct form_var *v, struct str value);

/* Does it hold a telephone number: is its pattern that of one, or does its label speak of one? */
bool sensitivity_telephone(const struct form_var *v);

/* Is it text of a kind that holds persons: does the label speak of telephones, names or identity cards, or is the pattern
 * that of one? */
bool sensitivity_suspect(const struct form_var *v);

#endif
