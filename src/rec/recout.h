/* SPDX-License-Identifier: Apache-2.0 */
/*
 * recout: writes the record stream.
 *
 * Audience: every tool that writes records. Lines that were read go out byte for byte (the pass-through law); new
 * cells are escaped. With another null (--null), cells made here use it.
 */
#ifndef EC_REC_RECOUT_H
#define EC_REC_RECOUT_H

#include <stdint.h>

#include "base/str.h"
#include "io/out.h"
#include "rec/recin.h"

struct recout;

/* Writes to path (NULL or "-" is standard output); exits with 2 when it cannot. dialect may be NULL. */
struct recout *recout_open(const char *path, const struct dialect *dialect);

/* The same to a file that only its owner may read. */
struct recout *recout_open_private(const char *path, const struct dialect *dialect);

/* The same to folder/TABLE.tsv, a folder of outputs (out_open_in). */
struct recout *recout_open_in(const char *folder, struct str table, const struct dialect *dialect);

/* The header line (names joined by TAB); nothing with --no-header. */
void recout_header(struct recout *w, struct str header);

/* A whole line as it is; the LF is added. */
void recout_line(struct recout *w, struct str line);

/* Cell by cell: text is escaped, raw is a cell as it was read, null is null. recout_end ends the record. */
void recout_text(struct recout *w, struct str text);
void recout_raw(struct recout *w, struct str cell);
void recout_null(struct recout *w);
void recout_end(struct recout *w);

/* Whole lines that a worker made (LF included), records of them. */
void recout_block(struct recout *w, struct str lines, uint64_t records);

/* Records written. */
uint64_t recout_count(const struct recout *w);

/* As out_sync. */
void recout_sync(struct recout *w);

/* As out_forget; w may be NULL. */
void recout_forget(struct recout *w);

/* keep as in out_close; w may be NULL. */
void recout_close(struct recout *w, bool keep);

#endif
