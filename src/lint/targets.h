/* SPDX-License-Identifier: Apache-2.0 */
/*
 * targets: files and folders sorted into the kinds that eclint looks at.
 *
 * Audience: eclint. By the ending: rule files (.vtl), regex files (.re); sheets (.tsv) by what stands in them: a form has
 * directives, a code list a column code, message catalogues lie in a folder named messages. In a folder what is none of
 * these is passed over; a file that is named is meant, and another kind is a complaint.
 */
#ifndef EC_LINT_TARGETS_H
#define EC_LINT_TARGETS_H

#include "base/arena.h"
#include "cli/opt.h"

/* Zero is a good start. Paths of a folder are in byte order of the names; subfolders are entered where they stand. */
struct targets {
    struct opt_list rules, patterns, codes, messages, forms;
    struct arena text; /* the paths found in folders */
};

/* Adds a file, or what a folder holds. Complains, and adds nothing, when it cannot be read or is of no kind. */
void targets_add(struct targets *t, const char *path);

/* Gives everything back. */
void targets_free(struct targets *t);

#endif
