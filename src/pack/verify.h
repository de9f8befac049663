/* SPDX-License-Identifier: Apache-2.0 */
/*
 * verify: is a dataset what its descriptor says?
 *
 * Audience: ecpack --verify. Looks at one thing after the other, the cheap ones first, and reports the first fault:
 * descriptor, presence, bytes, hash; then gzip, header, cells; when all rows are read, keys (as values of their types, and only
 * where a primary key is promised), number of rows.
 */
#ifndef EC_PACK_VERIFY_H
#define EC_PACK_VERIFY_H

#include <stdint.h>

#include "finding/finding.h"

enum verify_result {
    VERIFY_RIGHT,
    VERIFY_FAULT, /* a finding tells what */
    VERIFY_CANNOT /* diag has told why: no descriptor, or a file that cannot be read */
};

struct verify_totals {
    int tables;
    uint64_t rows, bytes;
};

/* Checks the dataset in a folder. memory bounds what is kept of keys, in bytes; beyond it
 * they go to temporary files (rec/twins.h). */
enum verify_result verify_dataset(const char *folder, uint64_t memory, struct findings *f, struct verify_totals *totals);

#endif
