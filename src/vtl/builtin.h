/* SPDX-License-Identifier: Apache-2.0 */
/*
 * builtin: the table of the built-in functions (builtin.def).
 *
 * Audience: parse, check, compile, eval, print; the manual and eclint through ruleset.h.
 */
#ifndef EC_VTL_BUILTIN_H
#define EC_VTL_BUILTIN_H

#include "vtl/func.h"

enum builtin_id {
#define BUILTIN(id, name, args, result, function, en, zh) id,
#include "vtl/builtin.def"
#undef BUILTIN
    BUILTIN_COUNT
};

struct builtin {
    const char *name;
    const char *args;    /* see builtin.def */
    char result;
    func *f;             /* NULL: eval does it */
    const char *help[2]; /* English, Chinese */
};

/* The entry of a number 0 <= id < BUILTIN_COUNT. */
const struct builtin *vtl_builtin(int id);

/* The number of a name, or -1. */
int vtl_builtin_find(struct str name);

/* The letter of argument number i (from 0), or 0 behind the last. */
char vtl_builtin_letter(const struct builtin *b, int i);

/* Where the letter is w: is that one of the words which may stand there? And one of these, for messages. */
bool vtl_builtin_takes(int id, struct str word);
const char *vtl_builtin_word(int id);

/* Least and most arguments. */
int vtl_builtin_least(const struct builtin *b);
int vtl_builtin_most(const struct builtin *b);

#endif
