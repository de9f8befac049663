/* SPDX-License-Identifier: Apache-2.0 */
/*
 * recin: reads the record stream.
 *
 * Audience: every tool that takes records. A record is handed out as its line and the slices of its cells; they are
 * valid until the next recin_next. Memory is that of the longest line.
 *
 * A stream that is malformed (wrong number of fields, bad escape, CR LF, a last line without line end) is not bad data but a
 * failed job: recin complains with file and line, and the tool ends with status 2.
 */
#ifndef EC_REC_RECIN_H
#define EC_REC_RECIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/intern.h"
#include "base/str.h"

struct recin;

/* How streams are written and read, from the options --null, --no-header, --header. */
struct dialect {
    const char *null;   /* the null cell, whole and without escapes; NULL means \N */
    bool no_header;     /* no header line is read or written */
    const char *header; /* comma-separated names instead of reading a header; NULL: read one */
    size_t max_line;    /* bytes; 0 means 64 MiB */
};

struct rec {
    struct str line;  /* the whole line without its LF, as read */
    long lineno;      /* physical line in the stream, the header is 1 */
    int n;            /* number of cells, always that of the header */
    bool plain;       /* it is certain that no cell holds an escape (\N is none) */
    struct str *cell; /* [n]; a null of another dialect has become \N here, not in line */
};

/* Opens a stream ("-" is standard input) and reads the header. path is kept for messages, not copied: it must outlive the
 * stream and what recin_name gave. Returns NULL after complaining. */
struct recin *recin_open(const char *path, const struct dialect *dialect);

/* Is it a name that a column may have? Anything printable in UTF-8 without TAB, backslash or double quote. */
bool recin_is_name(struct str s);

/* The names of the columns: number is position. Valid until recin_close. */
const struct intern *recin_columns(const struct recin *r);

/* The header line as read (without LF); with --header the names joined by TAB. */
struct str recin_header(const struct recin *r);

/* The next record. Returns 1; 0 at the end; -1 after complaining (cut or malformed stream, read error). */
int recin_next(struct recin *r, struct rec *rec);

/* Records handed out so far. */
uint64_t recin_count(const struct recin *r);

/* Name for messages: the path that was given, "standard input" for "-". */
const char *recin_name(const struct recin *r);

/* Position and size of the file in bytes for progress; size 0 when unknown. */
uint64_t recin_pos(const struct recin *r);
uint64_t recin_size(const struct recin *r);

/* r may be NULL. */
void recin_close(struct recin *r);

#endif
