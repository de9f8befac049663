/* SPDX-License-Identifier: Apache-2.0 */
/*
 * foreign: files beside the submissions that are no XML and do not claim to be: what a Mac, Windows or an office program leaves
 * in a folder, and annexes.
 *
 * Audience: read/batch.
 *
 * By the name and the first bytes together, on the safe side: what begins as XML does, is called .xml, or is an archive that may
 * hold submissions (zip, rar, 7z, tar) is never foreign.
 */
#ifndef EC_READ_FOREIGN_H
#define EC_READ_FOREIGN_H

#include <stdbool.h>

#include "base/str.h"

/* What a file is, in words (English, Chinese; constant), when it is foreign; else NULL. path: as it was opened. head: its first
 * bytes, 512 of them where it has so many. tables: workbooks are submissions here, so one of an old kind is none of these. */
const char *const *foreign_kind(struct str path, struct str head, bool tables);

/* Is it a ZIP that is an office document: by its name, or by what comes first in it? Any other may hold submissions. */
bool foreign_office(struct str path, struct str head);

#endif
