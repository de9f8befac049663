/* SPDX-License-Identifier: Apache-2.0 */
/*
 * spooled: bytes that come once and are read again anywhere: in memory while they are few, else in a temporary file.
 *
 * Audience: sheet/unzip (an archive may come through a pipe), sheet/strings (the texts of a workbook).
 */
#ifndef EC_SHEET_SPOOLED_H
#define EC_SHEET_SPOOLED_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "io/temp.h"

enum { SPOOLED_MEMORY = 16 << 20 }; /* bytes kept in memory */

/* All members zero is an empty one. */
struct spooled {
    struct buf memory; /* all of it, while there is no file */
    struct temp file;
    uint64_t n;        /* bytes */
    bool flushed;      /* all of the file can be read */
};

/* Appends n bytes. A temporary file that cannot be written ends the run. */
void spooled_add(struct spooled *s, const void *p, size_t n);

/* Reads n bytes at an offset; all of them must be there: at + n <= s->n. */
void spooled_read(struct spooled *s, uint64_t at, void *to, size_t n);

/* Gives everything back; the spool is empty and usable again. */
void spooled_free(struct spooled *s);

#endif
