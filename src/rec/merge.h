/* SPDX-License-Identifier: Apache-2.0 */
/*
 * merge: streams of resubmissions become one stream in key order that holds the latest revision of each unit.
 *
 * Audience: ecmerge.
 *
 * The key has two parts: the unit's (credit code, period) and the row's inside the unit (number of the product). A unit's
 * latest revision is one for all its rows: a product that a later revision no longer lists is superseded too. So it is with a
 * revision that was sent twice: rows come from the submission that came last (by source, and by `_sub` where there is that
 * column), or from the one that the units' own stream has kept, never from two. Records whose unit cells hold a null cannot be
 * compared: each stands for itself; so do rows of one submission whose row cells hold one.
 *
 * Cells of the key are compared as values of their types, and how they are written is no difference of content.
 *
 * The sort is bounded (extsort.h) and puts the latest revision of a unit first. Where units have rows, each record goes in
 * twice: a short head, which sorts before all rows of its unit and revision and says who sent it, and the row. One pass over
 * the sorted records decides: memory is that of two records, and of the submissions of one unit and revision.
 */
#ifndef EC_REC_MERGE_H
#define EC_REC_MERGE_H

#include <stdbool.h>
#include <stdint.h>

#include "rec/reckey.h"

/* Which columns say what; all are positions in the stream. Everything stays the caller's. */
struct merge_plan {
    struct reckey unit, row;
    struct reckey latest;      /* the greater the later (stamps by their instants); the first decides, then the next */
    int sub;                   /* column that tells a submission apart from others of its source, or -1 */
    const int *location;       /* [n_location] columns that do not count as content (lineage.h) */
    int n_location;
};

enum merge_what {
    MERGE_KEPT,
    MERGE_SUPERSEDED, /* an earlier revision */
    MERGE_REPEATED,   /* the same revision again with the same content; the one that came last was kept */
    MERGE_CONFLICT    /* the same revision with another content, in this row or in others of its submission; the one that
                       * came last was kept */
};

struct merged {
    enum merge_what what;
    struct str line;
    uint32_t source, kept_source; /* as given to merge_add: this record's, and the kept one's (or its submission's) */
    uint64_t lineno, kept_lineno;
    bool told; /* a conflict of this unit and revision has been returned before */
};

struct merge;

/* bytes: bound of the sort's memory. Free with merge_free. */
struct merge *merge_new(const struct merge_plan *plan, uint64_t bytes);

/* Takes a record (copied). source: the number of the file, for messages. */
void merge_add(struct merge *m, const struct rec *rec, uint32_t source);

/* Takes a unit's revision that may have no rows: columns as in the plan, unit and latest of its own stream. What is older is
 * superseded. sub: the submission whose rows count, as a cell; empty: not told. Before all of them, the rows. */
void merge_add_unit(struct merge *m, const struct rec *rec, const struct reckey *unit, const struct reckey *latest,
                    struct str sub, uint32_t source);

/* The next decision, in key order. Returns 1, or 0 at the end. Slices are valid until the next call. */
int merge_next(struct merge *m, struct merged *out);

/* Do the cells of latest hold time stamps with a zone and others without one? Then their order is not known. */
bool merge_mixes_zones(const struct merge *m);

/* m may be NULL. */
void merge_free(struct merge *m);

#endif
