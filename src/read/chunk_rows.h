/* SPDX-License-Identifier: Apache-2.0 */
/*
 * chunk_rows: what a chunk of XML yields: rows of all tables, findings, rejected stretches, counts.
 *
 * Audience: read/submit and read/chunk fill it (in a worker), read/batch writes it out (in order). Lines and ordinals
 * are relative to the chunk: the writer knows how many came before.
 */
#ifndef EC_READ_CHUNK_ROWS_H
#define EC_READ_CHUNK_ROWS_H

#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "finding/builtin.h"

struct chunk_row {
    size_t end;  /* of its cells in the table's text; it begins where the row before ends */
    long line;   /* of its start tag, from 0 */
    int kind;    /* which outermost record element it belongs to */
    long rec;    /* ordinal of that record among its kind, from 1 */
    long sub;    /* ordinal of that record among all outermost ones, from 1 */
    uint64_t mark; /* of its bytes, where the chunk is anonymous; else 0 */
};

struct chunk_table {
    struct buf text; /* cells joined by TAB, each row with its LF, without _file, _line and _rec */
    struct chunk_row *rows;
    size_t n, cap;
};

enum { CHUNK_ROWS_ARGS = 3 };

struct chunk_finding {
    enum builtin_id id;
    enum level level;
    enum result result;
    bool of_file;        /* the place is the file, not a line */
    long line, col;      /* line from 0, col from 1 */
    int kind;
    long rec;            /* 0: not in a record */
    long sub;            /* as in chunk_row */
    uint64_t mark;
    struct str table, key, variable, value, expected;
    struct str args[CHUNK_ROWS_ARGS];
    int n_args;
};

/* Bytes that are not in the output. */
struct chunk_reject {
    size_t from, to;   /* in the chunk as it was read, in the encoding of the file */
    bool begins, ends; /* false: goes on from, or into, another chunk */
    long finding;      /* why: index in findings; -1 where it goes on */
    bool whole;        /* the file is damaged: all of it is to be kept, as it was given, not these bytes alone */
};

struct chunk_rows {
    struct chunk_table *tables; /* [n_tables] */
    int n_tables;
    struct chunk_finding *findings;
    size_t n_findings, cap_findings;
    struct chunk_reject *rejects;
    size_t n_rejects, cap_rejects;
    long *recs;            /* [n_kinds] records met */
    int n_kinds;
    bool anonymous;        /* set by the caller: the bytes come from a stream without a name, so records are marked */
    long lines;            /* line ends used up */
    long columns;          /* code points used up behind the last of them */
    uint64_t read, written, rejected, rejected_files;
    size_t used;           /* bytes used up; the rest belongs in front of the next chunk */
    struct buf after;      /* the state of the document behind it (submit_save) */
    struct arena text;     /* of findings */
};

/* Empty rows for that many tables and kinds of records. Free with chunk_rows_free. */
struct chunk_rows *chunk_rows_new(int n_tables, int n_kinds);

/* Empties it, keeps its memory. */
void chunk_rows_reset(struct chunk_rows *h);

/* Appends a finding (its slices must outlive h's use: allocate in h->text); returns its index. */
size_t chunk_rows_add(struct chunk_rows *h, const struct chunk_finding *f);

/* Notes that the bytes from..to of the chunk were rejected for that finding (an index of chunk_rows_add); begins, ends: is the
 * beginning (the end) of what was rejected in this chunk? */
void chunk_rows_reject(struct chunk_rows *h, size_t from, size_t to, bool begins, bool ends, long finding);

/* h may be NULL. */
void chunk_rows_free(struct chunk_rows *h);

#endif
