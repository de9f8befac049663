/* SPDX-License-Identifier: Apache-2.0 */
/*
 * out: bytes to standard output or to a file that appears whole or not at all.
 *
 * Audience: every writer. A regular file is written under a temporary name in the same folder, flushed to disk and
 * renamed when it is closed for good; a killed or failed run leaves what stood there before. The new file has the
 * permissions of the one that it replaces, and a link stays a link. Devices and pipes are
 * written as they are. Failure to write is final: a complaint, the temporary files removed, exit with status 2.
 */
#ifndef EC_IO_OUT_H
#define EC_IO_OUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

struct out;

/* Opens a file for writing; NULL or "-" is standard output. Complains and exits with 2 when it cannot be created, or when
 * it is open already: two outputs of a run that were given one name. */
struct out *out_open(const char *path);

/* The same for a file that only its owner may read (0600), whatever stood there before. */
struct out *out_open_private(const char *path);

/* Writes n bytes (buffered). Complains and exits with 2 on failure. */
void out_write(struct out *o, const void *p, size_t n);

/* Room for up to n bytes in the buffer, to be filled by the caller and confirmed with out_took: saves a copy. */
char *out_room(struct out *o, size_t n);
void out_took(struct out *o, size_t n);

/* Forgets what is buffered: a short output that turned out to be none. */
void out_forget(struct out *o);

/* Hands everything buffered to the system. */
void out_flush(struct out *o);

/* Flushes, and waits until the bytes are on the disk: of several outs that belong together all are synced first, so that
 * little but renaming is left between the first out_close and the last. */
void out_sync(struct out *o);

/* Bytes written so far, the buffer included. */
uint64_t out_bytes(const struct out *o);

/* Flushes and closes. With keep, the file takes its final name; without, it is removed (standard output is only
 * flushed). o is freed; it may be NULL. */
void out_close(struct out *o, bool keep);

/* Removes the temporary files of all open outs. Safe in a signal handler and at exit. */
void out_remove_temporaries(void);

/* Complains that path cannot be written (errno), removes temporary files and exits with 2. */
_Noreturn void out_fail(const char *path);

#endif
