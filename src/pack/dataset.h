/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dataset: a descriptor as it was read back.
 *
 * Audience: pack/verify and pack/loader: what they know about a dataset they know from datapackage.json alone, without
 * the form.
 */
#ifndef EC_PACK_DATASET_H
#define EC_PACK_DATASET_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/intern.h"
#include "pack/fit.h"
#include "pack/gzout.h"

/* Bytes of datapackage.json that are read; a larger one is refused. */
enum { DATASET_DESCRIPTOR_MAX = 256 << 20 };

/* Bytes of a name that stands in an error. */
enum { DATASET_WHAT = 200 };

struct dataset_field {
    struct str name, title, description, unit;
    struct fit fit;       /* what the descriptor promises of each cell */
    bool invalid;         /* holds cells that are not of its type: nothing is promised */
    int precision, scale; /* numbers: digits in all and behind the point; 0 and 0 when no number was seen */
    struct intern codes;
    struct str *labels;   /* [codes.n] of the codes; empty where there is none */
    struct regex *regex;
    long line;            /* of the descriptor */
};

struct dataset_table {
    struct str name, title, path, sha256;
    enum gz_mode mode;
    uint64_t bytes, rows;
    struct dataset_field *fields; /* [n] */
    int n;
    int *key;                     /* [n_key] positions of the primary key's fields */
    int n_key;
    long line;
};

struct dataset {
    struct str name;
    struct dataset_table *tables; /* [n] */
    int n;
    struct arena arena;
};

/* What is wrong with a descriptor. */
struct dataset_error {
    long line;
    const char *why;  /* English, constant */
    char what[DATASET_WHAT + 1]; /* the name of the member or field, cut when it is longer; may be empty */
};

/* Reads a descriptor. text must stay as long as what is returned. Returns NULL and sets *e, which refers to neither, when it
 * is not JSON or not a descriptor of ours. */
struct dataset *dataset_read(struct str text, struct dataset_error *e);

/* d may be NULL. */
void dataset_free(struct dataset *d);

#endif
