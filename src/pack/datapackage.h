/* SPDX-License-Identifier: Apache-2.0 */
/*
 * datapackage: the descriptor of a dataset, datapackage.json (Data Package, version 2.0).
 *
 * Audience: ecpack. A dataset is a folder with one CSV file a table and the descriptor. Each table is a resource of the
 * descriptor (resource.h); a run that packs a table replaces its resource and keeps the others, and the members that
 * somebody added by hand (licences, contacts), byte for byte. Nothing in it depends on the day or the machine.
 *
 * The data files of all tables of a run, the files made from the descriptor and the descriptor itself take their names together
 * (io/out), the descriptor last; only then is a file removed that a table had before under another name.
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

/* A resource of a run. */
struct datapackage_added {
    struct str table, text;
};

/* A folder that is being written. */
struct datapackage {
    char *folder;
    int fd;               /* of the folder: holds the lock */
    struct arena arena;
    struct buf old_text;
    const struct json *old; /* the descriptor found; NULL: none */
    struct datapackage_added *added; /* [n_added] */
    int n_added;
    struct buf text;        /* the new descriptor, once it was asked for */
    const char **gone;      /* [n_gone] files that are no table's any more */
    int n_gone;
};

/* Makes the folder where it is missing, waits for the lock, reads the descriptor. Returns NULL after complaining: the
 * folder cannot be made, or it holds a descriptor that is not JSON or is not of this form. */
struct datapackage *datapackage_open(const char *folder, const struct form *form);

/* Notes a resource that takes its place among the others (order of the form); the table's name must outlive d. Nothing is
 * written. */
void datapackage_add(struct datapackage *d, const struct resource *r);

/* The new descriptor, d's; nothing is added behind it. */
struct str datapackage_text(struct datapackage *d, const struct form *form);

/* Writes that descriptor, and gives it and all other files of the run their names (out_commit). Exits with 2 when it cannot. */
void datapackage_publish(struct datapackage *d);

/* Gives up the lock and the memory; d may be NULL. */
void datapackage_close(struct datapackage *d);

/* Appends the lines of a manifest file (one JSON object a line) as a JSON array; a file that does not exist gives an
 * empty one. Returns false after complaining about a line that is not JSON. */
bool datapackage_lineage(const char *path, struct buf *to);

#endif
