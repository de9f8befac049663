/* SPDX-License-Identifier: Apache-2.0 */
/*
 * gzin: reads back what gzout wrote, and finds everything that is not as gzout writes it.
 *
 * Audience: pack/verify. Other readers use io/in, which is lenient as gzip is: it takes several members for one text,
 * and cannot see that a blocked file was cut between two members. This one wants one member and nothing behind it, or
 * blocks with an end mark and nothing behind that.
 */
#ifndef EC_PACK_GZIN_H
#define EC_PACK_GZIN_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "pack/gzout.h"

struct gzin;

enum gzin_fault {
    GZIN_OK,
    GZIN_SYSTEM, /* read(2) failed: gzin_errno */
    GZIN_NOT,    /* not gzip */
    GZIN_CUT,    /* ends inside a member */
    GZIN_BAD,    /* data or checksum wrong */
    GZIN_MANY,   /* more than one member, or bytes behind it */
    GZIN_MARK,   /* blocked: no end mark at the end */
};

/* Opens a file of a known mode. Returns NULL with errno set. */
struct gzin *gzin_open(const char *path, enum gz_mode mode);

/* Reads up to n bytes. Returns the number, 0 at the good end, -1 at a fault. */
ssize_t gzin_read(struct gzin *g, void *to, size_t n);

/* Why gzin_read returned -1, and the same in words (0 English, 1 Chinese). */
enum gzin_fault gzin_fault(const struct gzin *g);
const char *gzin_words(enum gzin_fault fault, int lang);

/* errno of the read(2) that failed (GZIN_SYSTEM). */
int gzin_errno(const struct gzin *g);

/* g may be NULL. */
void gzin_close(struct gzin *g);

#endif
