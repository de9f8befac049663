/* SPDX-License-Identifier: Apache-2.0 */
/*
 * out: bytes to standard output or to a file that appears whole or not at all.
 *
 * Audience: every writer. A regular file is written under a temporary name in the same folder, of random digits, so that no
 * other process has it on any machine, and a file that has that name already is never touched. Closed for good it is on the disk
 * but still under that name; out_commit gives the files of a run their names, all of them or none. A killed or failed run
 * leaves what stood there before. Devices and pipes are written as they are. Failure to write is final: a complaint, the
 * temporary files removed, exit with status 2.
 *
 * A file that the user names (out_open) gets the permissions of the one that it replaces, and a link stays a link. In a
 * folder of outputs (out_open_in, out_open_one) no link is followed: a folder that is one is an error, a file is replaced.
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

/* Opens folder/name for writing, one of the files that a run makes in a folder of outputs, which is there. name may hold folders;
 * they are made. As out_open otherwise. */
struct out *out_open_in(const char *folder, const char *name);

/* The same for one of many files, such as a letter a unit: each takes its name by itself, soon after it was closed, so that their
 * number has no bound. flags: OUT_PRIVATE: only its owner may read it; OUT_UNSYNCED: it need not survive a power cut. */
enum { OUT_PRIVATE = 1, OUT_UNSYNCED = 2 };
struct out *out_open_one(const char *folder, const char *name, int flags);

/* Hands everything buffered to the system. */
void out_flush(struct out *o);

/* Flushes, and waits until the bytes are on the disk: of several outs that belong together all are synced first, so that
 * little but renaming is left between the first out_close and the last. */
void out_sync(struct out *o);

/* Bytes written so far, the buffer included. */
uint64_t out_bytes(const struct out *o);

/* Flushes and closes. With keep, the file will take its final name at the next out_commit; without, it is removed (standard
 * output is only flushed). o is freed; it may be NULL. */
void out_close(struct out *o, bool keep);

/* The files of out_open_one that were closed with keep all have their names after this. */
void out_settle(void);

/* All files that were closed with keep take their names, in that order. When one cannot, those before it are put back, and the
 * run fails as above. tool_finish does it at the end of a run; before it whoever reads its own output. */
void out_commit(void);

/* Removes all temporary files, also those that wait for out_commit. Safe in a signal handler and at exit. */
void out_remove_temporaries(void);

/* Complains that path cannot be written (errno), removes temporary files and exits with 2. */
_Noreturn void out_fail(const char *path);

#endif
