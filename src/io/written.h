/* SPDX-License-Identifier: Apache-2.0 */
/*
 * written: which files a run puts into a folder, so that those of the run before it do not stay among them.
 *
 * Audience: ecread (rejects), ecreport (letters).
 *
 * The folder holds a list of its own, ".written", one name a line. A name is added to it before the file is made, so that
 * the list knows the files of a run that was killed, too; at the end the files that it knows and this run did not write
 * are removed, and it becomes that of this run. Nothing else is ever removed: only regular files, by a name without a
 * folder, and no symbolic link is followed.
 */
#ifndef EC_IO_WRITTEN_H
#define EC_IO_WRITTEN_H

#include "base/str.h"

#define WRITTEN_LIST ".written"

struct written;

/* Begins a run that writes into a folder, which is there; folder must outlive the result. NULL after complaining: the folder or
 * its list cannot be opened, or the list is no regular file. */
struct written *written_open(const char *folder);

/* The run is about to make the file of that name in the folder. Exits with 2 when the list cannot be written. */
void written_add(struct written *w, struct str name);

/* All files are in place: removes those of earlier runs that this one did not write, and frees w, which may be NULL. Other
 * files in a folder that had no list are told and left. Exits with 2 when the list cannot be written. */
void written_close(struct written *w);

#endif
