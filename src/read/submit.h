/* SPDX-License-Identifier: Apache-2.0 */
/*
 * submit: a submission and a form become rows.
 *
 * Audience: read/chunk.
 *
 * The listener of the parsers' events (io/xmlev.h): walks down the plan, collects values into frames, and when an
 * outermost record ends, writes the rows of all its tables into the chunk's rows, or none when the record is rejected. Memory
 * is that of one record.
 *
 * The parts: submit_event hears the parsers; submit_elem keeps the open elements, submit_value their values,
 * submit_record the record and its rows; submit_note says what is wrong; submit_state is the state as bytes. They share
 * struct submit (submit_work.h); this header is all that the world sees.
 *
 * Outside records the state of the document can be saved as bytes and loaded again: equal bytes, equal state. So a
 * chunk can be read by any thread, and whether a guess of the state was right is a comparison.
 */
#ifndef EC_READ_SUBMIT_H
#define EC_READ_SUBMIT_H

#include "io/xmlev.h"
#include "read/chunk_rows.h"
#include "read/plan.h"
#include "read/submit_options.h"

struct submit;

/* For one thread. plan and options stay the caller's. */
struct submit *submit_new(const struct plan *plan, const struct submit_options *options);

/* The sink for the parsers and the document that they share. */
struct xml_sink *submit_sink(struct submit *s);
struct xml_doc *submit_doc(struct submit *s);

/* A chunk begins: its text (base[n] == 0) and where its rows go. state is what submit_save wrote behind the chunk
 * before; empty at the beginning of a document. */
void submit_begin(struct submit *s, const char *base, size_t n, struct chunk_rows *h, struct str state);

/* The name of the file that is read from now on, for file(); it stays the caller's. */
void submit_file(struct submit *s, struct str name);

/* Is a record open? Then *from is the offset of its '<'. */
bool submit_in_record(const struct submit *s, size_t *from);

/* The depth of the element around the records, as far as the document has had a record, whatever became of it; else
 * -1. */
int submit_around_records(const struct submit *s);

/* The fault, or NULL. */
const struct submit_fault *submit_fault(const struct submit *s);

/* When set, the hint says stop at the end of each record. */
void submit_stop_at_record(struct submit *s, bool stop);

/* The number of open elements around the open record. */
int submit_record_level(const struct submit *s);

/* The node of the record that an element of this name, as written, would begin inside the first `level` open elements; -1: of
 * none. Prefixes are not looked at. */
int submit_record_node(const struct submit *s, int level, struct str raw);

/* The number of open elements, from the root on, that the form knows. */
int submit_known(const struct submit *s);

/* Remembers the state outside records. Each tag there does so by itself. */
void submit_mark(struct submit *s);

/* Forgets the open record as if its start had not been read; outside records forgets what came behind the last mark. */
void submit_rewind(struct submit *s);

/* Outside records: forgets the text behind the last tag, and what was said of it. */
void submit_rewind_to_tag(struct submit *s);

/* Rejects the open record with a finding: forgets it and closes its elements. The record must be open. Returns the
 * index of the finding. */
size_t submit_reject(struct submit *s, enum builtin_id id, size_t at, int n_args, const struct str args[]);

/* Rejects a record of that node whose start tag is damaged, so that it was not heard of. Returns the index of the
 * finding. */
size_t submit_reject_tag(struct submit *s, int node, enum builtin_id id, size_t at, int n_args,
                         const struct str args[]);

/* A finding about the place `at` outside records. Returns its index. */
size_t submit_report(struct submit *s, enum builtin_id id, enum result result, size_t at, int n_args,
                     const struct str args[]);

/* Closes open elements outside records down to a depth, when what closes them was lost. */
void submit_close(struct submit *s, int depth);

/* The name of the innermost open element, as written ("" at depth 0), for messages. */
struct str submit_open_name(const struct submit *s);

/* The state outside records, appended to b. */
void submit_save(const struct submit *s, struct buf *b);

/* The number of line ends in base[0..at). */
long submit_lines(struct submit *s, size_t at);

/* The column of base[at] in its line, from 1, in code points. */
long submit_column(struct submit *s, size_t at);

/* s may be NULL. */
void submit_free(struct submit *s);

#endif
