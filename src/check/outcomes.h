/* SPDX-License-Identifier: Apache-2.0 */
/*
 * outcomes: the stream of --outcomes, what the check statements of the rule files return: a row a record and rule.
 *
 * Audience: eccheck through judge. Not findings: nothing here counts for --fail-on, reports or the dataset.
 *
 * Columns: check ruleset ruleid outcome bool_var imbalance errorcode errorlevel table key _file _line _rec values.
 * Source of the columns: check_datapoint and check_hierarchy in the VTL reference manual; a record is named as in findings.
 */
#ifndef EC_CHECK_OUTCOMES_H
#define EC_CHECK_OUTCOMES_H

#include "finding/finding.h"
#include "vtl/ruleset.h"

struct outcomes;

/* Absent parts have p == NULL. */
struct outcome_row {
    struct str check, ruleset, ruleid; /* check: the name that the statement assigns to */
    enum outcome outcome;              /* FALSE, NULL, TRUE, ERROR or BAD */
    struct str imbalance, errorcode;
    const char *errorlevel;            /* or NULL */
    struct str values;
    const struct finding *about;       /* table, key, file, line, rec of the record */
};

/* Creates the file and writes the header; exits with 2 when it cannot. */
struct outcomes *outcomes_open(const char *path);

/* Writes a row. */
void outcomes_add(struct outcomes *o, const struct outcome_row *row);

/* keep as in out_close; o may be NULL. */
void outcomes_close(struct outcomes *o, bool keep);

#endif
