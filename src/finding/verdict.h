/* SPDX-License-Identifier: Apache-2.0 */
/*
 * verdict: one finding as data: what is wrong with a datum, a record or a file.
 *
 * Audience: whoever makes findings, and the sinks that write them (HACKING.md section 4). Most include rec/finding.h,
 * which brings this header with it.
 */
#ifndef EC_FINDING_VERDICT_H
#define EC_FINDING_VERDICT_H

#include <stdbool.h>

#include "base/str.h"

enum level { LEVEL_INFO, LEVEL_SOFT, LEVEL_QUASI, LEVEL_HARD }; /* in order of weight */
enum { LEVEL_COUNT = LEVEL_HARD + 1 };

enum result { RESULT_FAILED, RESULT_ERROR, RESULT_EXPLAINED, RESULT_NOTRUN, RESULT_REJECTED };
enum { RESULT_COUNT = RESULT_REJECTED + 1 };

/* Slices with p == NULL are absent. All text is unescaped UTF-8, valid during the call. */
struct finding {
    enum level level;
    enum result result;
    struct str rule, ruleset, errorcode;
    struct str table, key;                        /* key: name=value joined by ';' */
    struct str file;
    long line, col, rec;                          /* 0: absent */
    struct str variable, value, expected, diff, unit;
    struct str values;                            /* name=value joined by ';' */
    struct str message[2];                        /* en, zh */
    struct str submission;                        /* `_sub` of the record */
    struct str fingerprint;                       /* set by findings_add */
    struct str numbers;                           /* of numeric variables, joined by ';', that the messages hold: not written,
                                                   * but not taken for personal numbers either (finding/conceal) */
};

/* "hard", "quasi", "soft", "info". */
const char *level_name(enum level l);

/* "failed", "error", "explained", "notrun", "rejected". */
const char *result_name(enum result r);

/* The level of a name; false when there is none. */
bool level_find(struct str name, enum level *l);

/* Do its values say more than the one variable that it is about? */
bool finding_says_more(const struct finding *x);

/* The message in a language (enum lang), else in the other one, else "". */
struct str finding_message(const struct finding *x, int lang);

#endif
