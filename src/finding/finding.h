/* SPDX-License-Identifier: Apache-2.0 */
/*
 * finding: collects the findings of a run, counts them and hands them to sinks.
 *
 * Audience: ecread, eccheck, ecpack and every tool that judges data.
 *
 * Each sink writes one format; a run may have several (-F, repeated; the suffix or --format chooses). TSV and JSONL are
 * data and always complete; the formats for people and dashboards (text, JUnit, SARIF) may show only the first N of a
 * rule and then say how many more there are. What is personal is concealed (finding/conceal) before a finding is filtered,
 * counted or written. Counting and the exit status are exact in any case. Memory does not grow
 * with the number of findings.
 */
#ifndef EC_FINDING_FINDING_H
#define EC_FINDING_FINDING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "finding/builtin.h"
#include "finding/conceal.h"
#include "finding/fingerprint.h"
#include "finding/verdict.h"

enum finding_format { FINDINGS_TSV, FINDINGS_JSONL, FINDINGS_TEXT, FINDINGS_JUNIT, FINDINGS_SARIF, FINDINGS_AUTO };

/* The words of --format in the order of the enum, NULL-terminated, without AUTO. */
extern const char *const finding_format_words[];

struct findings;

/* The place where a run's findings go. max is the number shown a rule by text, JUnit and SARIF (0: all, but SARIF and
 * JUnit stop at 1,000 a rule); totals stay exact. */
struct findings *findings_new(uint64_t max);

/* Adds a sink: path as for out_open, format FINDINGS_AUTO goes by the suffix (.tsv .jsonl .txt .xml .sarif; else tsv).
 * Exits with 2 when the file cannot be created. */
void findings_to_file(struct findings *f, const char *path, enum finding_format format);

/* Adds the sink for people: text on stderr, in the language of diag_lang. */
void findings_to_stderr(struct findings *f);

/* Says what the variables of findings may show; without it all that looks personal in text is masked. */
void findings_set_shown(struct findings *f, conceal_shown *shown, const void *to);

/* Says of which types variables are, for the fingerprints; without it numbers alone are brought to one writing. */
void findings_set_types(struct findings *f, fingerprint_types *types, const void *to);

/* What x would be written as: for those who write it elsewhere too. Texts are valid until the next call or findings_add, which
 * takes x as it was. */
void findings_conceal(struct findings *f, struct finding *x);

/* Looks at each finding before it is counted and written: it may change it (a soft finding that was explained), or drop it
 * by returning false (one that was accepted before). One a run; NULL takes it away. */
typedef bool findings_filter(void *to, struct finding *x);
void findings_set_filter(struct findings *f, findings_filter *filter, void *to);

/* Takes one finding. Returns its enum level when it counts against the record, or -1: explained, not run, dropped. */
int findings_add(struct findings *f, const struct finding *x);

/* Takes a finding of builtin.def: sets rule, level and both messages of *x, with args[0..n) for {0} {1} ...; the rest of
 * *x is the caller's. Returns as findings_add. */
int findings_builtin(struct findings *f, enum builtin_id id, struct finding *x, int n, const struct str args[]);

/* The same with arguments that differ by language (labels, names of types). */
int findings_builtin_both(struct findings *f, enum builtin_id id, struct finding *x, int n, const struct str en[],
                          const struct str zh[]);

/* How many of a level and result were taken. */
uint64_t findings_count(const struct findings *f, enum level l, enum result r);

/* How many failed, errored or rejected at or above a level: what --fail-on asks. */
uint64_t findings_at_least(const struct findings *f, enum level l);

/* How many were taken of a rule, whatever the result. */
uint64_t findings_of_rule(const struct findings *f, struct str rule);

/* Writes what a format writes at its end ("N more not shown", JUnit's totals), closes the sinks. keep as in out_close.
 * f may be NULL. */
void findings_close(struct findings *f, bool keep);

#endif
