/* SPDX-License-Identifier: Apache-2.0 */
/*
 * timemask: dates, periods, intervals and durations as texts of a given shape (the masks of VTL's cast).
 *
 * Audience: vtl/cast. Letters of a mask stand for digits: C century, Y year, S semester, Q quarter, M month, W week, D day,
 * h m s d hour, minute, second and its decimals, p number of the period whose letter is P. As many letters, as many digits, with
 * zeros in front; {M}M is a month of one or two digits. MONTH and DAY are English names, MONTH3 their first three letters
 * (Month, month and Day, day: so the letters are written); AM/PM is the half of the day; \ takes the next character as it is, and
 * all else stands for itself. The smaller of two units counts within the next larger one of the mask: D behind M is a day
 * of the month, behind W of the week, behind Y of the year. A smaller unit that is not there is the first. An interval has two
 * masks with / between them. Source: VTL 2.2 reference manual, cast.
 */
#ifndef EC_VALUE_TIMEMASK_H
#define EC_VALUE_TIMEMASK_H

#include "value/value.h"

/* Can values of a type (T_DATE, T_PERIOD, T_TIME, T_DURATION) be read by the mask; written by it? To be read a mask has to say
 * the year (YYYY or CCYY), and each unit once; weeks count in years alone. */
bool timemask_reads(struct str mask, enum vtype type);
bool timemask_writes(struct str mask, enum vtype type);

/* Reads a value of a type by a mask that timemask_reads. A time of day is checked and dropped. T_PERIOD: the period of the
 * smallest unit, or P. Returns false when the text does not fit, or there is no such day or period. */
bool timemask_read(struct value *v, enum vtype type, struct str text, struct str mask);

/* Appends a date, period, interval or duration by a mask that timemask_writes. Returns false, with the buffer as it was, when
 * the mask has no room for the digits, or a duration has units that the mask lacks. */
bool timemask_put(struct buf *b, const struct value *v, struct str mask);

#endif
