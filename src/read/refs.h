/* SPDX-License-Identifier: Apache-2.0 */
/*
 * refs: values that stand elsewhere in the file: ref(KEY, PATH), ecform(5).
 *
 * Audience: read/batch. One for each file whose form has ref().
 *
 * The target may stand before the row or behind it, so rows of tables with ref() wait until the file ends: in a temporary
 * file, in their order. Targets and what is asked for are sorted by their keys and met, the answers sorted by row, and the
 * rows written with them. All of it takes the memory of three sorts (rec/extsort), whatever the file has.
 */
#ifndef EC_READ_REFS_H
#define EC_READ_REFS_H

#include "read/plan.h"

struct refs;

/* Why a cell could not be filled. */
enum refs_fault { REFS_MISSING, REFS_SEVERAL };

/* What becomes of the rows. to is the first argument of both. */
struct refs_out {
    void *to;
    /* A row of a table, without its line end. */
    void (*row)(void *to, int table, struct str line);
    /* A cell of the row that comes next is null, since nothing, or more than one, has the key. The row has its values, the
     * cells before this one filled. */
    void (*fault)(void *to, int table, int variable, enum refs_fault why, struct str key, struct str line);
};

/* plan stays the caller's. Free with refs_free. */
struct refs *refs_new(const struct plan *plan);

/* A target: the cells key and value, joined by TAB. A null key is none. */
void refs_target(struct refs *r, int ref, struct str cells);

/* A row: its line, with _file, _line and _rec in front and _sub behind, without line end. Cells with ref() hold the key. */
void refs_row(struct refs *r, int table, struct str line);

/* The file has ended: hands out all rows in their order. Call once. null: how a null cell is written. */
void refs_settle(struct refs *r, struct str null, const struct refs_out *out);

/* r may be NULL. */
void refs_free(struct refs *r);

#endif
