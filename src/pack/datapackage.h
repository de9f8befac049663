/* SPDX-License-Identifier: Apache-2.0 */
/*
 * datapackage: the descriptor of a dataset, datapackage.json (Data Package, version 2.0).
 *
 * Audience: ecpack. A dataset is a folder with one CSV file a table and the descriptor. Each table is a resource of the
 * descriptor (resource.h); a run that packs a table replaces its resource and keeps the others, and the members that
 * somebody added by hand (licences, contacts), byte for byte. Nothing in it depends on the day or the machine.
 *
 * Order of writing, so that a process killed at any moment leaves no descriptor that names a file that is absent or
 * another than described:
 *     1. the data, under a temporary name;
 *     2. datapackage_withdraw: the old descriptor without this table (nothing to do when the bytes are the same);
 *     3. the data takes its name;
 *     4. datapackage_publish: the new descriptor, after the files made from it.
 * Two processes that pack into one folder take turns by a lock on the folder.
 *
 * Source: https://datapackage.org/standard/data-package/ (version 2.0).
 */
#ifndef EC_PACK_DATAPACKAGE_H
#define EC_PACK_DATAPACKAGE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"
#include "form/form.h"
#include "pack/resource.h"
#include "rec/jsonin.h"

/* A folder that is being written. */
struct datapackage {
    char *folder;
    int fd;               /* of the folder: holds the lock */
    struct arena arena;
    struct buf old_text;
    const struct json *old; /* the descriptor found; NULL: none */
};

/* Makes the folder where it is missing, waits for the lock, reads the descriptor. Returns NULL after complaining: the
 * folder cannot be made, or it holds a descriptor that is not JSON or is not of this form. */
struct datapackage *datapackage_open(const char *folder, const struct form *form);

/* Takes a table out of the descriptor on disk unless its file has these bytes already; removes its old file when that
 * had another name. Exits with 2 when it cannot write. */
void datapackage_withdraw(struct datapackage *d, const struct resource *r);

/* Appends the new descriptor: the resource put in its place among the others (order of the form). */
void datapackage_make(struct datapackage *d, const struct resource *r, struct buf *to);

/* Writes the descriptor. Exits with 2 when it cannot write. */
void datapackage_publish(struct datapackage *d, struct str text);

/* Gives up the lock and the memory; d may be NULL. */
void datapackage_close(struct datapackage *d);

/* Appends the lines of a manifest file (one JSON object a line) as a JSON array; a file that does not exist gives an
 * empty one. Returns false after complaining about a line that is not JSON. */
bool datapackage_lineage(const char *path, struct buf *to);

#endif
