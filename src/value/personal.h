/* SPDX-License-Identifier: Apache-2.0 */
/*
 * personal: resident identity numbers and telephone numbers inside a text, and the text with them masked.
 *
 * Audience: whoever shows text of data to people (findings, complaints, reports, letters, names of files), and ecread, which
 * lets no identity number stand in a unit's identifier.
 *
 * An identity number is looked for in any writing: half or full-width digits, x or X at the end, and between its groups
 * blanks of any kind, hyphens or points, up to three in a row. Of 18 characters it is one when
 *   - its province exists (or it begins with 9, as those of foreign residents do), its birth date has a month and a day,
 *     whether or not the calendar has that day, and its check character is right (ISO 7064 MOD 11-2); or
 *   - in running text without a right check character: a number that was mistyped by one digit betrays the person as well.
 *     Then it must stand alone, without separators, and be born after 1899.
 * Of 15 digits (issued until 1999, without a check): province and birth date; separators only as 6-6-3.
 * It stays as it is when its 18 characters are a unified social credit code: right by its own check character, of an
 * authority that issues such codes and of a province that exists (one in several hundred identity numbers is both).
 *
 * Telephones: mobile numbers (1, then 3 to 9, then nine digits) and fixed lines with their area code (0, two or three
 * digits, then seven or eight), with +86, 0086 or 86 before them or not, with blanks, hyphens, points or brackets between
 * the usual groups. Numbers without an area code and service numbers (400, 95588) belong to nobody and are not looked for.
 *
 * Amounts: nothing in the writing tells 13,912,345,678 yuan without its commas from a telephone. So a caller that knows a
 * text to be a number of a numeric variable does not ask at all, and may name such numbers that stand in a longer text
 * (personal_mask_but). In text itself a number is left alone that has decimals, a sign, commas, a unit of measure behind
 * it (元, 吨, 台 ...), another length, or stands inside a code of letters and digits.
 *
 * Time is linear: from each group of digits at most 24 digits are looked at. Sources: GB 11643-1999; GB/T 15120; the
 * numbering plan YD/T 1001.
 */
#ifndef EC_VALUE_PERSONAL_H
#define EC_VALUE_PERSONAL_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"

enum { PERSONAL_DIGITS = 18 };

enum personal_kind { PERSONAL_IDENTITY, PERSONAL_PHONE };

/* A number found: bytes from..from + n of the text. */
struct personal {
    enum personal_kind kind;
    bool sure;    /* an identity number with the right check character */
    bool old;     /* one of 15 digits */
    size_t from, n;
    char digits[PERSONAL_DIGITS + 2]; /* canonical: 18 characters with X; telephones without +86, an area code with its 0 */
};

/* Finds the first number at or behind `at`. Returns false when there is none. Bytes that are not UTF-8 are no digits. */
bool personal_next(struct str text, size_t at, struct personal *found);

/* Does the text of an identifier hold an identity number: one of 18 that its check character proves, or one of 15 and
 * nothing else? Then digits becomes its 18 characters; of 15 digits those of the card that replaced it. Quick for what is
 * none. */
bool personal_identity(struct str text, char digits[PERSONAL_DIGITS + 1]);

/* The check character over the first 17 digits of an identity number. */
char personal_check(const char digits[PERSONAL_DIGITS - 1]);

/* Appends the text with each number masked: an identity number keeps its first 6 digits (the region), a telephone its first
 * 3 and last 2. */
void personal_mask(struct buf *b, struct str text);

/* The same, but a number that is written exactly as one of those in `measures` (joined by ';') stays. */
void personal_mask_but(struct buf *b, struct str text, struct str measures);

/* Appends the text with the numbers masked of which `wanted` says so. */
void personal_mask_kind(struct buf *b, struct str text, enum personal_kind wanted);

/* Does the text hold a masked identity number? Then it may stand for several persons. */
bool personal_is_masked(struct str text);

#endif
