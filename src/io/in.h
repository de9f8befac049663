/* SPDX-License-Identifier: Apache-2.0 */
/*
 * in: bytes from a file or standard input, gunzipped where they are gzip.
 *
 * Audience: readers of XML, of the record stream, of forms and rules.
 *
 * gzip is known by its first two bytes, not by the name. Several members are read as one. What a hostile file may cost
 * is limited: the bytes that come out, and their ratio to the bytes that went in. in_read never reports by itself:
 * a cut gzip file is a finding to one caller and a failed job to another.
 */
#ifndef EC_IO_IN_H
#define EC_IO_IN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/diag.h"

struct in;

struct in_limits {
    uint64_t max_bytes; /* bytes that may come out; 0 is no limit */
    unsigned max_ratio; /* bytes out per byte in, looked at beyond the first 16 MiB out; 0 is no limit */
};

enum in_error {
    IN_OK,
    IN_SYSTEM,     /* read(2) failed; errno kept in in_errno */
    IN_GZIP_BAD,   /* the deflate data or a checksum is wrong */
    IN_GZIP_CUT,   /* the file ends inside a gzip member */
    IN_GZIP_TRAIL, /* bytes after the last member that are not gzip */
    IN_TOO_LARGE,  /* max_bytes passed */
    IN_RATIO       /* max_ratio passed */
};

/* Opens a file; "-" is standard input. limits may be NULL (no limits). Returns NULL with errno set; a directory gives
 * EISDIR, a file that is also standard output gives ETXTBSY. Close with in_close. */
struct in *in_open(const char *path, const struct in_limits *limits);

/* Is this errno of in_open a fault of the machine (no descriptor, no memory, an error of the disk or of the network)? false:
 * of what was named, which is not there, may not be read, or is no file. */
bool in_machine(int error);

/* Says why in_open returned NULL (errno), with what to do about it. Where the machine is at fault, the run ends with status 2:
 * what is judged without a file that is there is judged wrongly. */
void in_complain(const char *name);

/* Reads up to n bytes (n > 0). Returns the number read, 0 at the end, -1 on error (in_why tells; bytes before the
 * error have been given out by earlier calls). */
ssize_t in_read(struct in *in, void *to, size_t n);

/* Why in_read returned -1. */
enum in_error in_why(const struct in *in);

/* The same in words, for messages; includes strerror for IN_SYSTEM. Valid until in_close. */
const char *in_why_text(const struct in *in);

/* Says why in_read returned -1; loc: of the file, perhaps of a line. After an error of read(2) the run ends with status 2. */
void in_complain_read(const struct in *in, struct loc loc);

/* Bytes consumed of the file itself, and its size (0 when not a regular file): for progress. */
uint64_t in_raw_pos(const struct in *in);
uint64_t in_raw_size(const struct in *in);

/* Closes; in may be NULL. */
void in_close(struct in *in);

/* Is there surely nothing of that name? Every other failure to look (a folder that may not be searched, a link to itself) is
 * false, and so is a link to nothing: who goes on to open it complains with the cause. Where the machine is at fault, the
 * run ends as in in_complain. Keeps errno. */
bool in_missing(const char *path);

/* Reads a whole file (forms, rules: at most max bytes) into b. Returns true; or complains with diag and returns
 * false. */
bool in_slurp(const char *path, size_t max, struct buf *b);

/* The same of a file that must be a regular one: a pipe or a device is not waited for. */
bool in_slurp_regular(const char *path, size_t max, struct buf *b);

#endif
