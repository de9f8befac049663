/* SPDX-License-Identifier: Apache-2.0 */
/*
 * kept: the bytes of a damaged submission, as it was given, beside its reason.
 *
 * Audience: read/batch, for what no stretch of text can stand for: a file that was cut, or is compressed and damaged.
 */
#ifndef EC_READ_KEPT_H
#define EC_READ_KEPT_H

#include "io/out.h"

enum kept {
    KEPT_ALL,
    KEPT_NONE,     /* it is no regular file, which cannot be read again, or is not there any more: nothing was written */
    KEPT_UNREAD    /* it could not be read to its end: see errno */
};

/* Appends the bytes of the file to `to`. */
enum kept kept_copy(const char *path, struct out *to);

#endif
