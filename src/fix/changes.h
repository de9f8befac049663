/* SPDX-License-Identifier: Apache-2.0 */
/*
 * changes: the log of every cell that was changed, so that each change can be named, defended and undone.
 *
 * Audience: ecfix, and whoever shows or replays a log.
 *
 * A log is a record stream in the standard dialect with the columns
 *     seq _row _file _line _rec table key variable old new method version prev_hash
 * one row a changed cell, in the order of the records. _row is the record's number in the input stream, from 1. old and
 * new are the bytes of the cell (so \N is null and an empty field is empty text). Each row holds the SHA-256 of the row
 * before it (the first that of the header line): a row that was altered, taken out or put in breaks the chain. The last
 * row has method `end`, the number of records as _row, and as old and new the SHA-256 of the whole stream in front of the
 * changes and behind them, so that a log that was cut shows, and a log beside a stream that it is not of.
 *
 * A program (ecfix -p) changes more than cells. Its rows have no variable, and old and new are parts of lines, as text:
 *     vtl-filter    the record was taken out; old: its line, after the changes in the rows before
 *     vtl-columns   last row of a record whose columns changed; old: the cells that were taken out, new: those put behind,
 *                   each joined by TAB
 *     vtl-header    record 0; old, new: the header lines
 * Rows of record 0 with a variable say what became of a column: vtl-drop, vtl-rename (old, new: names), vtl-add. Cells are
 * named as in the input throughout.
 */
#ifndef EC_FIX_CHANGES_H
#define EC_FIX_CHANGES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/sha256.h"
#include "base/str.h"

#define CHANGE_FILTER "vtl-filter"
#define CHANGE_COLUMNS "vtl-columns"
#define CHANGE_HEADER "vtl-header"
#define CHANGE_DROP "vtl-drop"
#define CHANGE_RENAME "vtl-rename"
#define CHANGE_ADD "vtl-add"

struct change {
    uint64_t seq;               /* from 1; set by the log */
    uint64_t row;               /* number of the record in the input stream, from 1 */
    struct str file, line, rec; /* cells of _file, _line, _rec; \N where the stream has no such column */
    struct str table, key;      /* text; key: name=value of the identifiers (new values) joined by ';' */
    struct str variable;        /* text */
    struct str old, new;        /* cells as they stand in the stream */
    struct str method, version; /* text */
};

/* Writing. */
struct changes_out;

/* Begins a log (path as for out_open). */
struct changes_out *changes_create(const char *path);

/* Appends a row. */
void changes_put(struct changes_out *c, const struct change *change);

/* Rows so far. */
uint64_t changes_count(const struct changes_out *c);

/* Writes the last row and closes; without keep the log is thrown away. before, after: what stream_hash_end gave. c may be
 * NULL. */
void changes_finish(struct changes_out *c, uint64_t records, const char *before, const char *after, bool keep);

/* The SHA-256 of a stream, line by line, the header first: that of the file, where there is a header line. */
struct stream_hash {
    struct sha256 h;
    char hex[SHA256_HEX + 1];
};

/* Begins with the header line, or the first record where there is none (lines without LF); line adds one more; end returns
 * s->hex. */
void stream_hash_start(struct stream_hash *s, struct str first);
void stream_hash_line(struct stream_hash *s, struct str line);
const char *stream_hash_end(struct stream_hash *s);

/* Reading. */
struct changes_in;

/* Opens a log. Returns NULL after complaining: cannot be read, or not the columns of a log. */
struct changes_in *changes_open(const char *path);

/* The next row; its slices are valid until the next call. Returns 1; 0 after the last row (`end`, whose record count
 * is then in *change); -1 after complaining about a broken chain, a wrong number or a missing end. */
int changes_next(struct changes_in *c, struct change *change);

/* Place of the row read last, for messages. */
const char *changes_name(const struct changes_in *c);
long changes_lineno(const struct changes_in *c);

/* c may be NULL. */
void changes_close(struct changes_in *c);

#endif
