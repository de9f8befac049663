/* SPDX-License-Identifier: Apache-2.0 */
/*
 * submit_note: what is wrong in a submission: findings, the reason for a rejection, the fault that ends the reading.
 *
 * Audience: the files submit*.c.
 *
 * Texts that a finding keeps are copied into the chunk's rows, cut at 300 bytes. `at` is an offset in the chunk.
 */
#ifndef EC_READ_SUBMIT_NOTE_H
#define EC_READ_SUBMIT_NOTE_H

#include "read/submit_work.h"

/* A copy of a text that lives as long as the chunk's rows. */
struct str note_keep(struct submit *s, struct str text);

/* Adds a finding, of the open record if there is one. Returns its index in the chunk's rows. */
size_t note_add(struct submit *s, enum builtin_id id, enum level level, enum result result, size_t at, int n,
                const struct str args[]);

/* Adds a finding that rejects nothing. Returns false when the record has had its share (max_findings). */
bool note_remark(struct submit *s, enum builtin_id id, enum level level, size_t at, int n, const struct str args[]);

/* Rejects the open record when it ends; the first reason counts. */
void note_condemn(struct submit *s, enum builtin_id id, size_t at, int n, const struct str args[]);

/* Ends the reading here: the parser is told to stop, and submit_fault says why. The first fault counts. */
void note_fault(struct submit *s, enum builtin_id id, size_t at, int n_args, const struct str args[]);

/* A limit was passed: inside a record that rejects the record, outside it ends the file. */
void note_limit(struct submit *s, enum builtin_id id, size_t at, size_t limit);

/* The path of a name under a node, joined by a sign ("/", "/@" or ""), kept in the chunk's rows. */
struct str note_path(struct submit *s, int node, const char *sign, struct str name);

/* True the first time that (node, kind, name) comes in this record; outside records, in this file. */
bool note_once(struct submit *s, int node, int kind, struct str name);

/* An element or attribute that the form does not know: told once a path; with --strict it rejects the record. */
void note_unknown(struct submit *s, enum builtin_id id, int node, const char *sign, struct str raw, size_t at);

#endif
