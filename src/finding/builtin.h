/* SPDX-License-Identifier: Apache-2.0 */
/*
 * builtin: the findings that the tools make without a rule file (builtin.def).
 *
 * Audience: whoever judges data by the form or by the XML itself; the lists of rules in reports.
 */
#ifndef EC_FINDING_BUILTIN_H
#define EC_FINDING_BUILTIN_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"
#include "finding/verdict.h"

enum builtin_id {
#define BUILTIN(name, id, level, en, zh) name,
#include "finding/builtin.def"
#undef BUILTIN
    BUILTIN_COUNT
};

struct builtin {
    const char *id; /* "FORM-MIN" */
    enum level level;
    const char *text[2]; /* by enum lang, with {0} {1} ... */
};

/* The entry of a finding. */
const struct builtin *builtin_get(enum builtin_id id);

/* The entry of a rule id as text, or NULL. */
const struct builtin *builtin_find(struct str id);

/* Appends the text in a language (0 English, 1 Chinese) with args[0..n) for {0} {1} ... */
void builtin_text(struct buf *b, enum builtin_id id, int lang, int n, const struct str args[]);

#endif
