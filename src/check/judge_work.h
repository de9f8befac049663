/* SPDX-License-Identifier: Apache-2.0 */
/*
 * judge_work: the inside of struct judge, and what is said of a record by a rule.
 *
 * Audience: the files judge*.c; tools use judge.h.
 */
#ifndef EC_CHECK_JUDGE_WORK_H
#define EC_CHECK_JUDGE_WORK_H

#include "check/baseline.h"
#include "check/constrain.h"
#include "check/explained.h"
#include "check/judge_options.h"
#include "check/outcomes.h"
#include "cli/rulefiles.h"
#include "finding/finding.h"
#include "form/companion.h"
#include "form/domains.h"
#include "form/recordref.h"
#include "rec/recin.h"

enum { OUTCOMES = OUTCOME_NOTRUN + 1 };

/* What is kept of a rule. */
struct judged {
    const struct rule *rule;
    struct str id;      /* of its findings: the name, RULESET.NUMBER where it has none */
    struct str code;    /* errorcode as text */
    enum level level;
    uint64_t count[OUTCOMES];
};

struct judge {
    const struct form *form;
    const struct form_table *table;
    const struct intern *columns;
    const char *stream;
    struct findings *findings;
    const struct judge_options *options;
    struct constrain *constrain;
    struct recordref recordref;
    struct companions companions;
    const struct rec *rec;     /* the record at hand, NULL between records */
    const struct rec *seen;    /* what the machine was given last of it */
    struct rulefiles files;
    bool has_rules;
    struct judged *judged;     /* [n] */
    int n;
    int *ready;                /* [n_ready] rules that are applied */
    int n_ready;
    struct judge_groups *groups;   /* rules about rows; NULL when there are none */
    struct outcomes *outcomes; /* --outcomes, or NULL */
    struct schema schema;
    struct program *program;
    struct vm *vm;
    struct domains domains;
    struct explained *explained;
    struct baseline *baseline;
    uint64_t accepted;
    bool selects_builtins;     /* --only or --skip was given */
    struct arena text, row;
    struct buf message[2], values, value, expected, diff, numbers;
};

/* Counts what rule i says of j->rec and reports it: a finding when it failed or could not be evaluated, a row of --outcomes
 * where its check statement asks for one. values is what the rule read, name=value joined by ';'; NULL: the columns that it
 * reads. Returns -1 when nothing counts against the record, else the enum level. */
int judge_take(struct judge *j, int i, enum outcome outcome, const struct str *values);

#endif
