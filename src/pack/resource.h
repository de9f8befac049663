/* SPDX-License-Identifier: Apache-2.0 */
/*
 * resource: one table of a dataset as a resource of datapackage.json: file, columns (Table Schema), key, lineage.
 *
 * Audience: datapackage.c; ecpack fills the struct.
 *
 * A resource promises only what holds: a constraint of the form that some row breaks stands under "ectools:broken" with
 * the number of rows, not under "constraints", "categories" or "primaryKey". What Table Schema has no word for stands
 * under names that begin with "ectools:".
 *
 * Source: https://datapackage.org/standard/data-resource/, table-schema/ (version 2.0).
 */
#ifndef EC_PACK_RESOURCE_H
#define EC_PACK_RESOURCE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "form/form.h"
#include "pack/csv.h"
#include "pack/gzout.h"

/* What is known of a table when its file is complete. Nothing here is owned. */
struct resource {
    const struct form *form;
    const struct form_table *table;
    const struct csv *csv;
    enum gz_mode mode;
    int level;
    const char *compressor; /* "zlib 1.2.13": with the level it decides the bytes */
    const char *path;     /* file name in the folder */
    uint64_t bytes;       /* of the file */
    const char *sha256;   /* of the file, hexadecimal */
    struct str lineage;   /* a JSON array, or empty */
    bool key_may_repeat;  /* nobody looked: no key is promised */
};

/* Appends the resource as a JSON object, indented for its place in the descriptor. Same table, same bytes. */
void resource_put(struct buf *b, const struct resource *r);

#endif
