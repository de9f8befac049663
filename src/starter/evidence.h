/* SPDX-License-Identifier: Apache-2.0 */
/*
 * evidence: what the values of one variable have in common: the types that all of them have, how many differ.
 *
 * Audience: starter/observe, which adds values, and starter/settle, which decides by them.
 *
 * Each value can only take types away, so that more samples widen what is said. Whether a text is of a type is asked of
 * value/value, the same that judges records later.
 */
#ifndef EC_STARTER_EVIDENCE_H
#define EC_STARTER_EVIDENCE_H

#include "base/intern.h"
#include "value/type.h"

enum { EVIDENCE_CODES = 40, EVIDENCE_CODE_LENGTH = 20, EVIDENCE_TEXT = 64 };

struct evidence {
    uint64_t n;            /* values that are not empty */
    uint64_t empty;
    unsigned refuted;      /* bit t: a value is not of enum vtype t */
    bool padded;           /* a number begins with a 0 before other digits */
    bool plain;            /* all are digits alone, perhaps with a sign */
    bool unplain;
    bool identity;         /* a value holds a resident identity number */
    bool blank;            /* a value has white space in it */
    size_t longest;        /* bytes */
    int decimals;          /* digits behind the point at most */
    struct intern codes;   /* different values, while there are few */
    uint64_t seen[EVIDENCE_CODES]; /* by code */
    bool many;             /* more, or longer ones, than codes has */
};

/* Adds a value, white space at its ends removed; empty ones count as such. */
void evidence_add(struct evidence *e, struct str value);

/* The type by the values alone: the narrowest that all have, where its writing can be no other's. name: of the variable, made by
 * naming_make, or the element's own; what is a code by its name is a text. sure: a schema or many values stand behind whole
 * numbers. */
enum vtype evidence_type(const struct evidence *e, struct str name);

/* Do the values look like codes of a list that the samples know whole? */
bool evidence_coded(const struct evidence *e);

/* Gives everything back. */
void evidence_free(struct evidence *e);

#endif
