/* SPDX-License-Identifier: Apache-2.0 */
/*
 * private: folders that only their owner may read, and the key that makes tokens.
 *
 * Audience: ecread (rejects, --key), ecreport (letters).
 */
#ifndef EC_IO_PRIVATE_H
#define EC_IO_PRIVATE_H

#include <stdbool.h>

#include "base/buf.h"

enum { PRIVATE_KEY_LEAST = 32, PRIVATE_KEY_MOST = 4096 };

/* Makes a folder of mode 0700, or gives one that is there this mode. Returns false after complaining: it cannot be made, it is no
 * folder, or it is another user's. */
bool private_folder(const char *path);

/* Appends the bytes of a key: a regular file of mode 0600 that belongs to the user, of 32 to 4096 bytes, not reached by a
 * symbolic link. Returns false after complaining, with what to do. */
bool private_key(const char *path, struct buf *key);

#endif
