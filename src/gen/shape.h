/* SPDX-License-Identifier: Apache-2.0 */
/*
 * shape: the XML that a form describes, and its writing.
 *
 * Audience: gen/generator. The paths of a form, read backwards, give a tree of elements: where several variables name
 * one place, the first owns it and the others will read its value back. Containers without content are left out. One
 * value stands on one line, so that two files can be compared line by line.
 *
 * Predicates become what they ask for (`Value[@id='FREQ']` is written with that attribute). count() and sum() are not
 * written: the rows that they run over are. A record path that gives alternatives is taken with the root that holds
 * many submissions for a batch, and with the one that is a submission for single files.
 *
 * Writing uses scratch of the shape: one thread at a time.
 */
#ifndef EC_GEN_SHAPE_H
#define EC_GEN_SHAPE_H

#include <stdbool.h>

#include "base/buf.h"
#include "form/form.h"
#include "gen/record.h"

struct shape;

/* Makes the tree. Complains and returns NULL when a path cannot be written, or when there is no root that could hold
 * several submissions and batch is wanted. The form must outlive it. Free with shape_free. */
struct shape *shape_new(const struct form *form, bool batch);

/* Does the variable own its place? Others need no value. */
bool shape_owns(const struct shape *s, int table, int var);

/* Is it written with each submission? A value of a batch's root is not. */
bool shape_writes(const struct shape *s, int table, int var);

/* The table in whose rows a table's rows lie, or -1. */
int shape_parent(const struct shape *s, int table);

/* A batch: its beginning (with the values that this record has for the root), a submission, its end. */
void shape_open(const struct shape *s, struct buf *b, const struct gen_record *r);
void shape_unit(const struct shape *s, struct buf *b, const struct gen_record *r);
void shape_close(const struct shape *s, struct buf *b);

/* A whole file with one submission. */
void shape_file(const struct shape *s, struct buf *b, const struct gen_record *r);

/* s may be NULL. */
void shape_free(struct shape *s);

#endif
