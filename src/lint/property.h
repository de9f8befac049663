/* SPDX-License-Identifier: Apache-2.0 */
/*
 * property: what in a pattern follows the Unicode version that the PCRE2 library knows.
 *
 * Audience: lint.
 *
 * A value that fits on one machine must fit on every other, whatever the age of its library. Three kinds of trouble, from
 * bad to small:
 * - a script by its bare name, \p{Han}, or as \p{scx:Han} (script extensions): it also takes characters that several scripts
 *   share, and which these are changes for characters that texts are full of: the middle dot is Han for PCRE2 10.46, and not
 *   for 10.42. Warned of.
 * - other properties, \X, and (*UCP), which makes \w and \d of them: a character may get another category, and new characters
 *   get one. Warned of.
 * - \p{sc:Han}, the one script of each character: only characters that Unicode did not have before are added. A note.
 * Nothing is said of properties that Unicode promises never to change (its stability policy), of those over ASCII alone, nor of
 * \d, \w, \s and [:alpha:], which are ASCII here (value/regex.h).
 */
#ifndef EC_LINT_PROPERTY_H
#define EC_LINT_PROPERTY_H

#include "base/diag.h"
#include "base/str.h"

/* Complains through diag, at loc, about what stands in a pattern (one that PCRE2 took), once for each thing. */
void property_look(struct str pattern, struct loc loc);

#endif
