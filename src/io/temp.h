/* SPDX-License-Identifier: Apache-2.0 */
/*
 * temp: a temporary file, written from the beginning to the end, then read so, or anywhere at any time.
 *
 * Audience: what does not fit in memory (rec/extsort, rec/twins). The file is made in TMPDIR, else in /tmp, and has no name: it
 * vanishes with the process. Failure is final: complaint, exit with status 2.
 */
#ifndef EC_IO_TEMP_H
#define EC_IO_TEMP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct temp {
    FILE *file; /* NULL: none, or closed */
    char *room; /* its buffer */
};

/* Makes one. */
struct temp temp_open(void);

/* Appends n bytes. */
void temp_write(struct temp *t, const void *p, size_t n);

/* To the beginning; from now on the file is read. */
void temp_rewind(struct temp *t);

/* Reads n bytes. Returns false at the end of the file; an end within them is a failure. */
bool temp_read(struct temp *t, void *p, size_t n);

/* What was written so far can be read by temp_read_at; more may be written behind it. */
void temp_flush(struct temp *t);

/* Reads n bytes at an offset of a file, written before the last temp_flush or temp_rewind: several may read it at a time. The
 * end of the file within them is a failure. */
void temp_read_at(struct temp *t, uint64_t at, void *p, size_t n);

/* Closes it; it may be closed already. */
void temp_close(struct temp *t);

#endif
