/*
 * finding: what is wrong with a datum, a record or a file.
 *
 * Audience: ecread, eccheck, ecpack and every tool that judges data.
 *
 * A finding has the columns of HACKING.md section 4. Each sink writes one format; a run may have several (-F, repeated;
 * the suffix or --format chooses). Counting and the exit status are exact whatever a sink leaves out (--max-findings).
 */
#ifndef EC_REC_FINDING_H
#define EC_REC_FINDING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

enum level { LEVEL_INFO, LEVEL_SOFT, LEVEL_QUASI, LEVEL_HARD }; /* in order of weight */

enum result { RESULT_FAILED, RESULT_ERROR, RESULT_EXPLAINED, RESULT_NOTRUN, RESULT_REJECTED };

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
};

enum finding_format { FINDINGS_TSV, FINDINGS_JSONL, FINDINGS_TEXT, FINDINGS_JUNIT, FINDINGS_SARIF, FINDINGS_AUTO };

/* "hard", "quasi", "soft", "info". */
const char *level_name(enum level l);

/* "failed", "error", "explained", "notrun", "rejected". */
const char *result_name(enum result r);

/* The level of a name; false when there is none. */
bool level_find(struct str name, enum level *l);

struct findings;

/* The place where a run's findings go. max is the number shown a rule (0: all); totals stay exact. */
struct findings *findings_new(uint64_t max);

/* Adds a sink: path as for out_open, format FINDINGS_AUTO goes by the suffix (.tsv .jsonl .txt .xml .sarif; else tsv).
 * Returns false after complaining (unknown suffix is not an error). */
void findings_to_file(struct findings *f, const char *path, enum finding_format format);

/* Adds the sink for people: text on stderr. */
void findings_to_stderr(struct findings *f);

/* Takes one finding. */
void findings_add(struct findings *f, const struct finding *x);

/* How many of a level and result were taken. */
uint64_t findings_count(const struct findings *f, enum level l, enum result r);

/* How many failed, errored or rejected at or above a level: what --fail-on asks. */
uint64_t findings_at_least(const struct findings *f, enum level l);

/* Writes what a format writes at its end ("N more not shown", JUnit's totals) and closes the sinks; keep as in
 * out_close. f may be NULL. */
void findings_close(struct findings *f, bool keep);

#endif
