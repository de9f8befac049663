/* SPDX-License-Identifier: Apache-2.0 */
/*
 * guide: what the findings of a run are told of the form: who may see a value, and of which type it is.
 *
 * Audience: every tool that makes findings about data of a form, and ecaccept, which reads those of others.
 *
 * Findings know no form. By the types a key or a value has the same fingerprint however it is written: 2025M07 and 2025-07, 7 and
 * 07 of an integer; while a code 07, which is text, is not 7.
 */
#ifndef EC_FORM_GUIDE_H
#define EC_FORM_GUIDE_H

#include "finding/finding.h"
#include "form/form.h"

/* Tells the findings of the form, which stays the caller's and must outlive them. f may be NULL. */
void guide_findings(struct findings *f, const struct form *form);

/* A fingerprint_types; to: the form. The type of a variable of a table (absent or empty: the form's first), or of a column
 * NAME_SUFFIX put beside it. Returns false when the form has no such variable. */
bool guide_type(const void *to, struct str table, struct str variable, enum vtype *type);

#endif
