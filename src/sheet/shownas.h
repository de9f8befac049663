/* SPDX-License-Identifier: Apache-2.0 */
/*
 * shownas: what a sheet shows of a number: at most 15 digits, or a date, by the format of its cell.
 *
 * Audience: sheet/ooxml, sheet/ssml, sheet/ods.
 *
 * A workbook stores binary numbers with 17 digits (1.1000000000000001) and dates as days since 1900 or 1904; people see 15 digits
 * and a date. What people saw is what they reported.
 *
 * Source: ECMA-376 part 1, 18.8.30 (number formats), 18.17.4.1 (dates).
 */
#ifndef EC_SHEET_SHOWNAS_H
#define EC_SHEET_SHOWNAS_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"

enum shown_kind {
    SHOWN_NUMBER,
    SHOWN_PERCENT,
    SHOWN_DATE,  /* a day, with a time where the format has one and it is not midnight */
    SHOWN_MONTH, /* year and month */
    SHOWN_TIME,
    SHOWN_PADDED /* zeros in front, up to `digits` */
};

struct shown_format {
    enum shown_kind kind;
    bool time;   /* SHOWN_DATE: with hours */
    int digits;
};

/* What a format code ("yyyy\-mm\-dd", "0.0%", "000000") shows. */
struct shown_format shown_code(struct str code);

/* What a format that is known by its number alone shows. */
struct shown_format shown_builtin(int id);

/* Appends a number as a plain decimal of at most 15 significant digits, rounded half away from zero: no exponent, no zeros at
 * the end of a fraction. *longer: it is a whole number with more than 15 digits, of which a sheet keeps 15. Returns false when
 * the text is no number (nothing is appended). */
bool shown_number(struct buf *to, struct str text, bool *longer);

/* Appends a number of days as the date of a format (not SHOWN_NUMBER and the like): YYYY-MM-DD, YYYY-MM-DDThh:mm:ss, YYYY-MM,
 * hh:mm:ss. from1904: days count from 1904-01-01. Returns false when it is no day of the calendar: nothing is appended. */
bool shown_date(struct buf *to, struct str text, struct shown_format format, bool from1904);

#endif
