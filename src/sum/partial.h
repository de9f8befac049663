/* SPDX-License-Identifier: Apache-2.0 */
/*
 * partial: the states of all groups as a stream, and such streams merged into the result of the whole.
 *
 * Audience: ecsum --partial and --merge.
 *
 * The stream has the columns result, group, state. Its first line is a mark that names the table and the checksum of the
 * program, since states of another program do not merge. The partials of the parts of a stream, merged in any order, are
 * the very state of the whole stream.
 */
#ifndef EC_SUM_PARTIAL_H
#define EC_SUM_PARTIAL_H

#include "rec/recin.h"
#include "rec/recout.h"
#include "sum/tally.h"

/* What the first line of a partial says. */
struct partial_mark {
    struct str table;
    const char *program; /* its checksum */
};

/* Writes the states of all groups, between the last record and tally_finish. */
void partial_write(const struct tally *p, const struct partial_mark *mark, struct recout *out);

/* Merges one partial, before tally_finish. Returns false after complaining: it cannot be opened, is damaged, is no
 * partial or one of another program or table, or the groups need more memory than allowed. */
bool partial_read(struct tally *p, const struct partial_mark *mark, const char *path, const struct dialect *dialect);

#endif
