/* SPDX-License-Identifier: Apache-2.0 */
/*
 * source: the text of one rule file, and where things stand in it.
 *
 * Audience: vtl/. Places are byte offsets (spans); line and column are worked out only when a message is printed.
 */
#ifndef EC_VTL_SOURCE_H
#define EC_VTL_SOURCE_H

#include <stdint.h>

#include "base/arena.h"
#include "base/diag.h"
#include "base/str.h"

struct span {
    uint32_t from, to; /* bytes; to is behind the last */
};

struct source {
    const char *file; /* for messages */
    struct str text;  /* valid UTF-8; both live in the arena given to source_new */
    uint32_t *starts; /* [lines] offset of each line */
    int lines;
};

/* Copies the text (at most 1 GiB; the caller checks) and the name, finds the lines. */
struct source *source_new(struct arena *a, const char *file, struct str text);

/* The place for diag: file, line, column, and the source line unless it is very long. */
struct loc source_loc(const struct source *s, struct span span);

/* The text of a span. */
static inline struct str source_text(const struct source *s, struct span span)
{
    return (struct str){s->text.p + span.from, span.to - span.from};
}

#endif
