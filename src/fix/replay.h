/* SPDX-License-Identifier: Apache-2.0 */
/*
 * replay: applies a log of changes to a stream, forwards (replay) or backwards (undo).
 *
 * Audience: ecfix --replay and --undo.
 *
 * Undo gives back the bytes that were there before, replay those that were there after. Every row of the log must find
 * its record and, in the cell, exactly the bytes that it says: the first that does not is complained about, and the job
 * fails. Memory is that of the rows of one record.
 */
#ifndef EC_FIX_REPLAY_H
#define EC_FIX_REPLAY_H

#include <stdbool.h>

#include "fix/changes.h"
#include "rec/recin.h"
#include "rec/recout.h"

/* Reads the stream to its end and writes it to out (header included) with the log applied. null: as in struct dialect.
 * Returns false after complaining. *cells: how many were changed. */
bool replay_stream(struct recin *in, struct recout *out, struct changes_in *log, bool undo, const char *null,
                  uint64_t *cells);

#endif
