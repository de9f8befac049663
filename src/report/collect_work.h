/* SPDX-License-Identifier: Apache-2.0 */
/*
 * collect_work: what the readers of the report's streams share.
 *
 * Audience: the collect*.c files.
 */
#ifndef EC_REPORT_COLLECT_WORK_H
#define EC_REPORT_COLLECT_WORK_H

#include "rec/recin.h"
#include "report/model.h"

/* A copy of text that lives as long as the report. */
struct str collect_keep(struct report *r, struct str s);

/* Remembers a stream and the checksum of its (unpacked) bytes for the footer; standard input and what is no regular file, which
 * cannot be read again, leave no note. Returns false after complaining, when the file cannot be read a second time: a
 * checksum of a part would name another file. role and path must outlive the report. */
bool collect_note(struct report *r, const char *role, const char *path);

/* The variable that names a unit over all periods: the first identifier that is not the period. Owned by the form. */
const struct form_var *collect_identifier(const struct report *r);

/* The unit of that key, new when it was unknown; valid until the next call. */
struct unit *collect_unit(struct report *r, struct str key);

/* The position of a column, or of a variable's column; -1 when the stream lacks it or v is NULL. */
int collect_column(const struct recin *in, struct str name);
int collect_variable(const struct recin *in, const struct form_var *v);

/* One more of number i; new numbers start at 0. */
void collect_count(long **count, size_t *cap, int i);

#endif
