/* SPDX-License-Identifier: Apache-2.0 */
/*
 * automaton: simple patterns as a table of states, one step a byte.
 *
 * Audience: regex, which asks it first and PCRE2 for everything that it does not take.
 *
 * Why: a form matches some ninety cells of a record against patterns like -?[0-9]{1,15}([.][0-9]{1,4})?, five bytes each.
 * Most of such a match is PCRE2's way in and out; matching was two fifths of the work on the form's constraints.
 * Stepping through a table instead makes the whole of them a third cheaper.
 *
 * Taken are: bytes and other characters as they are, escaped punctuation, \d, positive classes of ASCII characters, groups,
 * alternatives, and the quantifiers ? * + {n} {n,} {n,m}. Whether the whole text matches is a matter of the language
 * alone, so the answer is that of any correct matcher. To give PCRE2's answer also where that one gives up, only
 * patterns are taken for which trying every way through a text of AUTOMATON_TEXT bytes stays far below its limit of steps.
 */
#ifndef EC_VALUE_AUTOMATON_H
#define EC_VALUE_AUTOMATON_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "value/digits.h"

/* Longer texts are not for an automaton. */
enum { AUTOMATON_TEXT = 64 };

struct automaton {
    uint16_t *next;      /* [states * classes] offset of the row of the next state; row 0 leads nowhere */
    uint8_t class[256];  /* of a byte */
    bool *final;         /* [states * classes] set at the offset of a state in which the text may end */
    int classes, states;
};

/* Makes the automaton of a pattern (UTF-8). Returns NULL where it does not take it. Free with automaton_free. */
struct automaton *automaton_new(struct str pattern);

/* Does the whole text (at most AUTOMATON_TEXT bytes, valid UTF-8) match? */
static inline bool automaton_match(const struct automaton *a, struct str text)
{
    unsigned row = (unsigned)a->classes;
    for (size_t i = 0; i < text.n && row; i++)
        row = a->next[row + a->class[(unsigned char)text.p[i]]];
    return a->final[row];
}

/* Bit n, 1..DIGITS_MOST: does every text of n digits match? */
uint32_t automaton_digits(const struct automaton *a);

void automaton_free(struct automaton *a); /* NULL is fine */

#endif
