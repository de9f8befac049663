/* SPDX-License-Identifier: Apache-2.0 */
/*
 * opt: one constant table of options gives parsing, --help and the completions of the shells.
 *
 * Audience: the tools (through tool.h) and the test that compares --help with the manual.
 *
 * GNU manners: options anywhere, unique prefixes of long names, `--name=value`, `-n value` and `-nvalue`, `--` ends
 * the options, a lone `-` is an operand. An unknown option names the nearest one.
 */
#ifndef EC_CLI_OPT_H
#define EC_CLI_OPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum opt_kind {
    OPT_FLAG,  /* bool *: set to true */
    OPT_TEXT,  /* const char **: the last one given */
    OPT_LIST,  /* struct opt_list *: all that were given */
    OPT_INT,   /* long *: min..max */
    OPT_SIZE,  /* uint64_t *: bytes, with K M G T for powers of 1024 */
    OPT_WORD,  /* int *: the index of one of words */
    OPT_HELP, OPT_VERSION, OPT_COMPLETION /* handled by the parser: prints and exits with 0 */
};

struct opt_list {
    const char **v; /* owned; the strings are argv's */
    int n;
    size_t cap;
};

struct opt {
    char letter;              /* 0: long name only */
    const char *name;         /* without the dashes */
    enum opt_kind kind;
    void *to;
    const char *arg;          /* what --help calls the argument; NULL for a flag */
    const char *help[2];      /* English, Chinese */
    const char *const *words; /* OPT_WORD: NULL-terminated */
    long min, max;            /* OPT_INT */
};

/* An option that another tool has now: not in --help, but told where it went. */
struct opt_moved {
    char letter; /* 0: long name only */
    const char *name;
    const char *now; /* the command line that does it */
};

/* What --help prints around the options. */
struct opt_program {
    const char *name;
    const char *purpose[2];    /* one line, English and Chinese */
    const char *usage;         /* lines after the name, separated by \n */
    const char *examples;      /* command lines, separated by \n */
    const struct opt *own;     /* ends with name == NULL */
    const struct opt *common;  /* ends with name == NULL */
    const struct opt_moved *moved; /* ends with name == NULL; NULL: none */
    const char *(*built_with)(void); /* a further line of --version, or NULL */
};

/* Parses argv. Operands go to *operands in order. Returns true; or complains and returns false (usage: exit with 2).
 * --help, --version and --completion print to stdout and exit. */
bool opt_parse(const struct opt_program *p, int argc, char **argv, struct opt_list *operands);

/* The text of --help in a language (0 English, 1 Chinese). */
void opt_help(const struct opt_program *p, int lang);

/* Appends to a list. */
void opt_list_add(struct opt_list *l, const char *s);

#endif
