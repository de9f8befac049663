/* SPDX-License-Identifier: Apache-2.0 */
/*
 * regex: a pattern that the whole of a text must match.
 *
 * Audience: the rules' match_characters and the patterns of forms. This is the only file that knows PCRE2. Patterns are
 * compiled once, with JIT where the machine has it, as UTF, anchored at both ends (so that in a|ab each alternative is
 * tried against the whole text), without \C. \d and \w are ASCII. Simple patterns on short texts are matched by automaton, with
 * the same answer.
 *
 * Texts must be valid UTF-8 (the readers see to it); they are not checked again. Backtracking is limited: a pattern
 * that would take exponential time ends with REGEX_LIMIT.
 */
#ifndef EC_VALUE_REGEX_H
#define EC_VALUE_REGEX_H

#include <stddef.h>

#include "base/buf.h"
#include "base/str.h"

struct regex;         /* a compiled pattern; may be shared by threads that bring their own scratch */
struct regex_scratch; /* what matching writes to; one thread at a time */

/* REGEX_LIMIT: the pattern needs more steps or memory than a cell is worth (the limits of regex.c), never: there is no memory. */
enum regex_result { REGEX_NO, REGEX_YES, REGEX_LIMIT };

/* Compiles a pattern (UTF-8, not zero-terminated). Returns NULL when it is not valid: *offset is then the byte where,
 * and PCRE2's reason (English) is appended to why. Free with regex_free. */
struct regex *regex_compile(struct str pattern, size_t *offset, struct buf *why);

/* Matches the whole text. scratch may be NULL: then that of the pattern is used (one thread at a time). */
enum regex_result regex_match(const struct regex *re, struct str text, struct regex_scratch *scratch);

/* Bit n, 1..DIGITS_MOST (value/digits.h): is it certain that every text of n digits matches? 0 for patterns that are not
 * simple. */
uint32_t regex_digits(const struct regex *re);

/* A scratch that serves any pattern. Free with regex_scratch_free. */
struct regex_scratch *regex_scratch_new(void);

void regex_scratch_free(struct regex_scratch *s); /* NULL is fine */
void regex_free(struct regex *re);                /* NULL is fine */

#endif
