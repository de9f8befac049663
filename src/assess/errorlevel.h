/* SPDX-License-Identifier: Apache-2.0 */
/*
 * errorlevel: what an errorlevel of a program weighs among the four levels of findings.
 *
 * Audience: assess/assess.
 *
 * Programs write words or numbers. The form says what they weigh (#errorlevel): a word that word, a number itself and what is
 * above it, up to the next number. Without it the four words are the levels, and of numbers 1 is info, 2 soft, 3 quasi; less is
 * info, more is hard. A false result without an errorlevel is hard, as a rule of eccheck without one.
 */
#ifndef EC_ASSESS_ERRORLEVEL_H
#define EC_ASSESS_ERRORLEVEL_H

#include "finding/verdict.h"
#include "form/form.h"
#include "value/value.h"

/* Finds the level of an errorlevel. form may be NULL. Returns false for a word that is none of the form's and no level. */
bool errorlevel_find(const struct form *form, const struct value *v, enum level *l);

#endif
