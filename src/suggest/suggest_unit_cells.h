/* SPDX-License-Identifier: Apache-2.0 */
/*
 * suggest_unit_cells: items in another unit, by a power of ten, while the form as a whole is in order.
 *
 * Audience: suggest.
 *
 * A slip of the pen is a factor and a unit of the form: all the electricity in kWh, all the waste in kilograms, or one item
 * alone. An item is off by a factor when its own references say so (the quarter before, last year, last year's value as filled in
 * again now), each within 10^0.35 of it (unitk.h), and none says that it is in order; only a factor that leads to a unit in which
 * people reckon counts (unitword_sister). An item that has no reference of its own has its class, when two sizes agree
 * (suggest_class.h). References below LEAST_REFERENCE are too short to speak of a factor alone: such an item goes with others of
 * its slip. Items that follow from it (tonnes of coal equivalent from kWh) are off by the same factor in a unit where it makes no
 * sense, and are left to follow. More than two slips are shifted rows or a copy, and none.
 *
 * Where one old report says that the item is off, and the other, or the class, that it is in order, the old report is in another
 * unit (unit-prior): the figure is a correction.
 */
#ifndef EC_SUGGEST_SUGGEST_UNIT_CELLS_H
#define EC_SUGGEST_SUGGEST_UNIT_CELLS_H

#include "suggest/suggest_work.h"

/* Returns true when a row about this report came of it; a note about an old one does not count. */
bool suggest_unit_cells(struct suggester *s);

#endif
