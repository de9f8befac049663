/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tool: what every tool does the same way: start, common options, signals, exit status, closing.
 *
 * Audience: src/tools. A tool's main is:
 *     struct opt_list operands = {0};
 *     tool_start(&program, argc, argv, &operands);     parses, chooses the language, sets up signals
 *     ... work; tool_raise(1) for findings, diag for complaints ...
 *     return tool_finish();                            exit status, manifest
 * Exit status: 0 nothing found, 1 findings at or above --fail-on, 2 the job could not be done. It only gets worse.
 */
#ifndef EC_CLI_TOOL_H
#define EC_CLI_TOOL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "cli/opt.h"
#include "rec/recin.h"
#include "value/date.h"

/* Values of the common options. */
struct tool_options {
    const char *output;     /* -o; NULL is standard output */
    struct dialect dialect; /* --null, --no-header, --header */
    bool quiet, verbose;
    bool help;
    int color;              /* 0 auto, 1 always, 2 never */
    int progress;           /* the same */
    int lang;               /* 0 from the environment, 1 en, 2 zh */
    const char *manifest;   /* --manifest or EC_MANIFEST */
};

extern struct tool_options tool_options;

/* The common options, for a tool's struct opt_program. */
extern const struct opt tool_common[];

/* Rows of an option table that several tools share. */
#define OPT_FORM(to)                                                                                                  \
    {'f', "form", OPT_TEXT, to, "FORM", {"form dictionary (see ecform(5))", "调查表字典（见 ecform(5)）"}, NULL, 0, 0}
#define OPT_TABLE(to)                                                                                                 \
    {'t', "table", OPT_TEXT, to, "TABLE", {"table of the form (default: its first)", "表名（默认第一张表）"}, NULL, 0, 0}
#define OPT_END                                                                                                       \
    {0, NULL, OPT_FLAG, NULL, NULL, {NULL, NULL}, NULL, 0, 0}

/* Parses the command line; on --help prints and exits with 0, on a usage error exits with 2. */
void tool_start(const struct opt_program *p, int argc, char **argv, struct opt_list *operands);

/* Complains that a required option is missing and exits with 2. */
_Noreturn void tool_require(const char *option);

/* Complains about the command line (text is an argument of D_USAGE) and exits with 2. */
_Noreturn void tool_usage(const char *text);

/* The single input of a filter: the operand, or "-". More than one operand is a usage error; standard input that is a
 * terminal, too. */
const char *tool_input(const struct opt_list *operands);

/* The status becomes at least this one. */
void tool_raise(int status);

/* The status so far (complaints included): to decide whether output is kept. */
int tool_status(void);

/* What the manifest says of this run; call as often as needed before tool_finish. Names are JSON keys; the values of
 * tool_note_text are copied. */
void tool_note_count(const char *name, uint64_t value);
void tool_note_text(const char *name, const char *value);

/* How many threads: those wanted (-j), or for 0 one a processor; 1 to TOOL_THREADS_MAX. */
enum { TOOL_THREADS_MAX = 64 };
int tool_threads(long wanted);

/* The value of current_date(): the day given (the argument of --today, or NULL), else that of SOURCE_DATE_EPOCH, which makes
 * runs repeatable, else the day it is here. Exits with 2 after complaining when what is given is no date. */
struct date tool_today(const char *given);

/* Exits with status 2 after complaining: the tool cannot go on. Outputs in progress are removed. */
_Noreturn void tool_stop(void);

/* Writes the manifest line, frees what start took, returns the exit status. */
int tool_finish(void);

/* Progress on stderr, when it is a terminal (or --progress=always) and the tool has run for a second: bytes, records,
 * rate, and how much of size that is (0: not known). On SIGUSR1 the same as a line of its own, wherever stderr goes. Cheap to
 * call once a record: it looks at the clock only now and then. */
void tool_progress(uint64_t pos, uint64_t size, uint64_t records);

/* The closing summary on stderr, unless -q: `PROG: text`. With always false it is printed only with -v or on a
 * terminal. */
void tool_summary(bool always, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
