/* SPDX-License-Identifier: Apache-2.0 */
/*
 * filename: names of files made from keys of records: safe on every system, short whatever the key, different for different
 * keys.
 *
 * Audience: ecreport (letters), and whoever writes a file a unit.
 *
 * Letters, digits and inner hyphens stand for themselves, any other byte as _xx. A name of more than 80 bytes is cut there;
 * then, and where case alone would tell two names apart (the key has lower-case letters: a share may not see them) or the name
 * is a device to Windows (CON, NUL, COM1 ...), ~ and the first 12 hexadecimal digits of the key's SHA-256 follow. So a name
 * depends on its key alone, whatever other keys there are. Identity and telephone numbers of a key are masked first, and the
 * hash is that of the masked key, since so few numbers are found by trying; keys that this makes alike get ~2, ~3 ...
 */
#ifndef EC_VALUE_FILENAME_H
#define EC_VALUE_FILENAME_H

#include "base/buf.h"
#include "base/intern.h"
#include "base/str.h"

enum { FILENAME_MOST = 80 };

/* The names made so far for one folder; all zero at the beginning. */
struct filenames {
    struct intern used; /* in lower case */
};

/* Appends the name for a key, without a suffix such as .html. At most FILENAME_MOST + 24 bytes. */
void filename_put(struct filenames *f, struct buf *b, struct str key);

/* Gives the memory back. */
void filename_free(struct filenames *f);

#endif
