/* SPDX-License-Identifier: Apache-2.0 */
/*
 * judge: what is said of a record: the form's constraints, the rules, what was explained and what was accepted.
 *
 * Audience: eccheck.
 *
 * All findings pass one place: those that the baseline accepts are dropped, soft ones that the respondent explained become
 * `explained`, those of checks that were not selected never appear. A cell that the form's constraints found bad is null
 * to the rules, and rules that read it are not judged for that record.
 */
#ifndef EC_CHECK_JUDGE_H
#define EC_CHECK_JUDGE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "check/constrain.h"
#include "check/judge_options.h"
#include "finding/finding.h"
#include "form/form.h"
#include "rec/recin.h"

struct judge;

/* Loads and binds everything for a table and a stream. f may be NULL, where only judge_explain is wanted. Returns NULL
 * after complaining. Form, columns, stream and findings must outlive it. */
struct judge *judge_new(const struct judge_options *o, const struct form *form, const struct form_table *t,
                        const struct intern *columns, const char *stream, const struct dialect *dialect, struct findings *f);

/* Before the first record: reports what cannot be judged because columns are missing. Returns how many checks. */
int judge_start(struct judge *j);

/* Judges a record. Returns -1 when nothing counts against it, else the highest enum level. */
int judge_record(struct judge *j, const struct rec *r);

/* Rules about groups of rows: are there any? Then judge_group is called before each record, with the record, and with NULL
 * behind the last. When a group ends there, its rules are applied: returns -1 or the highest level, which counts against the
 * rows of the group; else JUDGE_OPEN. */
enum { JUDGE_OPEN = -2 };
bool judge_has_groups(const struct judge *j);
int judge_group(struct judge *j, const struct rec *next);

/* Behind the last record: reports what only then shows, and entries of the baseline that fit nothing any more. */
void judge_end(struct judge *j);

/* Prints what a rule says: its text, level, messages, rationale; with a record also the value of each part. Returns false
 * after complaining that there is no such rule. */
bool judge_explain(struct judge *j, struct str rule, const struct rec *r, FILE *to);

/* For judge_explain: is a rule about rows? Then judge_gather takes the rows one by one (it forgets a group when the next
 * begins), and judge_explain, with any row of the group, looks at the whole group. */
bool judge_gathers(const struct judge *j, struct str rule);
void judge_gather(struct judge *j, const struct rec *r);
bool judge_of_group(struct judge *j, const struct rec *r); /* of the group under way */

/* Does a record have a key, written as findings write it (name=value;name=value; leading ones suffice)? Compared by value. */
bool judge_has_key(struct judge *j, const struct rec *r, struct str key);

/* Prints the table of -v: a line a check with passed, failed, not applicable, errors. */
void judge_print_tallies(const struct judge *j, FILE *to);

/* Appends to the summary: rules, what was accepted, explanations refused. */
void judge_summary(const struct judge *j, struct buf *b);

/* SHA-256 of the rule files; NULL without rules. */
const char *judge_rules_sha256(const struct judge *j);

/* j may be NULL. */
void judge_free(struct judge *j);

#endif
