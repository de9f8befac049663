/* SPDX-License-Identifier: Apache-2.0 */
/*
 * remarks: comments of a program that say how grave its results are, and what they mean.
 *
 * Audience: ecvtl -F, through assess/assess.
 *
 * A line `// NAME LEVEL: ENGLISH / CHINESE` speaks of the result NAME. Any other comment is left alone; but one of that shape
 * with either a name or a level that there is not is a mistake, and no comment.
 */
#ifndef EC_ASSESS_REMARKS_H
#define EC_ASSESS_REMARKS_H

#include "base/arena.h"
#include "finding/verdict.h"
#include "vtl/ruleset.h"

struct remark {
    struct str name, word;  /* the result; the level as written */
    enum level level;
    struct str message[2];  /* enum lang; empty: none was given */
    const char *file;       /* the caller's */
    long line;
};

struct remarks {
    struct remark *v; /* [n] owned */
    int n;
    size_t cap;
    struct arena text;
};

/* All members zero: no remarks. */

/* Adds those of a program's text, which is copied; file is kept for messages. */
void remarks_read(struct remarks *r, const char *file, struct str text);

/* Looks at the remarks against the linked rules. Returns false after complaining about each result that the programs do not
 * make, each level that there is not, and each second remark about one result. */
bool remarks_check(struct remarks *r, const struct rules *rules);

/* After remarks_check: the remark about a result, or NULL. */
const struct remark *remarks_find(const struct remarks *r, struct str name);

/* Gives everything back. */
void remarks_free(struct remarks *r);

#endif
