/* SPDX-License-Identifier: Apache-2.0 */
/*
 * findopt: the options about findings, the same in every tool that judges data: -F, --format, --max-findings, --fail-on.
 *
 * Audience: src/tools.
 */
#ifndef EC_CLI_FINDOPT_H
#define EC_CLI_FINDOPT_H

#include "cli/opt.h"
#include "finding/finding.h"

struct findopt {
    struct opt_list files; /* -F */
    int format;            /* --format: enum finding_format; start with FINDINGS_AUTO */
    long max;              /* --max-findings; 0 is all */
    int fail_on;           /* --fail-on: index of findopt_levels; 0 is hard */
};

/* All members zero but for format is the default. */
#define FINDOPT_DEFAULT {.format = FINDINGS_AUTO}

/* "hard", "quasi", "soft", "info", "never", NULL. */
extern const char *const findopt_levels[];

/* Rows of an option table for a struct findopt: the form that findings have. */
#define OPT_FINDINGS_FORM(o)                                                                                          \
    {0, "format", OPT_WORD, &(o)->format, "FMT",                                                                      \
     {"of the findings: tsv, jsonl, text, junit or sarif (default: by the suffix)",                                   \
      "审核结果格式：tsv、jsonl、text、junit 或 sarif（默认按后缀）"}, finding_format_words, 0, 0},                    \
    {0, "max-findings", OPT_INT, &(o)->max, "N",                                                                      \
     {"show at most N a rule in text, JUnit and SARIF; counts stay exact (default 0: all)",                           \
      "text、JUnit、SARIF 中每条规则最多显示 N 条；计数不受影响（默认 0：全部）"}, NULL, 0, 1000000000}

/* The same, and what counts for the exit status; without -F. */
#define OPT_FINDINGS_HOW(o)                                                                                           \
    OPT_FINDINGS_FORM(o),                                                                                             \
    {0, "fail-on", OPT_WORD, &(o)->fail_on, "LEVEL",                                                                  \
     {"exit with 1 on findings of this level or above: hard (default), quasi, soft, info or never",                   \
      "达到该级别的审核结果使退出状态为 1：hard（默认）、quasi、soft、info 或 never"}, findopt_levels, 0, 0}

/* The same with -F. */
#define OPT_FINDINGS(o)                                                                                               \
    {'F', "findings", OPT_LIST, &(o)->files, "FILE",                                                                  \
     {"write the findings to FILE (repeat for several); default: text on stderr",                                    \
      "将审核结果写入 FILE（可重复）；默认以文本输出到标准错误"}, NULL, 0, 0},\
    OPT_FINDINGS_HOW(o)

/* Opens the sinks: those of -F, or text on stderr. output is the -o of the records (NULL: standard output; "" when the
 * tool writes none); findings and records may not both go to standard output. A usage error exits with 2. */
struct findings *findopt_open(const struct findopt *o, const char *output);

/* The level that --fail-on names; hard for never. */
enum level findopt_level(const struct findopt *o);

/* The exit status that the findings ask for: 1 or 0. */
int findopt_status(const struct findopt *o, const struct findings *f);

/* "N hard, N quasi, N soft, N info" (or in Chinese) of what failed, with what was explained or not run behind it where
 * there was any; appended to b. */
void findopt_counts(struct buf *b, const struct findings *f);

#endif
