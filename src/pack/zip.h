/* SPDX-License-Identifier: Apache-2.0 */
/*
 * zip: a .zip archive written straight through: entries one after the other, no temporary file, no seeking.
 *
 * Audience: pack/xlsx.
 *
 * Entries are deflated; their sizes follow the data (general purpose bit 3), and the directory stands at the end. Times
 * are those of 1980-01-01: same content, same bytes. No archive or entry may reach 4 GB (no Zip64).
 *
 * Source: PKWARE, .ZIP File Format Specification (APPNOTE) 6.3, sections 4.3 and 4.4.
 */
#ifndef EC_PACK_ZIP_H
#define EC_PACK_ZIP_H

#include <stdbool.h>
#include <stddef.h>

#include "io/out.h"

struct zip;

/* An archive to o, which stays the caller's. */
struct zip *zip_open(struct out *o);

/* Begins an entry; name is copied, plain ASCII. */
void zip_begin(struct zip *z, const char *name);

/* Adds bytes to the open entry. A write error ends the program, as out_write says. */
void zip_add(struct zip *z, const void *p, size_t n);

/* Ends the open entry. */
void zip_end(struct zip *z);

/* Writes the directory and frees z. Returns false when the archive became too large to be one: it must be thrown
 * away. */
bool zip_close(struct zip *z);

#endif
