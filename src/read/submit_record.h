/* SPDX-License-Identifier: Apache-2.0 */
/*
 * submit_record: the open record, from its start tag to its rows in the chunk's rows.
 *
 * Audience: the files submit*.c.
 *
 * Rows of all tables are noted when their elements begin, and written together when the record ends, since a later
 * fault may still reject it.
 */
#ifndef EC_READ_SUBMIT_RECORD_H
#define EC_READ_SUBMIT_RECORD_H

#include "read/submit_work.h"

/* The innermost open element begins an outermost record; at is the offset of its '<'. */
void record_begin(struct submit *s, const struct plan_node *n, size_t at);

/* Is one of the tables written of which this is the record element? */
bool record_wanted(const struct submit *s, const struct plan_node *n);

/* A record element begins: notes its rows, which are in the order of the document. */
void record_row(struct submit *s, struct elem *e);

/* It ends: do they hold? */
void record_row_end(struct submit *s, const struct elem *e);

/* The outermost record ends, at the offset behind its '>': writes its rows, or counts it as rejected. */
void record_end(struct submit *s, size_t end);

/* Gives the findings of the open record its table and key: the identifiers of its first table, as far as they are
 * there. */
void record_name(struct submit *s);

/* Forgets the open record. undo: also what it put into the elements around it. */
void record_forget(struct submit *s, bool undo);

#endif
