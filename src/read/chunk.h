/* SPDX-License-Identifier: Apache-2.0 */
/*
 * chunk: reads a stretch of an XML file: bytes and the state before it in, rows and the state behind it out.
 *
 * Audience: read/batch, and the fuzz targets.
 *
 * A pure function, so that chunks can be read by several threads. The tokenizer (io/xmlfast) reads what is plain; what
 * it declines libxml2 reads, up to the end of that record; what libxml2 refuses is rejected, and reading goes on at the
 * next record. A record lies wholly in one chunk: what is incomplete at the end of a chunk is not used, and belongs in
 * front of the next one.
 */
#ifndef EC_READ_CHUNK_H
#define EC_READ_CHUNK_H

#include "io/encode.h"
#include "read/chunk_rows.h"
#include "read/plan.h"
#include "read/submit.h"

enum chunk_parser { PARSER_AUTO, PARSER_LIBXML2 };

struct chunk {
    struct str bytes;     /* as read; bytes.p[bytes.n] may be written to and is 0 */
    struct charset charset;
    size_t mark;          /* byte order mark at the beginning */
    bool last;            /* the document ends here */
    bool full;            /* the limit of a record is reached: take nothing back */
    bool failed;          /* last: the file could not be read further, and `why` says so */
    enum builtin_id why;
    struct str file;      /* its name, for file() */
    struct str state;     /* rows.after of the chunk before; empty at the beginning */
};

struct chunk_reader;

/* For one thread. plan and options stay the caller's. */
struct chunk_reader *chunk_reader_new(const struct plan *plan, const struct submit_options *options,
                                      enum chunk_parser parser);

/* The state of a document that is rejected as a whole, appended to b. */
void chunk_dropping(struct buf *b);

/* Reads a chunk into empty rows (findings may be in it). */
void chunk_read(struct chunk_reader *r, const struct chunk *p, struct chunk_rows *h);

/* r may be NULL. */
void chunk_reader_free(struct chunk_reader *r);

#endif
