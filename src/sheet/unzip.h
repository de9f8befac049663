/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unzip: reads the entries of a ZIP archive, as office programs write them.
 *
 * Audience: sheet/ooxml, sheet/ods, sheet/grid.
 *
 * Only what a workbook needs: stored or deflated entries of one file, Zip64 included. The directory at the end alone says what
 * there is; names are compared and never become paths; an entry that is encrypted, stands in the archive twice or has another
 * length or checksum than the directory says is a fault. What a hostile archive may cost is bounded: entries and bytes of the
 * directory, the bytes that come out, their ratio to those that went in beyond the first 16 MiB (ordinary style sheets pass
 * 1:100 below that).
 *
 * Why no library: zlib, which is needed anyway, does the hard part. libzip brings bzip2, lzma, zstd and a cryptographic library
 * with it, none of which a workbook may use, and allocates beside base/mem; a build without it would read no workbook at all.
 *
 * Source: PKWARE, .ZIP File Format Specification (APPNOTE) 6.3, sections 4.3 and 4.5.3.
 */
#ifndef EC_SHEET_UNZIP_H
#define EC_SHEET_UNZIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/str.h"
#include "io/in.h"
#include "sheet/spooled.h"

enum unzip_fault {
    UNZIP_OK,
    UNZIP_CUT,    /* there is no directory at the end, or it says more than there is */
    UNZIP_BAD,    /* directory, headers or data contradict each other */
    UNZIP_SECRET, /* an entry is encrypted */
    UNZIP_METHOD, /* compressed in another way than by deflate */
    UNZIP_MANY,   /* more entries than a workbook has */
    UNZIP_SIZE,   /* max_bytes passed */
    UNZIP_RATIO   /* max_ratio passed */
};

struct unzip;

/* Reads the directory. bytes stay the caller's and must not change. limits may be NULL (none). Returns NULL with *why set. */
struct unzip *unzip_open(struct spooled *bytes, const struct in_limits *limits, enum unzip_fault *why);

/* The number of an entry, or -1. Letters are compared as they are. */
int unzip_find(const struct unzip *z, struct str name);

/* Is there an entry whose name begins so? */
bool unzip_has(const struct unzip *z, struct str prefix);

/* Begins an entry from its first byte; the one before is left. Returns false: unzip_why. */
bool unzip_begin(struct unzip *z, int entry);

/* Reads up to n bytes (n > 0) of the entry. Returns the number read, 0 at its end, -1: unzip_why. At its end length and
 * checksum are right. */
ssize_t unzip_read(struct unzip *z, void *to, size_t n);

/* What was wrong. */
enum unzip_fault unzip_why(const struct unzip *z);

/* A fault in words (English, Chinese; constant). */
const char *const *unzip_words(enum unzip_fault f);

/* z may be NULL. */
void unzip_free(struct unzip *z);

#endif
