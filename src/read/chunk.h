/*
 * piece: reads a stretch of an XML file: bytes and the state before it in, harvest and the state behind it out.
 *
 * Audience: form/batch, and the fuzz targets.
 *
 * A pure function, so that pieces can be read by several threads. The tokenizer (io/xmlfast) reads what is plain; what
 * it declines libxml2 reads, up to the end of that record; what libxml2 refuses is rejected, and reading goes on at the
 * next record. A record lies wholly in one piece: what is incomplete at the end of a piece is not used, and belongs in
 * front of the next one.
 */
#ifndef EC_READ_CHUNK_H
#define EC_READ_CHUNK_H

#include "read/chunk_rows.h"
#include "read/plan.h"
#include "read/submit.h"
#include "io/encode.h"

enum piece_parser { PARSER_AUTO, PARSER_LIBXML2 };

struct piece {
    struct str bytes;     /* as read; bytes.p[bytes.n] may be written to and is 0 */
    enum encoding encoding;
    size_t mark;          /* byte order mark at the beginning */
    bool last;            /* the document ends here */
    bool full;            /* the limit of a record is reached: take nothing back */
    bool failed;          /* last: the file could not be read further, and `why` says so */
    enum builtin_id why;
    struct str state;     /* harvest.after of the piece before; empty at the beginning */
};

struct piece_reader;

/* For one thread. plan and options stay the caller's. */
struct piece_reader *piece_reader_new(const struct plan *plan, const struct submit_options *options,
                                      enum piece_parser parser);

/* The state of a document that is rejected as a whole, appended to b. */
void piece_dropping(struct buf *b);

/* Reads a piece into an empty harvest (findings may be in it). */
void piece_read(struct piece_reader *r, const struct piece *p, struct harvest *h);

/* r may be NULL. */
void piece_reader_free(struct piece_reader *r);

#endif
