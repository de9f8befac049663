/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unread: elements and attributes of a file that its form does not know, each path told once.
 *
 * Audience: read/batch.
 *
 * A form for 20 of 300 elements is no reason for 280 findings a record. What was met in one record alone is told of that
 * record; what was met in several, once for the file, at its first place, with how often. A path that more than UNREAD_FILES
 * files have is counted from there on, and told of the run when it ends. Paths that nobody bounds do not take memory without
 * bound: beyond UNREAD_PATHS they are counted together.
 */
#ifndef EC_READ_UNREAD_H
#define EC_READ_UNREAD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/intern.h"
#include "read/chunk_rows.h"

enum { UNREAD_PATHS = 2000, UNREAD_FILES = 20 };

/* A path that was met. The texts of `first` live in the table's arena. */
struct unread_path {
    struct chunk_finding first; /* with its place in the file, no longer in the chunk */
    long line, col;             /* of the file; col as it is shown */
    long ordinal;               /* of the record among its kind; 0: outside records */
    struct buf submission;
    uint64_t times;             /* records, or times outside of them */
    bool several;               /* in more than one record */
    uint64_t files;             /* of the run's table: files that have it; `times` is that of those that were not told */
};

/* All members zero at first. */
struct unread {
    struct intern names; /* "E/path" or "A/path": the number is the index in paths */
    struct unread_path *paths;
    size_t n, cap;
    uint64_t more; /* times that paths beyond the bound were met */
    struct arena text;
};

/* Is it a finding that belongs here? Those that reject something (--strict) do not. */
bool unread_takes(const struct chunk_finding *x);

/* The path of a finding, new or met before, with its count raised; NULL when there are too many paths. *fresh: it is new, and
 * the caller fills line, col and submission. ordinal: of the record in the file. */
struct unread_path *unread_add(struct unread *u, const struct chunk_finding *x, long ordinal, bool *fresh);

/* Forgets all paths; *u can be used again, or is done with. */
void unread_free(struct unread *u);

#endif
