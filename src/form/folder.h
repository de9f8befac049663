/* SPDX-License-Identifier: Apache-2.0 */
/*
 * folder: the files of a folder with a suffix, in byte order of their names.
 *
 * Audience: whoever takes FILE or DIR: patterns, rule files, message catalogues.
 */
#ifndef EC_FORM_FOLDER_H
#define EC_FORM_FOLDER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

struct folder {
    const char **files; /* [n] paths, in the arena */
    size_t n, cap;
};

/* Is there a folder of that name? Where the machine does not let it be seen, the run ends as in in_complain. */
bool folder_is(const char *path);

/* Adds the files of a folder whose names end with suffix (hidden ones left out). Returns false after complaining. When the
 * folder cannot be read to its end, the run ends with status 2: a part of the rules judges otherwise than all of them. */
bool folder_list(struct folder *f, const char *path, const char *suffix, struct arena *a);

/* Frees the list, not the paths. */
void folder_free(struct folder *f);

#endif
