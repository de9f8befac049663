/* SPDX-License-Identifier: Apache-2.0 */
/*
 * words: the fixed texts of the reports in both languages (words.def).
 *
 * Audience: text.c, status_text.c, html.c, letter.c.
 */
#ifndef EC_REPORT_WORDS_H
#define EC_REPORT_WORDS_H

#include "base/buf.h"
#include "base/diag.h"
#include "finding/verdict.h"

enum word {
#define W(id, en, zh) id,
#include "report/words.def"
#undef W
    WORD_COUNT
};

/* The text of a word. */
const char *word(enum word w, enum lang lang);

/* The level's name in a language: hard, 强制性 ... */
const char *word_level(enum level l, enum lang lang);

/* Appends a word with {0} and {1} filled. */
void word_fill(struct buf *b, enum word w, enum lang lang, struct str a0, struct str a1);

/* Appends a plain number with commas between groups of three digits of its whole part: 1234567.50 -> 1,234,567.50.
 * Text that is not a plain number is appended as it is. */
void word_number(struct buf *b, struct str number);

/* Appends 100 * part / whole with one decimal and %, half up; "-" when whole is 0. */
void word_percent(struct buf *b, long part, long whole);

#endif
