/* SPDX-License-Identifier: Apache-2.0 */
/*
 * inherit: identifiers of tables become identifiers of the tables inside them (#inherit, ecform(5)).
 *
 * Audience: form/load. A table lies inside another when its record path goes on where that of the other ends; the nearest such
 * table is its parent. The parent's identifiers come first, with their paths written anew from the record of the child, so that
 * whoever reads the form need not know of it. A variable that the child has itself stays as it is.
 */
#ifndef EC_FORM_INHERIT_H
#define EC_FORM_INHERIT_H

#include "form/form.h"

/* Fills the tables of a form that was read. line: of #inherit. Returns the number of faults, after complaining: no table lies
 * inside another, or the alternatives of a record path lie at different depths. */
int form_inherit(struct form *f, long line);

#endif
