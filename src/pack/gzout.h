/* SPDX-License-Identifier: Apache-2.0 */
/*
 * gzout: bytes out as gzip (RFC 1952), compressed by several threads, the same bytes for any number of them.
 *
 * Audience: tools that write compressed data. The essay at the head of gzout.c says how it works and why it may.
 *
 *     struct gzout *g = gzout_open(&(struct gzout_options){.mode = GZ_SINGLE, .level = 2, .threads = 2}, write, to);
 *     while (...)
 *         ok = gzout_add(g, record);
 *     ok = gzout_close(g, &totals);
 */
#ifndef EC_PACK_GZOUT_H
#define EC_PACK_GZOUT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

enum gz_mode {
    GZ_SINGLE,  /* one member: the default, every reader takes it, and notices when it is cut */
    GZ_BLOCKED, /* many members that begin at records, with their sizes, and an end mark (BGZF of the SAM/BAM
                   specification, section 4.1): can be read in parallel and from the middle */
    GZ_NONE,    /* not compressed */
};

struct gzout_options {
    enum gz_mode mode;
    int level;   /* 0..9, see block.h; ignored for GZ_NONE */
    int threads; /* that compress; 1 or less: the caller's own */
};

struct gzout_totals {
    uint64_t in;    /* bytes given to gzout_add */
    uint64_t out;   /* bytes given to write */
    uint64_t parts; /* members (GZ_BLOCKED, without the end mark); 1 or 0 otherwise */
};

/* Takes the bytes of the file, in order, in the caller's thread. Returns false when they could not be written; it has
 * then reported it. */
typedef bool gzout_write(void *to, const void *p, size_t n);

struct gzout;

/* Begins a file. write is called during gzout_add and gzout_close only. Never NULL. */
struct gzout *gzout_open(const struct gzout_options *options, gzout_write *write, void *to);

/* Adds bytes. For GZ_BLOCKED the bytes must be one or more whole records: members are cut between calls only, save
 * when one call has more than a member holds (65,280 bytes). Returns false as soon as a write has failed. */
bool gzout_add(struct gzout *g, struct str bytes);

/* Ends the file and frees g. *totals is set if totals is not NULL. Returns false if any write failed. */
bool gzout_close(struct gzout *g, struct gzout_totals *totals);

#endif
