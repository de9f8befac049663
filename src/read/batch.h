/* SPDX-License-Identifier: Apache-2.0 */
/*
 * batch: many XML files, large and small, become the tables of a form.
 *
 * Audience: ecread.
 *
 * One thread reads and writes, others parse (base/pool). A large file is cut into chunks just before a record's start
 * tag; small files share a job. Pieces behind the first are parsed on the guess that the state of the document before
 * them is the one behind the first chunk; where the guess was wrong, or a chunk did not end where a record ends, it is
 * parsed again in order, with what was left in front of it. So the cuts need not be right, and the output does not
 * depend on the number of threads. Memory is that of a few chunks.
 */
#ifndef EC_READ_BATCH_H
#define EC_READ_BATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "finding/finding.h"
#include "io/in.h"
#include "io/written.h"
#include "read/chunk.h"
#include "rec/recin.h"

struct batch_options {
    struct submit_options submit;
    enum chunk_parser parser;
    int jobs;                     /* threads */
    struct in_limits limits;
    char delimiter;               /* of delimited text; 0: found out */
    bool gb_fallback;             /* read as GB18030 what says UTF-8 and is GB18030 */
    const char *output;           /* of the table submit.table; NULL: standard output */
    const char *split;            /* folder for all tables instead */
    const char *rejects;          /* folder for what was rejected, which is there; or NULL */
    struct written *written;      /* its list of files, the caller's */
    const struct dialect *dialect;
    void (*tick)(uint64_t bytes, uint64_t records); /* progress: read so far of all files; may be NULL */
};

struct batch_counts {
    uint64_t read, written, rejected; /* read == written + rejected */
    uint64_t files, rejected_files;   /* rejected files are part of rejected */
    uint64_t foreign;                 /* files that are no XML (read/foreign): neither read nor rejected */
    uint64_t rows;
};

struct batch;

/* Opens the output. plan, options and findings stay the caller's. */
struct batch *batch_new(const struct plan *plan, const struct batch_options *options, struct findings *findings);

/* Reads a file; "-" is standard input. A file that cannot be opened or read is a finding. */
void batch_file(struct batch *b, const char *path);

/* Waits for all work. */
void batch_finish(struct batch *b);

/* Could a named file not be opened or read? Then the job was not done (status 2). */
bool batch_trouble(const struct batch *b);

/* Was no record met, in documents that have something else? Then the form's record path is wrong: complains, and returns
 * true; the job was not done (status 2). After batch_finish. */
bool batch_unmet(const struct batch *b);

/* The counts so far; valid until the batch is freed. */
const struct batch_counts *batch_counts(const struct batch *b);

/* keep as in out_close, but that nothing goes to standard output without it; frees b. */
void batch_close(struct batch *b, bool keep);

#endif
